import { Arg, Ctx, Field, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import { PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrors, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { authorFrom } from '../../graphql/write-request-from.js';
import type { DnsCheckService } from '../service/dns-check.service.js';
import { CheckResult } from './check-result.type.js';
import { DnsCheckInput } from './dns-check.input.js';

@PlainObject('DnsCheckPayload', 'What came of checking settings.')
class DnsCheckPayload {
  @Field(() => [CheckResult], {
    description: 'A result for each check, in the order of `CheckKind`. Empty when there are user errors.',
  })
  checks!: CheckResult[];

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@Resolver()
export class DnsCheckResolver {
  constructor(private readonly service: DnsCheckService) {}

  @Needs(Scope.VERIFY)
  @Mutation(() => DnsCheckPayload, {
    description:
      'Checks settings that no server has, as a run would, and stores nothing. It answers within about 6 seconds: a check that is not done by then is ERROR with DEADLINE_REACHED. RATE_LIMITED as runs are, of which it counts as one; an operation can have it once. Needs VERIFY.',
  })
  async dnsCheck(
    @Arg('input', () => DnsCheckInput, { description: 'The settings, and what to check of them.' })
    input: DnsCheckInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<DnsCheckPayload> {
    const { result, problems } = await this.service.check(
      input,
      context.caller,
      authorFrom('dnsCheck', context),
    );
    const checks = (result ?? []).map((check) => ({ ...check, lastPassedAt: null }));
    return { checks: checks as unknown as CheckResult[], userErrors: userErrors(problems) };
  }
}
