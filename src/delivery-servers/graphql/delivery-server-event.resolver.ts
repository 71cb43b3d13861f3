import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ChangeSubject } from '../../events/change.js';
import type { Event } from '../../events/event.js';
import { Needs } from '../../graphql/admission/access-check.js';
import { eventFields, followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import { DeliveryServer } from './delivery-server.type.js';
import { DeliveryServerEvent } from './delivery-server-event.type.js';

@Resolver(() => DeliveryServerEvent)
export class DeliveryServerEventResolver {
  constructor(private readonly servers: DeliveryServerLoaders) {}

  @Needs(Scope.READ)
  @Subscription(() => DeliveryServerEvent, {
    subscribe: followEvents(ChangeSubject.DELIVERY_SERVER, 'ds'),
    description: 'Every change of a delivery server, in the order in which changes took effect. Needs READ.',
  })
  deliveryServerChanged(
    @Root() event: Event,
    @Arg('ids', () => [ID], {
      nullable: true,
      description: 'Only these servers, at most 100; all if left out.',
    })
    _ids: string[] | null | undefined,
    @Arg('after', () => ID, {
      nullable: true,
      description: 'The last event that you have seen: begins with the next one. From now on if left out.',
    })
    _after: string | null | undefined,
  ): DeliveryServerEvent {
    return { ...eventFields(event), deliveryServerId: globalId('ds', event.rowId) };
  }

  @FieldResolver(() => DeliveryServer, {
    nullable: true,
    description:
      'The server as it is when the event is told, maybe newer than the event; null when it is gone.',
  })
  deliveryServer(@Root() { rowId }: DeliveryServerEvent): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer().load(rowId);
  }
}
