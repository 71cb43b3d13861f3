import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Needs, Public } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext, GatewayContext } from '../../graphql/context.js';
import type { ChangePayload } from '../../graphql/errors/change-payloads.js';
import { rateLimited } from '../../graphql/errors/request-error.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import { authorFrom } from '../../graphql/write-request-from.js';
import type { Outcome } from '../../problems/problem.js';
import type { OwnPassword } from '../service/own-password.js';
import type { Session, SignInService } from '../service/sign-in.service.js';
import { SignInLimitError } from '../service/sign-in-limits.js';
import { administratorPayload, ViewerPasswordChangePayload } from './administrator.payload.js';
import type { Administrator } from './administrator.type.js';
import { SignInInput, SignInPayload, SignOutPayload, ViewerPasswordChangeInput } from './sign-in.type.js';
import { Viewer } from './viewer.type.js';

@Resolver()
export class SignInResolver {
  constructor(
    private readonly service: SignInService,
    private readonly ownPassword: OwnPassword,
  ) {}

  @Needs()
  @Query(() => Viewer, { description: 'Whose credential this request carries.' })
  viewer(@Ctx() { caller }: AuthenticatedContext): Viewer {
    return { ...caller, scopes: [...caller.scopes] };
  }

  @Public()
  @Mutation(() => SignInPayload, {
    description:
      'Begins a session: of an administrator, with every scope, or of an API key. The one operation that needs no credential. RATE_LIMITED when it comes too soon, at all gateways on the database together: from one address, 10 failures for a user name may come at once and one more every 6 seconds, 100 in all and one more every 0.6 seconds; for a user name 100 from everywhere and one more every 6 seconds, and 200 in all and one more every 0.5 seconds, where the administrator has not signed in within 30 days; or when too many sign in at this moment. A sign-in that is refused for that counts for nothing, and one that succeeds clears the failures of its user name there.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() context: GatewayContext,
  ): Promise<SignInPayload> {
    return payloadOf(this.service.signIn(input, authorFrom('signIn', context)));
  }

  @Internal()
  @Public()
  @Mutation(() => SignInPayload, {
    description: 'Refuses to sign in a user of the old system, of whom there are none here.',
  })
  userSignIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() context: GatewayContext,
  ): Promise<SignInPayload> {
    return payloadOf(this.service.signInUser(input, authorFrom('userSignIn', context)));
  }

  @Needs()
  @Mutation(() => SignOutPayload, { description: 'Ends the session that this request is made with.' })
  async signOut(@Ctx() context: AuthenticatedContext): Promise<SignOutPayload> {
    const { result, problems } = await this.service.signOut(
      context.credential ?? '',
      authorFrom('signOut', context),
    );
    return { signedOut: result === true, userErrors: userErrors(problems) };
  }

  @Needs()
  @Mutation(() => ViewerPasswordChangePayload, {
    description:
      'Changes the password of the administrator whose session this request is made with, and ends their other sessions. A wrong current password counts as a sign-in that failed, and RATE_LIMITED is answered as for signIn.',
  })
  async viewerPasswordChange(
    @Arg('input', () => ViewerPasswordChangeInput, { description: 'The passwords.' })
    input: ViewerPasswordChangeInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<ChangePayload<'administrator', Administrator>> {
    const author = authorFrom('viewerPasswordChange', context);
    const { caller, credential } = context;
    const change = this.ownPassword.change(input, { caller, credential: credential ?? '', author });
    return administratorPayload.from(await limited(change));
  }
}

/** @throws GraphQLError RATE_LIMITED */
function limited<T>(work: Promise<T>): Promise<T> {
  return work.catch((error) => {
    throw error instanceof SignInLimitError ? rateLimited(error.retryAfterSeconds) : error;
  });
}

async function payloadOf(signIn: Promise<Outcome<Session>>): Promise<SignInPayload> {
  const { result, problems } = await limited(signIn);
  return {
    sessionToken: result?.token ?? null,
    expiresAt: result?.expiresAt ?? null,
    administrator: result?.administrator ?? null,
    userErrors: userErrors(problems),
  };
}
