import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { Extensions } from 'type-graphql';

/** Marks a field that exists for the legacy API only and is not part of the public schema. */
export const Internal = () => Extensions({ internal: true });

/** Marks a field whose value may already be a property of its object; its resolver runs only where it is not. */
export const Preloadable = () => Extensions({ preloadable: true });

/** Tells how long a list that has no pages usually is; the cost of an operation counts with it. */
export const UsualLength = (usualLength: number) => Extensions({ usualLength });

/** Tells what a field adds to the cost of an operation, because it takes more than reading. */
export const Costs = (cost: number) => Extensions({ cost });

/** Marks a field whose property is a function, to be called when the field is asked for. */
export const Lazy = () => Extensions({ lazy: true });

/** Tells the name of the type that an object has, whose field has the type of an interface. */
export const TypeNamed = <Value>(nameFor: (value: Value) => string | undefined) =>
  Extensions({ typeNameFor: nameFor });

/**
 * Has marked interfaces answer at once. type-graphql would make a promise of the name, for which graphql-jit does not wait:
 * every query would be run a second time, by graphql-js, and a mutation fail.
 */
export function resolveMarkedTypes(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isInterfaceType)) {
    const { typeNameFor } = type.extensions;
    if (typeof typeNameFor === 'function') type.resolveType = (value) => typeNameFor(value);
  }
  return schema;
}

/**
 * Gives marked fields resolvers of their own. type-graphql makes a promise and a copy of the object for every field that
 * has a resolver, which on a long list costs more than all the rest; and a compiled query reads plain properties only.
 */
export function resolveMarkedFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { name, extensions, resolve: load } = field;
      if (extensions.lazy === true) field.resolve = (source) => source[name]();
      if (extensions.preloadable === true && load)
        field.resolve = (source, args, context, info) => source[name] ?? load(source, args, context, info);
    }
  }
  return schema;
}
