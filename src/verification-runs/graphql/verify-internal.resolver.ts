import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { DeliveryServerTestResultsSaveInput } from '../../delivery-servers/graphql/test-results-save.input.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { rateLimited } from '../../graphql/errors/request-error.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import { Reason } from '../../problems/problem.js';
import { DeadlineError } from '../../scheduling/deadline.js';
import type { VerifyToEnd } from '../service/verify-to-end.js';
import type { VerificationRun } from '../verification-run.js';
import { DeliveryServerVerifyInput } from './verification-run.input.js';
import { DeliveryServerVerifyPayload, runPayload } from './verification-run.payload.js';

type Payload = ChangePayload<'run', VerificationRun>;

/** What the legacy API does and nothing else: it waits for the run that it starts. */
@Resolver()
export class VerifyInternalResolver {
  constructor(private readonly verifyToEnd: VerifyToEnd) {}

  @Internal()
  @Needs(Scope.VERIFY, Scope.READ)
  @Mutation(() => DeliveryServerVerifyPayload, {
    description: 'Measures a server, and answers when the run is done or has taken too long.',
  })
  async deliveryServerVerifyToEnd(
    @Arg('input', () => DeliveryServerVerifyInput, { description: 'The server.' })
    input: DeliveryServerVerifyInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<Payload> {
    return this.verify('deliveryServerVerifyToEnd', input, context);
  }

  @Internal()
  @Needs(Scope.VERIFY)
  @Mutation(() => DeliveryServerVerifyPayload, {
    description:
      'Takes results as `deliveryServerTestResultsSave` does, and measures instead of storing them.',
  })
  async deliveryServerTestResultsMeasure(
    @Arg('input', () => DeliveryServerTestResultsSaveInput, { description: 'The server.' })
    { id }: DeliveryServerTestResultsSaveInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<Payload> {
    return this.verify('deliveryServerTestResultsMeasure', { id }, context);
  }

  private async verify(
    operation: string,
    input: DeliveryServerVerifyInput,
    context: AuthenticatedContext,
  ): Promise<Payload> {
    const write = writeRequestFrom(operation, input, context);
    const { checks, to } = input;
    const request = { checks, to, countsAsMessage: true, caller: context.caller } as const;
    const outcome = await this.verifyToEnd(input.id, request, write).catch(tellTooMany);
    const limit = outcome.problems.find(({ reason }) => reason === Reason.RATE_LIMITED);
    if (limit) throw rateLimited(limit.retryAfterSeconds ?? retryAfterSeconds);
    return runPayload.from(outcome);
  }
}

/** Some of those who wait then may have their answers. */
const retryAfterSeconds = 10;

function tellTooMany(error: unknown): never {
  throw error instanceof DeadlineError ? rateLimited(retryAfterSeconds) : error;
}
