import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import type { VerificationRunService } from '../service/verification-run.service.js';
import type { VerificationRun } from '../verification-run.js';
import { DeliveryServersVerifyInput, DeliveryServerVerifyInput } from './verification-run.input.js';
import {
  DeliveryServersVerifyPayload,
  DeliveryServerVerifyPayload,
  runPayload,
} from './verification-run.payload.js';

const runDescription =
  'The run goes on by itself: ask for it by its id until it is DONE, or follow `verificationRunChanged`. What it finds becomes `verification` of the server, whose `version` and `updatedAt` stay as they are. RATE_LIMITED when your credential has begun too many runs (VERIFY_RATE_LIMIT in 300 seconds); a run that is under way already costs nothing. Needs VERIFY.';

@Resolver()
export class VerifyResolver {
  constructor(private readonly service: VerificationRunService) {}

  @Needs(Scope.VERIFY)
  @Mutation(() => DeliveryServerVerifyPayload, {
    description: `Starts to measure a server, unless that is under way already. ${runDescription}`,
  })
  async deliveryServerVerify(
    @Arg('input', () => DeliveryServerVerifyInput, { description: 'The server, and what to check of it.' })
    input: DeliveryServerVerifyInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<ChangePayload<'run', VerificationRun>> {
    const write = writeRequestFrom('deliveryServerVerify', input, context);
    const request = { checks: input.checks, to: input.to, caller: context.caller };
    return runPayload.from(await this.service.verify(input.id, request, write));
  }

  @Needs(Scope.VERIFY)
  @Mutation(() => DeliveryServersVerifyPayload, {
    description: `Starts to measure up to 100 servers, all or none. ${runDescription}`,
  })
  async deliveryServersVerify(
    @Arg('input', () => DeliveryServersVerifyInput, {
      description: 'The servers, and what to check of each.',
    })
    input: DeliveryServersVerifyInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<DeliveryServersVerifyPayload> {
    const write = writeRequestFrom('deliveryServersVerify', input, context);
    const request = { checks: input.checks, caller: context.caller };
    const { result, problems } = await this.service.verifyAll(input.ids, request, write);
    return { runs: result ?? [], userErrors: userErrors(problems) };
  }
}
