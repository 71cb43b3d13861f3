import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../access/scope.js';
import { rowIdFromGlobalId } from '../global-id.js';
import { Reason } from '../problem.js';
import type { GroupAssignment, UserGroup as UserGroupData } from '../user-groups/user-group.js';
import type { ChangeOutcome, UserGroupService } from '../user-groups/user-group.service.js';
import { Needs } from './access-check.js';
import type { GatewayContext } from './context.js';
import { userErrors } from './user-error.type.js';
import {
  ChannelAssignmentSetInput,
  UserGroupCreateInput,
  UserGroupDeleteInput,
  UserGroupUpdateInput,
} from './user-group.input.js';
import {
  ChannelAssignmentSetPayload,
  UserGroupCreatePayload,
  UserGroupDeletePayload,
  UserGroupUpdatePayload,
} from './user-group.payload.js';
import { UserGroup } from './user-group.type.js';
import { UserGroupAssignment } from './user-group-assignment.type.js';

@Resolver(() => UserGroup)
export class UserGroupResolver {
  constructor(private readonly service: UserGroupService) {}

  @Needs(Scope.READ)
  @Query(() => UserGroup, {
    nullable: true,
    description: 'The user group with this id, or null. Needs READ.',
  })
  userGroup(
    @Arg('id', () => ID, { description: 'Such as `ug_5`.' }) id: string,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<UserGroupData | null> | null {
    const rowId = rowIdFromGlobalId('ug', id);
    return rowId === null ? null : loaders.userGroup.load(rowId);
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupCreatePayload, { description: 'Creates a user group. Needs WRITE.' })
  async userGroupCreate(
    @Arg('input', () => UserGroupCreateInput, { description: 'The new group.' }) {
      name,
    }: UserGroupCreateInput,
  ): Promise<UserGroupCreatePayload> {
    const { result, problems } = await this.service.create(name);
    return { userGroup: result, userErrors: userErrors(problems) };
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupUpdatePayload, { description: 'Changes a user group. Needs WRITE.' })
  async userGroupUpdate(
    @Arg('input', () => UserGroupUpdateInput, { description: 'The group and its changes.' })
    { id, name, expectedVersion }: UserGroupUpdateInput,
  ): Promise<UserGroupUpdatePayload> {
    return payloadFromChange(await this.service.update(id, name, expectedVersion));
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupDeletePayload, {
    description: 'Deletes a user group. Its channels are free; delivery servers stay. Needs WRITE.',
  })
  async userGroupDelete(
    @Arg('input', () => UserGroupDeleteInput, { description: 'The group.' })
    { id, expectedVersion }: UserGroupDeleteInput,
  ): Promise<UserGroupDeletePayload> {
    const { result, problems } = await this.service.delete(id, expectedVersion);
    return { deletedId: result?.id ?? null, userErrors: userErrors(problems) };
  }

  @Needs(Scope.WRITE)
  @Mutation(() => ChannelAssignmentSetPayload, {
    description: 'Makes a channel of a user group use a delivery server, or none. Needs WRITE.',
  })
  async channelAssignmentSet(
    @Arg('input', () => ChannelAssignmentSetInput, { description: 'The channel and its server.' })
    { userGroupId, channel, deliveryServerId, expectedVersion }: ChannelAssignmentSetInput,
  ): Promise<ChannelAssignmentSetPayload> {
    return payloadFromChange(
      await this.service.assignChannel(userGroupId, channel, deliveryServerId ?? null, expectedVersion),
    );
  }

  @FieldResolver(() => [UserGroupAssignment], {
    description: 'The channels that have a delivery server, in the order of `Channel`.',
  })
  assignments(
    @Root() { legacyId }: UserGroupData,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<GroupAssignment[]> {
    return loaders.assignmentsOfGroup.load(legacyId);
  }
}

/** On a version conflict the payload carries the group as it is now. */
function payloadFromChange({ result, current, problems }: ChangeOutcome): UserGroupUpdatePayload {
  const isConflict = problems.some(({ reason }) => reason === Reason.VERSION_CONFLICT);
  return { userGroup: isConflict ? current : result, userErrors: userErrors(problems) };
}
