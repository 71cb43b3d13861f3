import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Needs, Public } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext, GatewayContext } from '../../graphql/context.js';
import { rateLimited } from '../../graphql/errors/request-error.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import type { Outcome } from '../../problems/problem.js';
import type { Session, SignInService } from '../service/sign-in.service.js';
import { SignInLimitError } from '../service/sign-in-limits.js';
import { SignInInput, SignInPayload, SignOutPayload } from './sign-in.type.js';
import { Viewer } from './viewer.type.js';

@Resolver()
export class SignInResolver {
  constructor(private readonly service: SignInService) {}

  @Needs()
  @Query(() => Viewer, { description: 'Whose credential this request carries.' })
  viewer(@Ctx() { caller }: AuthenticatedContext): Viewer {
    return { ...caller, scopes: [...caller.scopes] };
  }

  @Public()
  @Mutation(() => SignInPayload, {
    description:
      'Begins a session: of an administrator, with every scope, or of an API key. The one operation that needs no credential. RATE_LIMITED when it comes too soon: from one address, 10 failures for a user name may come at once and one more every 6 seconds, 100 in all and one more every 0.6 seconds; or when too many sign in at this moment. A sign-in that is refused for that counts for nothing, and one that succeeds clears the failures of its user name.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() { clientAddress }: GatewayContext,
  ): Promise<SignInPayload> {
    return payloadOf(this.service.signIn(input, clientAddress));
  }

  @Internal()
  @Public()
  @Mutation(() => SignInPayload, {
    description: 'Refuses to sign in a user of the old system, of whom there are none here.',
  })
  userSignIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() { clientAddress }: GatewayContext,
  ): Promise<SignInPayload> {
    return payloadOf(this.service.signInUser(input, clientAddress));
  }

  @Needs()
  @Mutation(() => SignOutPayload, { description: 'Ends the session that this request is made with.' })
  async signOut(@Ctx() { credential }: AuthenticatedContext): Promise<SignOutPayload> {
    const { result, problems } = await this.service.signOut(credential ?? '');
    return { signedOut: result === true, userErrors: userErrors(problems) };
  }
}

async function payloadOf(signIn: Promise<Outcome<Session>>): Promise<SignInPayload> {
  const { result, problems } = await signIn.catch((error) => {
    throw error instanceof SignInLimitError ? rateLimited(error.retryAfterSeconds) : error;
  });
  const administrator = result?.administrator;
  return {
    sessionToken: result?.token ?? null,
    expiresAt: result?.expiresAt ?? null,
    administrator: administrator ? { ...administrator, legacyId: administrator.rowId } : null,
    userErrors: userErrors(problems),
  };
}
