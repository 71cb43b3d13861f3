import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { EmailAddress } from '../../graphql/schema/scalars.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import type { UserGroupLoaders } from '../../user-groups/storage/user-group.loaders.js';
import { Channel } from '../../user-groups/user-group.js';
import { resolveMailRoute } from '../mail-route.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { MailRoute } from './mail-route.type.js';

@Resolver()
export class MailRouteResolver {
  constructor(
    private readonly servers: DeliveryServerLoaders,
    private readonly groups: UserGroupLoaders,
  ) {}

  @Needs(Scope.READ)
  @Query(() => MailRoute, {
    nullable: true,
    description:
      'Which delivery server a channel of a user group will use, with which addresses, and why; also when none is assigned. Null when there is no such group. Needs READ.',
  })
  async route(
    @Arg('userGroupId', () => ID, { description: 'The group, such as `ug_5`.' }) userGroupId: string,
    @Arg('channel', () => Channel, { description: 'Its channel.' }) channel: Channel,
    @Arg('sender', () => EmailAddress, {
      nullable: true,
      description: "The sender's own address, for servers that use it as MAIL FROM or From.",
    })
    sender: string | null | undefined,
    @Ctx() { sight }: GatewayContext,
  ): Promise<MailRoute | null> {
    const groupRowId = rowIdFromGlobalId('ug', userGroupId);
    const userGroup = groupRowId === null ? null : await this.groups.userGroup.load(groupRowId);
    if (userGroup === null) return null;
    const assignments = await this.groups.assignmentsOfGroup(sight).load(userGroup.legacyId);
    const assigned = assignments.find((assignment) => assignment.channel === channel);
    const deliveryServer = assigned
      ? await this.servers.deliveryServer(sight).load(assigned.deliveryServerRowId)
      : null;
    return { userGroup, channel, deliveryServer, ...resolveMailRoute(deliveryServer, sender ?? null, sight) };
  }
}
