import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { Preloadable, UsualLength } from '../../graphql/schema/field-marks.js';
import { fieldsBelow } from '../../graphql/schema/fields-below.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { ChannelAssignment } from '../../user-groups/graphql/user-group.type.js';
import type { ChannelAssignment as ChannelAssignmentData } from '../../user-groups/user-group.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import { DeliveryServer } from './delivery-server.type.js';

@Resolver(() => DeliveryServer)
export class DeliveryServerResolver {
  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server with this id, or null. Needs READ.',
  })
  deliveryServer(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() { loaders }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> | null {
    const rowId = rowIdFromGlobalId('ds', id);
    return rowId === null ? null : loaders.deliveryServerWith(fieldsBelow(info)).load(rowId);
  }

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server that the legacy API calls by this number, or null. Needs READ.',
  })
  deliveryServerByLegacyId(
    @Arg('legacyId', () => Int, { description: '`DeliveryServerID` of the legacy API.' }) legacyId: number,
    @Ctx() { loaders }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> {
    return loaders.deliveryServerWith(fieldsBelow(info)).load(legacyId);
  }

  @Preloadable()
  @UsualLength(5)
  @FieldResolver(() => [ChannelAssignment], {
    description: 'The user groups that send through it, by `legacyId`, each with its channels.',
  })
  assignments(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<ChannelAssignmentData[]> {
    return loaders.assignmentsOfServer.load(legacyId);
  }

  @Preloadable()
  @FieldResolver(() => Boolean, { description: 'Whether at least one channel of a user group uses it.' })
  async isAllocated(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<boolean> {
    return (await loaders.assignmentsOfServer.load(legacyId)).length > 0;
  }

  @Preloadable()
  @FieldResolver(() => [String], { description: 'Labels of your own, in alphabetical order.' })
  tags(@Root() { legacyId }: DeliveryServerData, @Ctx() { loaders }: GatewayContext): Promise<string[]> {
    return loaders.tagsOfServer.load(legacyId);
  }
}
