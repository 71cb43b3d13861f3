import type { GraphQLSchema } from 'graphql';
// In the order in which their types and fields stand in the schema.
import '../graphql/schema/enums.js';
import '../access/graphql/access.enums.js';
import '../delivery-servers/graphql/delivery-server.enums.js';
import '../user-groups/graphql/user-group.enums.js';
import { ApiKeyResolver } from '../access/graphql/api-key.resolver.js';
import '../delivery-servers/graphql/delivery-server.type.js';
import { DeliveryServerResolver } from '../delivery-servers/graphql/delivery-server.resolver.js';
import { DeliveryServerChangeResolver } from '../delivery-servers/graphql/delivery-server-change.resolver.js';
import { DeliveryServerEventResolver } from '../delivery-servers/graphql/delivery-server-event.resolver.js';
import { DeliveryServerInternalResolver } from '../delivery-servers/graphql/delivery-server-internal.resolver.js';
import { DeliveryServerListResolver } from '../delivery-servers/graphql/delivery-server-list.resolver.js';
import { LegacyUsageResolver } from '../legacy-usage/graphql/legacy-usage.resolver.js';
import { NodeResolver } from '../graphql/nodes/node.resolver.js';
import { RouteResolver } from '../delivery-servers/graphql/route.resolver.js';
import { SignInResolver } from '../access/graphql/sign-in.resolver.js';
import { UserGroupResolver } from '../user-groups/graphql/user-group.resolver.js';
import { UserGroupAssignmentResolver } from '../delivery-servers/graphql/user-group-assignment.resolver.js';
import { UserGroupEventResolver } from '../user-groups/graphql/user-group-event.resolver.js';
import { UserGroupListResolver } from '../user-groups/graphql/user-group-list.resolver.js';
import { buildSchema } from '../graphql/schema/build-schema.js';

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

/** The resolver objects that {@link internalSchema} calls. */
export type ResolverInstance = InstanceType<(typeof resolvers)[number]>;

/**
 * The whole schema, with the fields that only the legacy API reads. Nothing that answers the network directly may
 * execute it.
 * @param instances none to look at the schema without executing it
 */
export function internalSchema(instances: readonly ResolverInstance[] = []): GraphQLSchema {
  return buildSchema(resolvers, instances);
}
