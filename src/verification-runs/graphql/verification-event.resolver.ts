import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import {
  DeliveryServerEvent,
  deliveryServerEvent,
} from '../../delivery-servers/graphql/delivery-server-event.resolver.js';
import { ChangeSubject, type Event } from '../../events/change.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { AfterArg, IdsArg } from '../../graphql/subscriptions/change-event.type.js';
import { followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { topicOf } from '../check-transition.js';
import type { VerificationRunLoaders } from '../storage/verification-run.loaders.js';
import { CheckTransition } from './check-transition.type.js';

interface TransitionFilter {
  checks?: readonly CheckKind[] | null;
  to?: readonly CheckStatus[] | null;
}

/** What has happened to the checks of a server, among its other events and apart from them. */
@Resolver(() => DeliveryServerEvent)
export class VerificationEventResolver {
  constructor(private readonly runs: VerificationRunLoaders) {}

  @Needs(Scope.READ)
  @Subscription(() => DeliveryServerEvent, {
    subscribe: followEvents<TransitionFilter>(ChangeSubject.DELIVERY_SERVER, 'ds', topicsOf),
    description:
      'That a check of a delivery server turned to another status that lasts: those events of `deliveryServerChanged` that are `CHECK_CHANGED`, and no others. Needs READ.',
  })
  verificationChanged(
    @Root() event: Event,
    @IdsArg('servers') _ids: string[] | null | undefined,
    @Arg('checks', () => [CheckKind], { nullable: true, description: 'Only these checks; all if left out.' })
    _checks: CheckKind[] | null | undefined,
    @Arg('to', () => [CheckStatus], {
      nullable: true,
      description: 'Only what turned to one of these; whatever it turned to if left out.',
    })
    _to: CheckStatus[] | null | undefined,
    @AfterArg() _after: string | null | undefined,
  ): DeliveryServerEvent {
    return deliveryServerEvent(event);
  }

  @FieldResolver(() => CheckTransition, {
    nullable: true,
    description:
      'What turned to what, when the event is `CHECK_CHANGED`. Null for other events, and when it is gone with its run or its server.',
  })
  async transition(
    @Root() { detailRowId }: DeliveryServerEvent,
    @Ctx() { sight }: GatewayContext,
  ): Promise<CheckTransition | null> {
    const transition = detailRowId === null ? null : await this.runs.transition(sight).load(detailRowId);
    return transition && { ...transition, id: globalId('ct', transition.rowId) };
  }
}

function topicsOf({ checks, to }: TransitionFilter): ReadonlySet<string> {
  const statuses = to ?? Object.values(CheckStatus);
  return new Set(
    (checks ?? Object.values(CheckKind)).flatMap((kind) => statuses.map((to) => topicOf(kind, to))),
  );
}
