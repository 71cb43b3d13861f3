import { Field, ID, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { CheckKind } from '../../verification/check.js';

export const checksDescription =
  'Which checks to make. Left out: the six of DNS, which are all but EMAIL_DELIVERY. That is not measured yet, and INVALID here.';

@InputType('DeliveryServerVerifyInput', { description: 'A delivery server to verify.' })
export class DeliveryServerVerifyInput {
  @Field(() => ID, { description: 'The server, such as `ds_123`.' })
  id!: string;

  @NullableField(() => [CheckKind], checksDescription)
  checks?: CheckKind[] | null;

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

  @NullableField(() => [CheckKind], checksDescription)
  checks?: CheckKind[] | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
