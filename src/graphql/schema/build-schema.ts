import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ClassType, type PubSub, type ResolverData } from 'type-graphql';
import type { ResolverEntry, Resolvers } from '../resolvers.js';
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

/** Makes a schema of resolver classes; their objects come with the context of each operation. */
export function buildSchema(entries: readonly ResolverEntry<never>[]): GraphQLSchema {
  const classes = entries.map(({ resolverClass }) => resolverClass);
  const schema = buildSchemaSync({
    resolvers: classes as [ClassType, ...ClassType[]],
    container: ({ context }: ResolverData<{ resolvers: Resolvers }>) => context.resolvers,
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
export function withoutInternals(schema: GraphQLSchema): GraphQLSchema {
  const shown = mapSchema(schema, {
    [MapperKind.FIELD]: (field) => (field.extensions?.internal === true ? null : undefined),
  });
  return Object.assign(pruneSchema(shown), { description: schemaDescription });
}
