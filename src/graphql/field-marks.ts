import { type GraphQLSchema, isObjectType } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a field that exists for the legacy API only and is not part of the public schema. */
export const Internal = () => Extensions({ internal: true });

/** Marks a field whose value may already be a property of its object; its resolver runs only where it is not. */
export const Preloadable = () => Extensions({ preloadable: true });

/** Tells how long a list that has no pages usually is; the cost of an operation counts with it. */
export const UsualLength = (usualLength: number) => Extensions({ usualLength });

/**
 * Lets preloadable fields answer from their object. type-graphql makes a promise and a copy of the object for every
 * field that has a resolver, which on a long list costs more than all the rest.
 */
export function preferPreloaded(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const load = field.resolve;
      if (field.extensions.preloadable !== true || !load) continue;
      field.resolve = (source, args, context, info) =>
        source[field.name] ?? load(source, args, context, info);
    }
  }
  return schema;
}
