import { Ctx, Field, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ChangeSubject, type Event } from '../../events/change.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { PlainObject } from '../../graphql/decorators.js';
import { AfterArg, ChangeEvent, IdsArg } from '../../graphql/subscriptions/change-event.type.js';
import { eventFields, followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { DeliveryServer } from './delivery-server.type.js';

@PlainObject('DeliveryServerEvent', 'One change of one delivery server.')
export class DeliveryServerEvent extends ChangeEvent {
  @Field(() => ID, { description: 'The server that was changed, such as `ds_123`.' })
  deliveryServerId!: string;

  @Field(() => Int, {
    description: 'The version of the server after the change; the last one that it had if it is deleted.',
  })
  version!: number;
}

export function deliveryServerEvent(event: Event): DeliveryServerEvent {
  return { ...eventFields(event), deliveryServerId: globalId('ds', event.rowId) };
}

@Resolver(() => DeliveryServerEvent)
export class DeliveryServerEventResolver {
  constructor(private readonly servers: DeliveryServerLoaders) {}

  @Needs(Scope.READ)
  @Subscription(() => DeliveryServerEvent, {
    subscribe: followEvents(ChangeSubject.DELIVERY_SERVER, 'ds'),
    description:
      'Every change of a delivery server, in the order in which changes took effect; that a check of it turned to another status is one (`CHECK_CHANGED`). For a credential that is limited to a tag, a server that loses it is DELETED. Needs READ.',
  })
  deliveryServerChanged(
    @Root() event: Event,
    @IdsArg('servers') _ids: string[] | null | undefined,
    @AfterArg() _after: string | null | undefined,
  ): DeliveryServerEvent {
    return deliveryServerEvent(event);
  }

  @FieldResolver(() => DeliveryServer, {
    nullable: true,
    description:
      'The server as it is when the event is told, maybe newer than the event; null when it is gone.',
  })
  deliveryServer(
    @Root() { rowId }: DeliveryServerEvent,
    @Ctx() { sight }: GatewayContext,
  ): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer(sight).load(rowId);
  }
}
