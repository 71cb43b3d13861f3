import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { SignInService } from '../access/sign-in.service.js';
import { ViewerKind } from '../access/viewer.js';
import { Reason } from '../problem.js';
import { Needs, Public } from './access-check.js';
import type { SignedInContext } from './context.js';
import { SignInInput, SignInPayload, SignOutPayload } from './sign-in.type.js';
import { userErrors } from './user-error.type.js';
import { Viewer } from './viewer.type.js';

@Resolver()
export class SignInResolver {
  constructor(private readonly service: SignInService) {}

  @Needs()
  @Query(() => Viewer, { description: 'Whose credential this request carries.' })
  viewer(@Ctx() { viewer }: SignedInContext): Viewer {
    return { ...viewer, scopes: [...viewer.scopes] };
  }

  @Public()
  @Mutation(() => SignInPayload, {
    description:
      'Begins a session of an administrator, with every scope. The one operation that needs no credential.',
  })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) { username, password }: SignInInput,
  ): Promise<SignInPayload> {
    const { result, problems } = await this.service.signIn(username, password);
    return {
      sessionToken: result?.token ?? null,
      expiresAt: result?.expiresAt ?? null,
      userErrors: userErrors(problems),
    };
  }

  @Needs()
  @Mutation(() => SignOutPayload, { description: 'Ends the session that this request is made with.' })
  async signOut(@Ctx() { viewer, credential }: SignedInContext): Promise<SignOutPayload> {
    if (viewer.kind !== ViewerKind.ADMINISTRATOR || credential === null) {
      const message = 'This request is made with an API key, not with a session. apiKeyRevoke ends keys.';
      return {
        signedOut: false,
        userErrors: userErrors([{ path: [], reason: Reason.NOT_PERMITTED, message }]),
      };
    }
    await this.service.signOut(credential);
    return { signedOut: true, userErrors: [] };
  }
}
