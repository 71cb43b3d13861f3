import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Needs, Public } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext, GatewayContext } from '../../graphql/context.js';
import { rateLimited } from '../../graphql/errors/rate-limited.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import type { Administrator as AdministratorData, SignInService } from '../service/sign-in.service.js';
import { SignInLimitError } from '../service/sign-in-limits.js';
import {
  type Administrator,
  SignInInput,
  SignInPayload,
  SignOutPayload,
  UserSignInInput,
  UserSignInPayload,
} from './sign-in.type.js';
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
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() { clientAddress }: GatewayContext,
  ): Promise<SignInPayload> {
    const { result, problems } = await limited(this.service.signIn(input, clientAddress));
    return {
      sessionToken: result?.token ?? null,
      expiresAt: result?.expiresAt ?? null,
      administrator: result?.administrator ? administratorFrom(result.administrator) : null,
      userErrors: userErrors(problems),
    };
  }

  @Internal()
  @Public()
  @Mutation(() => UserSignInPayload, {
    description: 'Refuses to sign in a user of the old system, of whom there are none here.',
  })
  async userSignIn(
    @Arg('input', () => UserSignInInput, { description: 'Who signs in.' }) input: UserSignInInput,
    @Ctx() { clientAddress }: GatewayContext,
  ): Promise<UserSignInPayload> {
    const { problems } = await limited(this.service.signInUser(input, clientAddress));
    return { userErrors: userErrors(problems) };
  }

  @Needs()
  @Mutation(() => SignOutPayload, { description: 'Ends the session that this request is made with.' })
  async signOut(@Ctx() { credential }: AuthenticatedContext): Promise<SignOutPayload> {
    const { result, problems } = await this.service.signOut(credential ?? '');
    return { signedOut: result === true, userErrors: userErrors(problems) };
  }
}

function administratorFrom({ rowId, ...person }: AdministratorData): Administrator {
  return { legacyId: rowId, ...person };
}

async function limited<T>(outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (error) {
    throw error instanceof SignInLimitError ? rateLimited(error.retryAfterSeconds) : error;
  }
}
