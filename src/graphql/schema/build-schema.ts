import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ClassType, type PubSub } from 'type-graphql';
import { announceWrites } from './announce-writes.js';
import { resolveMarkedFields } from './field-marks.js';
import { rootDescriptions, schemaDescription } from './schema-description.js';

/** type-graphql insists on one; our subscriptions follow the events in the database instead. */
const noPubSub: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('A subscription has no "subscribe" function.');
  },
};

/**
 * Makes a schema of resolver classes.
 * @param instances the objects whose methods it calls, one of each class
 */
export function buildSchema(resolvers: readonly ClassType[], instances: readonly object[]): GraphQLSchema {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  const schema = buildSchemaSync({
    resolvers: resolvers as [ClassType, ...ClassType[]],
    container: { get: (resolverClass) => byClass.get(resolverClass) },
    validate: false,
    pubSub: noPubSub,
  });
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) root.description = rootDescriptions[root.name];
  }
  return announceWrites(resolveMarkedFields(schema));
}

/** The schema without its internal fields: what clients, the playground and `schema.graphql` see. */
export function publicSchema(internal: GraphQLSchema): GraphQLSchema {
  const withoutInternal = mapSchema(internal, {
    [MapperKind.FIELD]: (field) => (field.extensions?.internal === true ? null : undefined),
  });
  return new GraphQLSchema({ ...pruneSchema(withoutInternal).toConfig(), description: schemaDescription });
}
