import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ClassType, type PubSub } from 'type-graphql';
// In the order in which their types and fields stand in the schema.
import './enums.js';
import { ApiKeyResolver } from '../../access/graphql/api-key.resolver.js';
import '../../delivery-servers/graphql/delivery-server.type.js';
import { DeliveryServerResolver } from '../../delivery-servers/graphql/delivery-server.resolver.js';
import { DeliveryServerChangeResolver } from '../../delivery-servers/graphql/delivery-server-change.resolver.js';
import { DeliveryServerEventResolver } from '../../delivery-servers/graphql/delivery-server-event.resolver.js';
import { DeliveryServerInternalResolver } from '../../delivery-servers/graphql/delivery-server-internal.resolver.js';
import { DeliveryServerListResolver } from '../../delivery-servers/graphql/delivery-server-list.resolver.js';
import { resolveMarkedFields } from './field-marks.js';
import { LegacyUsageResolver } from '../../legacy-usage/graphql/legacy-usage.resolver.js';
import { NodeResolver } from '../nodes/node.resolver.js';
import { RouteResolver } from '../../delivery-servers/graphql/route.resolver.js';
import { rootDescriptions, schemaDescription } from './schema-description.js';
import { SignInResolver } from '../../access/graphql/sign-in.resolver.js';
import { UserGroupResolver } from '../../user-groups/graphql/user-group.resolver.js';
import { UserGroupAssignmentResolver } from '../../delivery-servers/graphql/user-group-assignment.resolver.js';
import { UserGroupEventResolver } from '../../user-groups/graphql/user-group-event.resolver.js';
import { UserGroupListResolver } from '../../user-groups/graphql/user-group-list.resolver.js';

const resolvers = [
  ApiKeyResolver,
  DeliveryServerResolver,
  DeliveryServerEventResolver,
  DeliveryServerChangeResolver,
  DeliveryServerInternalResolver,
  DeliveryServerListResolver,
  LegacyUsageResolver,
  NodeResolver,
  RouteResolver,
  SignInResolver,
  UserGroupResolver,
  UserGroupAssignmentResolver,
  UserGroupEventResolver,
  UserGroupListResolver,
] as const;

/** The resolver objects that {@link buildInternalSchema} calls. */
export type ResolverInstance = InstanceType<(typeof resolvers)[number]>;

/** type-graphql insists on one; our subscriptions follow the events in the database instead. */
const noPubSub: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('A subscription has no "subscribe" function.');
  },
};

/**
 * The whole schema, with the fields that only the legacy API reads. Nothing that answers the network directly may
 * execute it.
 */
export function buildInternalSchema(instances: readonly ResolverInstance[]): GraphQLSchema {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]));
  const schema = buildSchemaSync({
    resolvers: resolvers as unknown as [ClassType, ...ClassType[]],
    container: { get: (resolverClass) => byClass.get(resolverClass) },
    validate: false,
    pubSub: noPubSub,
  });
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) root.description = rootDescriptions[root.name];
  }
  return resolveMarkedFields(schema);
}

/** The schema without its internal fields: what clients, the playground and `schema.graphql` see. */
export function publicSchema(internal: GraphQLSchema): GraphQLSchema {
  const withoutInternal = mapSchema(internal, {
    [MapperKind.FIELD]: (field) => (field.extensions?.internal === true ? null : undefined),
  });
  return new GraphQLSchema({ ...pruneSchema(withoutInternal).toConfig(), description: schemaDescription });
}
