import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { Preloadable, UsualLength } from '../../graphql/schema/field-marks.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { ChannelAssignment } from '../../user-groups/graphql/channel-assignment.type.js';
import type { UserGroupLoaders } from '../../user-groups/storage/user-group.loaders.js';
import type { ChannelAssignment as ChannelAssignmentData } from '../../user-groups/user-group.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { DeliveryServer } from './delivery-server.type.js';

@Resolver(() => DeliveryServer)
export class DeliveryServerResolver {
  constructor(
    private readonly servers: DeliveryServerLoaders,
    private readonly groups: UserGroupLoaders,
  ) {}

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server with this id, or null. Needs READ.',
  })
  deliveryServer(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() { sight }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> | null {
    const rowId = rowIdFromGlobalId('ds', id);
    return rowId === null ? null : this.servers.deliveryServer(sight, selectedFields(info)).load(rowId);
  }

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server that the legacy API calls by this number, or null. Needs READ.',
  })
  deliveryServerByLegacyId(
    @Arg('legacyId', () => Int, { description: '`DeliveryServerID` of the legacy API.' }) legacyId: number,
    @Ctx() { sight }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer(sight, selectedFields(info)).load(legacyId);
  }

  @Preloadable()
  @UsualLength(5)
  @FieldResolver(() => [ChannelAssignment], {
    description: 'The user groups that send through it, by `legacyId`, each with its channels.',
  })
  assignments(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<ChannelAssignmentData[]> {
    return this.groups.assignmentsOfServer(sight).load(legacyId);
  }

  @Preloadable()
  @FieldResolver(() => Boolean, { description: 'Whether at least one channel of a user group uses it.' })
  async isAllocated(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<boolean> {
    return (await this.groups.assignmentsOfServer(sight).load(legacyId)).length > 0;
  }

  @Preloadable()
  @FieldResolver(() => [String], { description: 'Labels of your own, in alphabetical order.' })
  tags(@Root() { legacyId }: DeliveryServerData, @Ctx() { sight }: GatewayContext): Promise<string[]> {
    return this.servers.tags(sight).load(legacyId);
  }

  @Preloadable()
  @FieldResolver(() => Boolean, {
    description:
      'Whether an SMTP password is stored that does not open, because it was damaged or sealed with a key that is gone. It has to be given again; until then nothing can be sent with it.',
  })
  isPasswordDamaged(
    @Root() { legacyId }: DeliveryServerData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<boolean> {
    return this.servers.isPasswordDamaged(sight).load(legacyId);
  }
}
