import type { GraphQLSchema } from 'graphql';
import type { Loaders } from './loaders.js';

/**
 * Lets each mutation of a request begin with loaders that remember nothing: what one of them changed must not be
 * answered by the next as it was before.
 */
export function forgetBeforeMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const mutate = field.resolve;
    if (!mutate) continue;
    field.resolve = (source, args, context, info) => {
      (context.loaders as Loaders).forget();
      return mutate(source, args, context, info);
    };
  }
  return schema;
}
