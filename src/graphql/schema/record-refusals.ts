import type { GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../context.js';
import type { UserError } from '../errors/user-error.type.js';
import { authorFrom } from '../write-request-from.js';

/**
 * Makes every mutation tell the audit trail when it refuses something for what the credential lacks: what its access check
 * could not see, as it depends on the object or on the values.
 */
export function recordRefusals(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve, name } = field;
    field.resolve = async (source, args, context: GatewayContext, info) => {
      const payload = (await resolve?.(source, args, context, info)) as { userErrors: readonly UserError[] };
      const lacking = payload.userErrors.flatMap(({ lacks }) => lacks ?? []);
      if (lacking.length > 0) {
        const lacks = {
          scopes: [...new Set(lacking.flatMap(({ scopes = [] }) => scopes))],
          limits: [...new Set(lacking.flatMap(({ limits = [] }) => limits))],
        };
        context.recordRefusal(authorFrom(name, context), lacks, args.input?.id ?? args.input?.userGroupId);
      }
      return payload;
    };
  }
  return schema;
}
