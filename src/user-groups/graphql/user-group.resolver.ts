import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { UsualLength } from '../../graphql/schema/field-marks.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import type { UserGroupService } from '../service/user-group.service.js';
import type { UserGroupLoaders } from '../storage/user-group.loaders.js';
import type { GroupAssignment, UserGroup as UserGroupData } from '../user-group.js';
import { UserGroupAssignment } from './channel-assignment.type.js';
import {
  ChannelAssignmentSetInput,
  UserGroupCreateInput,
  UserGroupDeleteInput,
  UserGroupUpdateInput,
} from './user-group.input.js';
import {
  ChannelAssignmentSetPayload,
  groupPayload,
  UserGroupCreatePayload,
  UserGroupDeletePayload,
  UserGroupUpdatePayload,
} from './user-group.payload.js';
import { UserGroup } from './user-group.type.js';

type GroupPayload = ChangePayload<'userGroup', UserGroupData>;

@Resolver(() => UserGroup)
export class UserGroupResolver {
  constructor(
    private readonly service: UserGroupService,
    private readonly groups: UserGroupLoaders,
  ) {}

  @Needs(Scope.READ)
  @Query(() => UserGroup, {
    nullable: true,
    description: 'The user group with this id, or null. Needs READ.',
  })
  userGroup(
    @Arg('id', () => ID, { description: 'Such as `ug_5`.' }) id: string,
  ): Promise<UserGroupData | null> | null {
    const rowId = rowIdFromGlobalId('ug', id);
    return rowId === null ? null : this.groups.userGroup.load(rowId);
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupCreatePayload, { description: 'Creates a user group. Needs WRITE.' })
  async userGroupCreate(
    @Arg('input', () => UserGroupCreateInput, { description: 'The new group.' }) input: UserGroupCreateInput,
    @Ctx() context: GatewayContext,
  ): Promise<GroupPayload> {
    return groupPayload.from(
      await this.service.create(input.name, writeRequestFrom('userGroupCreate', input, context)),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupUpdatePayload, { description: 'Changes a user group. Needs WRITE.' })
  async userGroupUpdate(
    @Arg('input', () => UserGroupUpdateInput, { description: 'The group and its changes.' })
    input: UserGroupUpdateInput,
    @Ctx() context: GatewayContext,
  ): Promise<GroupPayload> {
    const write = writeRequestFrom('userGroupUpdate', input, context);
    return groupPayload.from(await this.service.update(input, input.name, write));
  }

  @Needs(Scope.WRITE)
  @Mutation(() => UserGroupDeletePayload, {
    description:
      'Deletes a user group. Its channels are free; delivery servers stay. NOT_PERMITTED when one of them uses a server that your credential, being limited to a tag, does not see. Needs WRITE.',
  })
  async userGroupDelete(
    @Arg('input', () => UserGroupDeleteInput, { description: 'The group.' })
    input: UserGroupDeleteInput,
    @Ctx() context: GatewayContext,
  ): Promise<UserGroupDeletePayload> {
    const {
      result,
      problems,
      current = null,
    } = await this.service.delete(input, writeRequestFrom('userGroupDelete', input, context));
    return { deletedId: result?.id ?? null, userGroup: current, userErrors: userErrors(problems) };
  }

  @Needs(Scope.WRITE)
  @Mutation(() => ChannelAssignmentSetPayload, {
    description:
      'Makes a channel of a user group use a delivery server, or none. NOT_PERMITTED when it uses a server that your credential, being limited to a tag, does not see. Needs WRITE.',
  })
  async channelAssignmentSet(
    @Arg('input', () => ChannelAssignmentSetInput, { description: 'The channel and its server.' })
    input: ChannelAssignmentSetInput,
    @Ctx() context: GatewayContext,
  ): Promise<GroupPayload> {
    const { userGroupId: id, channel, deliveryServerId = null, expectedVersion } = input;
    const write = writeRequestFrom('channelAssignmentSet', input, context);
    return groupPayload.from(
      await this.service.assignChannel({ id, expectedVersion }, channel, deliveryServerId, write),
    );
  }

  @UsualLength(3)
  @FieldResolver(() => [UserGroupAssignment], {
    description:
      'The channels that have a delivery server that your credential sees, in the order of `Channel`.',
  })
  assignments(
    @Root() { legacyId }: UserGroupData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<GroupAssignment[]> {
    return this.groups.assignmentsOfGroup(sight).load(legacyId);
  }
}
