import { type GraphQLField, type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql';
import type { GatewayContext } from '../context.js';
import { serviceUnavailable } from '../errors/failure-answers.js';

const keyName = 'idempotencyKey';

/** Makes every mutation tell its request that it begins, and whether a key makes it safe to send it again. */
export function announceWrites(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    const takesKey = hasKey(field);
    field.resolve = (source, args, context: GatewayContext, info) => {
      const isRepeatable = takesKey && (args.input?.[keyName] ?? context.idempotencyKey) !== null;
      if (!context.beginWrite(isRepeatable)) throw serviceUnavailable();
      return resolve?.(source, args, context, info);
    };
  }
  return schema;
}

function hasKey({ args }: GraphQLField<unknown, unknown>): boolean {
  return args.some(({ type }) => {
    const input = getNamedType(type);
    return isInputObjectType(input) && keyName in input.getFields();
  });
}
