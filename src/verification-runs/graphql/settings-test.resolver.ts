import { Arg, Ctx, Field, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrors, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { authorFrom } from '../../graphql/write-request-from.js';
import type { SettingsTestService } from '../service/settings-test.service.js';
import { DeliveryCheck } from './check-result.type.js';
import { DeliveryServerSettingsTestInput } from './settings-test.input.js';

@PlainObject('DeliveryServerSettingsTestPayload', 'What came of trying settings.')
class DeliveryServerSettingsTestPayload {
  @NullableField(() => DeliveryCheck, 'How it went. Null when there are user errors.')
  check!: DeliveryCheck | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@Resolver()
export class SettingsTestResolver {
  constructor(private readonly service: SettingsTestService) {}

  @Needs(Scope.VERIFY)
  @Mutation(() => DeliveryServerSettingsTestPayload, {
    description:
      'Tries settings that no server has, as EMAIL_DELIVERY of a run would, and stores nothing. It answers within about 6 seconds, whatever `timeoutSeconds` says. RATE_LIMITED as runs are, of which it counts as one, and as one message (VERIFY_MESSAGE_LIMIT) when it sends one; an operation can have it once. Needs VERIFY.',
  })
  async deliveryServerSettingsTest(
    @Arg('input', () => DeliveryServerSettingsTestInput, { description: 'The settings, and how far to go.' })
    input: DeliveryServerSettingsTestInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<DeliveryServerSettingsTestPayload> {
    const { result, problems } = await this.service.test(
      input,
      context.caller,
      authorFrom('deliveryServerSettingsTest', context),
    );
    const check = result ? { ...result, lastPassedAt: null } : null;
    return { check: check as unknown as DeliveryCheck | null, userErrors: userErrors(problems) };
  }
}
