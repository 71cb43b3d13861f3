import { Ctx, Field, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ChangeSubject, type Event } from '../../events/change.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { PlainObject } from '../../graphql/decorators.js';
import { AfterArg, ChangeEvent, IdsArg } from '../../graphql/subscriptions/change-event.type.js';
import { eventFields, followEvents } from '../../graphql/subscriptions/follow-events.js';
import { globalId } from '../../problems/global-id.js';
import type { VerificationRunLoaders } from '../storage/verification-run.loaders.js';
import type { VerificationRun as VerificationRunData } from '../verification-run.js';
import { VerificationRun } from './verification-run.type.js';

@PlainObject(
  'VerificationRunEvent',
  'One step of one run: it was asked for, began, had a result, or was done.',
)
class VerificationRunEvent extends ChangeEvent {
  @Field(() => ID, { description: 'The run, such as `vr_123`.' })
  verificationRunId!: string;

  @Field(() => Int, { description: 'Counts the steps of the run, from 1.' })
  version!: number;
}

@Resolver(() => VerificationRunEvent)
export class VerificationRunEventResolver {
  constructor(private readonly runs: VerificationRunLoaders) {}

  @Needs(Scope.READ)
  @Subscription(() => VerificationRunEvent, {
    subscribe: followEvents(ChangeSubject.VERIFICATION_RUN, 'vr'),
    description:
      'Every step of verification runs, in their order; each result appears about half a second after its check. Runs that go with their server, or for their age, are not told. Needs READ.',
  })
  verificationRunChanged(
    @Root() event: Event,
    @IdsArg('runs') _ids: string[] | null | undefined,
    @AfterArg() _after: string | null | undefined,
  ): VerificationRunEvent {
    return { ...eventFields(event), verificationRunId: globalId('vr', event.rowId) };
  }

  @FieldResolver(() => VerificationRun, {
    nullable: true,
    description:
      'The run as it is when the event is told, maybe further than the event; null when it is gone.',
  })
  run(
    @Root() { rowId }: VerificationRunEvent,
    @Ctx() { sight }: GatewayContext,
  ): Promise<VerificationRunData | null> {
    return this.runs.run(sight).load(rowId);
  }
}
