import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import type { UserGroupLoaders } from '../../user-groups/storage/user-group.loaders.js';
import type { DeliveryServer } from '../delivery-server.js';
import type { DeliveryServerService } from '../service/delivery-server.service.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { deletePayloadFrom } from './delete-payload-from.js';
import {
  DeliveryServerCreatePayload,
  DeliveryServerDuplicatePayload,
  DeliveryServerEnablePayload,
  DeliveryServerPausePayload,
  DeliveryServersDeletePayload,
  DeliveryServerTestResultsSavePayload,
  DeliveryServerUpdatePayload,
  serverPayload,
} from './delivery-server.payload.js';
import { DeliveryServerCreateInput } from './delivery-server-create.input.js';
import { DeliveryServerDuplicateInput } from './delivery-server-duplicate.input.js';
import { DeliveryServerEnableInput, DeliveryServerPauseInput } from './delivery-server-pause.input.js';
import { DeliveryServerUpdateInput } from './delivery-server-update.input.js';
import { DeliveryServersDeleteInput, tooManyTargets } from './delivery-servers-delete.input.js';
import { DeliveryServerTestResultsSaveInput } from './test-results-save.input.js';

type ServerPayload = ChangePayload<'deliveryServer', DeliveryServer>;

@Resolver()
export class DeliveryServerChangeResolver {
  constructor(
    private readonly service: DeliveryServerService,
    private readonly servers: DeliveryServerLoaders,
    private readonly groups: UserGroupLoaders,
  ) {}

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerCreatePayload, { description: 'Creates a delivery server. Needs WRITE.' })
  async deliveryServerCreate(
    @Arg('input', () => DeliveryServerCreateInput, { description: 'The new server.' })
    input: DeliveryServerCreateInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    return serverPayload.from(
      await this.service.create(input, writeRequestFrom('deliveryServerCreate', input, context)),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerUpdatePayload, {
    description:
      'Changes what the input names and nothing else; concurrent updates never lose each other. Needs WRITE, and SECRETS to change host, port or security of a server with a password without giving the password.',
  })
  async deliveryServerUpdate(
    @Arg('input', () => DeliveryServerUpdateInput, { description: 'The server and its changes.' })
    input: DeliveryServerUpdateInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    const { id, expectedVersion, idempotencyKey: _, ...patch } = input;
    const write = writeRequestFrom('deliveryServerUpdate', input, context);
    return serverPayload.from(
      await this.service.update({ id, expectedVersion }, patch, mayRedirectPassword(context), write),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerTestResultsSavePayload, {
    description: 'Stores the results of checks that you made yourself; runs none. Needs WRITE.',
  })
  async deliveryServerTestResultsSave(
    @Arg('input', () => DeliveryServerTestResultsSaveInput, { description: 'The server and what you found.' })
    input: DeliveryServerTestResultsSaveInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    const write = writeRequestFrom('deliveryServerTestResultsSave', input, context);
    return serverPayload.from(
      await this.service.saveTestResults(input, input.results, input.checkedAt, write),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerPausePayload, {
    description:
      'Marks a server as not to be used, with a reason and an end. Pausing a paused server replaces both. Needs WRITE.',
  })
  async deliveryServerPause(
    @Arg('input', () => DeliveryServerPauseInput, { description: 'The server, why, and until when.' })
    input: DeliveryServerPauseInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    return serverPayload.from(
      await this.service.pause(input, input, writeRequestFrom('deliveryServerPause', input, context)),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerEnablePayload, {
    description: 'Ends the pause of a server before its time. Needs WRITE.',
  })
  async deliveryServerEnable(
    @Arg('input', () => DeliveryServerEnableInput, { description: 'The server.' })
    input: DeliveryServerEnableInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    return serverPayload.from(
      await this.service.enable(input, writeRequestFrom('deliveryServerEnable', input, context)),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServerDuplicatePayload, {
    description:
      'Makes another server with the same settings, expectations and tags, its password included. No group uses the copy, and nothing of it is checked. Needs WRITE, and SECRETS to copy a password.',
  })
  async deliveryServerDuplicate(
    @Arg('input', () => DeliveryServerDuplicateInput, { description: 'The server to copy.' })
    input: DeliveryServerDuplicateInput,
    @Ctx() context: GatewayContext,
  ): Promise<ServerPayload> {
    const { id, name = null, withPassword } = input;
    const write = writeRequestFrom('deliveryServerDuplicate', input, context);
    return serverPayload.from(
      await this.service.duplicate(id, { name, withPassword }, mayRedirectPassword(context), write),
    );
  }

  @Needs(Scope.WRITE)
  @Mutation(() => DeliveryServersDeletePayload, {
    description: 'Deletes servers and frees the channels that use them, all in one transaction. Needs WRITE.',
  })
  async deliveryServersDelete(
    @Arg('input', () => DeliveryServersDeleteInput, { description: 'The servers.' })
    input: DeliveryServersDeleteInput,
    @Ctx() context: GatewayContext,
  ): Promise<DeliveryServersDeletePayload> {
    const write = writeRequestFrom('deliveryServersDelete', input, context);
    const { maxTargets } = context;
    const outcome =
      input.targets.length > maxTargets
        ? tooManyTargets(maxTargets)
        : await this.service.delete(input, write);
    return deletePayloadFrom(input, outcome, this.servers, this.groups, context.sight);
  }
}

/** Whoever may read a stored password may also have it sent elsewhere. */
function mayRedirectPassword({ caller }: GatewayContext): boolean {
  return caller?.scopes.has(Scope.SECRETS) ?? false;
}
