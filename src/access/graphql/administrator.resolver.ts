import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { ForwardPageArgs } from '../../graphql/pages/page.args.js';
import { readPage } from '../../graphql/pages/read-page.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import type { Administrator as AdministratorData } from '../administrator.js';
import type { AdministratorService } from '../service/administrator.service.js';
import {
  AdminCreateInput,
  AdminDisableInput,
  AdminEnableInput,
  AdminUpdateInput,
} from './administrator.input.js';
import {
  AdminCreatePayload,
  AdminDisablePayload,
  AdminEnablePayload,
  AdminUpdatePayload,
  administratorPayload,
} from './administrator.payload.js';
import { Administrator } from './administrator.type.js';

const AdministratorConnection = connectionType(Administrator, 'Administrator', 'administrator');

type Payload = ChangePayload<'administrator', AdministratorData>;

@Resolver(() => Administrator)
export class AdministratorResolver {
  constructor(private readonly service: AdministratorService) {}

  @Needs(Scope.ADMIN)
  @Query(() => AdministratorConnection, {
    description: 'The administrators, those who are disabled among them, oldest first. Needs ADMIN.',
  })
  administrators(
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { maxPageSize }: GatewayContext,
  ): Promise<Connection<AdministratorData>> {
    return readPage({
      page,
      maxPageSize,
      cursorContent: ({ legacyId }) => legacyId,
      positionFrom: (content) => (Number.isInteger(content) ? (content as number) : null),
      read: ({ after, limit }) => this.service.page(after ?? 0, limit),
      isAny: async ({ before }) => {
        const [oldest] = await this.service.page(0, 1);
        return oldest !== undefined && oldest.legacyId <= (before ?? 0);
      },
      count: () => this.service.count(),
    });
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => AdminCreatePayload, {
    description:
      'Adds an administrator, who may do everything: a key that lacks a scope, or that ends, cannot do this. Needs ADMIN.',
  })
  async adminCreate(
    @Arg('input', () => AdminCreateInput, { description: 'The new administrator.' }) input: AdminCreateInput,
    @Ctx() context: GatewayContext,
  ): Promise<Payload> {
    const write = writeRequestFrom('adminCreate', input, context);
    return administratorPayload.from(await this.service.create(input, write));
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => AdminUpdatePayload, {
    description:
      'Changes what is known of an administrator, or the password, which takes a credential that may do everything. Another password ends their sessions; other gateways on the same database may honour one for 5 more seconds. That of ADMIN_PASSWORD is changed there. Needs ADMIN.',
  })
  async adminUpdate(
    @Arg('input', () => AdminUpdateInput, { description: 'The administrator and the changes.' })
    input: AdminUpdateInput,
    @Ctx() context: GatewayContext,
  ): Promise<Payload> {
    const write = writeRequestFrom('adminUpdate', input, context);
    return administratorPayload.from(await this.service.update(input, input, write));
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => AdminDisablePayload, {
    description:
      'Ends the sessions of an administrator, who cannot sign in any more; other gateways on the same database may honour a session for 5 more seconds. The last credential that can manage keys cannot be ended: NOT_PERMITTED. Needs ADMIN.',
  })
  async adminDisable(
    @Arg('input', () => AdminDisableInput, { description: 'The administrator.' }) input: AdminDisableInput,
    @Ctx() context: GatewayContext,
  ): Promise<Payload> {
    const write = writeRequestFrom('adminDisable', input, context);
    return administratorPayload.from(await this.service.disable(input, write));
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => AdminEnablePayload, {
    description:
      'Lets a disabled administrator sign in again, which takes a credential that may do everything. Needs ADMIN.',
  })
  async adminEnable(
    @Arg('input', () => AdminEnableInput, { description: 'The administrator.' }) input: AdminEnableInput,
    @Ctx() context: GatewayContext,
  ): Promise<Payload> {
    const write = writeRequestFrom('adminEnable', input, context);
    return administratorPayload.from(await this.service.enable(input, write));
  }
}
