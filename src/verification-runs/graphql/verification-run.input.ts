import { Field, ID, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { EmailAddress } from '../../graphql/schema/scalars.js';
import { CheckKind } from '../../verification/check.js';

const checksDescription = 'Which checks to make. Left out: all seven.';

@InputType('DeliveryServerVerifyInput', { description: 'A delivery server to verify.' })
export class DeliveryServerVerifyInput {
  @Field(() => ID, { description: 'The server, such as `ds_123`.' })
  id!: string;

  @NullableField(() => [CheckKind], checksDescription)
  checks?: CheckKind[] | null;

  @NullableField(
    () => EmailAddress,
    'Who gets the test message of EMAIL_DELIVERY. Left out: the administrator of the gateway (ADMIN_EMAIL); when nobody is known, no message is sent.',
  )
  to?: string | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('DeliveryServersVerifyInput', { description: 'Delivery servers to verify.' })
export class DeliveryServersVerifyInput {
  @Field(() => [ID], {
    description:
      'The servers, 1 to 100, for all of which runs are started or for none. The same id twice counts once.',
  })
  ids!: string[];

  @NullableField(
    () => [CheckKind],
    `${checksDescription} EMAIL_DELIVERY ends after the sign-in and sends no message.`,
  )
  checks?: CheckKind[] | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
