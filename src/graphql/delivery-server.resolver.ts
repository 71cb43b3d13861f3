import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../access/scope.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-servers/delivery-server.js';
import type { ChangeOutcome, DeliveryServerService } from '../delivery-servers/delivery-server.service.js';
import { rowIdFromGlobalId } from '../global-id.js';
import { Reason } from '../problem.js';
import type { ChannelAssignment as ChannelAssignmentData } from '../user-groups/user-group.js';
import { Needs } from './access-check.js';
import type { GatewayContext } from './context.js';
import {
  DeliveryServerCreatePayload,
  DeliveryServersDeletePayload,
  DeliveryServerTestResultsSavePayload,
  DeliveryServerUpdatePayload,
} from './delivery-server.payload.js';
import { DeliveryServer } from './delivery-server.type.js';
import { DeliveryServerCreateInput } from './delivery-server-create.input.js';
import { DeliveryServerUpdateInput } from './delivery-server-update.input.js';
import { DeliveryServersDeleteInput } from './delivery-servers-delete.input.js';
import { Preloadable } from './field-marks.js';
import { DeliveryServerTestResultsSaveInput } from './test-results-save.input.js';
import { userErrors } from './user-error.type.js';
import { ChannelAssignment } from './user-group.type.js';

@Resolver(() => DeliveryServer)
export class DeliveryServerResolver {
  constructor(private readonly service: DeliveryServerService) {}

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server with this id, or null. Needs READ.',
  })
  deliveryServer(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<DeliveryServerData | null> | null {
    const rowId = rowIdFromGlobalId('ds', id);
    return rowId === null ? null : loaders.deliveryServer.load(rowId);
  }

  @Needs(Scope.READ)
  @Query(() => DeliveryServer, {
    nullable: true,
    description: 'The server that the legacy API calls by this number, or null. Needs READ.',
  })
  deliveryServerByLegacyId(
    @Arg('legacyId', () => Int, { description: '`DeliveryServerID` of the legacy API.' }) legacyId: number,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<DeliveryServerData | null> {
    return loaders.deliveryServer.load(legacyId);
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerCreatePayload, { description: 'Creates a delivery server. Needs WRITE.' })
  async deliveryServerCreate(
    @Arg('input', () => DeliveryServerCreateInput, { description: 'The new server.' })
    input: DeliveryServerCreateInput,
  ): Promise<DeliveryServerCreatePayload> {
    const { result, problems } = await this.service.create(input);
    return { deliveryServer: result, userErrors: userErrors(problems) };
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerUpdatePayload, {
    description:
      'Changes what the input names and nothing else; concurrent updates never lose each other. Needs WRITE.',
  })
  async deliveryServerUpdate(
    @Arg('input', () => DeliveryServerUpdateInput, { description: 'The server and its changes.' })
    { id, expectedVersion, ...patch }: DeliveryServerUpdateInput,
  ): Promise<DeliveryServerUpdatePayload> {
    return payloadFromChange(await this.service.update(id, patch, expectedVersion));
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerTestResultsSavePayload, {
    description: 'Stores the results of checks that you made yourself; runs none. Needs WRITE.',
  })
  async deliveryServerTestResultsSave(
    @Arg('input', () => DeliveryServerTestResultsSaveInput, { description: 'The server and what you found.' })
    { id, expectedVersion, results, checkedAt }: DeliveryServerTestResultsSaveInput,
  ): Promise<DeliveryServerTestResultsSavePayload> {
    return payloadFromChange(await this.service.saveTestResults(id, results, checkedAt, expectedVersion));
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServersDeletePayload, {
    description: 'Deletes servers and frees the channels that use them, all in one transaction. Needs WRITE.',
  })
  async deliveryServersDelete(
    @Arg('input', () => DeliveryServersDeleteInput, { description: 'The servers.' })
    { targets }: DeliveryServersDeleteInput,
    @Ctx() { loaders }: GatewayContext,
  ): Promise<DeliveryServersDeletePayload> {
    const { result, problems } = await this.service.delete(targets);
    const groups = await Promise.all(
      (result?.userGroupsReset ?? []).map((rowId) => loaders.userGroup.load(rowId)),
    );
    return {
      results: result?.results ?? [],
      userGroupsReset: groups.filter((group) => group !== null),
      userErrors: userErrors(problems),
    };
  }

  @Preloadable()
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
}

/** On a version conflict the payload carries the server as it is now. */
function payloadFromChange({ result, current, problems }: ChangeOutcome): DeliveryServerUpdatePayload {
  const isConflict = problems.some(({ reason }) => reason === Reason.VERSION_CONFLICT);
  return { deliveryServer: isConflict ? current : result, userErrors: userErrors(problems) };
}
