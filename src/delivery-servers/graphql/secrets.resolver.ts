import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { Costs } from '../../graphql/schema/field-marks.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import type { SecretsService } from '../service/secrets.service.js';
import { SecretsRotateInput, SecretsRotatePayload, SecretsStatus } from './secrets.type.js';

/** What walks through the whole table. */
const cost = 20;

@Resolver(() => SecretsRotatePayload)
export class SecretsResolver {
  constructor(private readonly service: SecretsService) {}

  @Costs(cost)
  @Needs(Scope.ADMIN)
  @Query(() => SecretsStatus, {
    description:
      'With which keys of `SECRETS_KEY` the stored SMTP passwords are sealed, while the key is changed. Needs ADMIN.',
  })
  secretsStatus(): Promise<SecretsStatus> {
    return this.service.status();
  }

  @Costs(cost)
  @Needs(Scope.ADMIN, Scope.SECRETS)
  @Mutation(() => SecretsRotatePayload, {
    description:
      'Seals some of the stored SMTP passwords with the first key of `SECRETS_KEY`, of those that another key has sealed. Ask again with `after` until `next` is null, and once more when something is left. `version` and `updatedAt` of their servers stay as they are. Needs ADMIN and SECRETS.',
  })
  async secretsRotate(
    @Arg('input', () => SecretsRotateInput, { description: 'Which passwords.' }) input: SecretsRotateInput,
    @Ctx() context: AuthenticatedContext,
  ): Promise<SecretsRotatePayload> {
    const write = writeRequestFrom('secretsRotate', {}, context);
    const { result, problems } = await this.service.rotate(input, write);
    const { resealed = null, unreadable = [], next = null } = result ?? {};
    return { resealed, unreadable, next, userErrors: userErrors(problems) };
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'How many there are now that are not: those behind `next`, those that somebody was changing at that moment, and those that do not open. All passwords are counted for it, so ask at the end rather than each time. Null when there are user errors.',
  })
  async left(@Root() { resealed }: SecretsRotatePayload): Promise<number | null> {
    return resealed === null ? null : (await this.service.status()).left;
  }
}
