import { Field, ID, InputType, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { rotateLimits } from '../service/secrets.service.js';

@PlainObject('SecretsKey', 'A key of `SECRETS_KEY`.')
export class SecretsKey {
  @Field(() => String, {
    description:
      'The first 8 hexadecimal digits of the SHA-256 of its 32 bytes, which say nothing of the key.',
  })
  id!: string;

  @Field(() => Boolean, { description: 'Whether it is the one that seals. The others open.' })
  isFirst!: boolean;

  @Field(() => Int, { description: 'How many stored passwords are sealed with it.' })
  values!: number;
}

@PlainObject('SecretsStatus', 'With which keys the stored SMTP passwords are sealed.')
export class SecretsStatus {
  @Field(() => [SecretsKey], { description: 'The keys of the gateway that answers, in their order.' })
  keys!: SecretsKey[];

  @Field(() => Int, {
    description:
      'How many stored passwords are not sealed with the first key. When it is 0, the other keys can be left out.',
  })
  left!: number;

  @Field(() => Int, {
    description:
      'How many of those do not open for sure, as they are sealed with no key of this gateway, or in no form that it knows.',
  })
  unreadable!: number;

  @Field(() => [ID], {
    description:
      'Servers whose password this gateway has found not to open, up to 100. Others may be damaged that nobody has asked for yet.',
  })
  damagedServers!: string[];
}

@InputType('SecretsRotateInput', {
  description: 'Which stored passwords to seal with the first key of `SECRETS_KEY`.',
})
export class SecretsRotateInput {
  @NullableField(
    () => Int,
    `How many at most, 1 to ${rotateLimits.most}. Left out: ${rotateLimits.usual}. While they are sealed, nobody else can change their servers.`,
  )
  limit?: number | null;

  @NullableField(() => ID, 'The `next` of the answer before. Left out: from the beginning.')
  after?: string | null;
}

@PlainObject('SecretsRotatePayload', 'What came of sealing passwords anew.')
export class SecretsRotatePayload {
  @NullableField(() => Int, 'How many were sealed with the first key. Null when there are user errors.')
  resealed!: number | null;

  @Field(() => [ID], {
    description: 'Servers whose password does not open, of those that were looked at. It was left as it is.',
  })
  unreadable!: string[];

  @NullableField(() => ID, 'Give it as `after` for those that follow. Null when the end was reached.')
  next!: string | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
