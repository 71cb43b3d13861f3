import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ClassType, type PubSub } from 'type-graphql';
import { announceWrites } from './announce-writes.js';
import { resolveMarkedFields, resolveMarkedTypes } from './field-marks.js';
import { recordRefusals } from './record-refusals.js';
import { rootDescriptions, schemaDescription } from './schema-description.js';

/** type-graphql insists on one; our subscriptions follow the events in the database instead. */
const noPubSub: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('A subscription has no "subscribe" function.');
  },
};

/** A resolver class, and how its one object is made of what the program has. */
export interface ResolverEntry<Parts> {
  resolverClass: ClassType;
  create(parts: Parts): object;
}

export function resolver<Parts, Resolver extends object>(
  resolverClass: ClassType<Resolver>,
  create: (parts: Parts) => Resolver,
): ResolverEntry<Parts> {
  return { resolverClass, create };
}

/**
 * Makes a schema of resolvers.
 * @param parts what the resolvers are made of; null for a schema that is only looked at
 */
export function buildSchema<Parts>(
  entries: readonly ResolverEntry<Parts>[],
  parts: Parts | null,
): GraphQLSchema {
  const instances = new Map<unknown, object>(
    parts === null ? [] : entries.map(({ resolverClass, create }) => [resolverClass, create(parts)]),
  );
  const resolvers = entries.map(({ resolverClass }) => resolverClass);
  const schema = buildSchemaSync({
    resolvers: resolvers as [ClassType, ...ClassType[]],
    container: { get: (resolverClass) => instances.get(resolverClass) },
    validate: false,
    pubSub: noPubSub,
    // It would ask for an introspection of everything, which takes longer than making the schema. The first operation that
    // is prepared for the schema, at start, is refused if that is not valid.
    skipCheck: true,
  });
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) root.description = rootDescriptions[root.name];
  }
  return announceWrites(recordRefusals(resolveMarkedTypes(resolveMarkedFields(schema))));
}

/** The schema without its internal fields: what clients, the playground and `schema.graphql` see. */
export function publicSchema(internal: GraphQLSchema): GraphQLSchema {
  const withoutInternal = mapSchema(internal, {
    [MapperKind.FIELD]: (field) => (field.extensions?.internal === true ? null : undefined),
  });
  return Object.assign(pruneSchema(withoutInternal), { description: schemaDescription });
}
