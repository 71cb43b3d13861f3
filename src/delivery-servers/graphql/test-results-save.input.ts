import { Field, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@InputType('TestResultsInput', {
  description: 'Your verdict on each check: true for passed, false for failed.',
})
class TestResultsInput {
  @Field(() => Boolean, { description: 'A test message was accepted for delivery.' })
  emailDelivery!: boolean;

  @Field(() => Boolean, { description: 'The SPF record allows the server to send.' })
  spf!: boolean;

  @Field(() => Boolean, { description: 'Messages are signed with a published DKIM key.' })
  dkim!: boolean;

  @Field(() => Boolean, { description: 'A DMARC policy is published.' })
  dmarc!: boolean;

  @Field(() => Boolean, { description: 'The mail-from domain is set up.' })
  senderDomain!: boolean;

  @Field(() => Boolean, { description: 'The link tracking domain is set up.' })
  linkDomain!: boolean;

  @Field(() => Boolean, { description: 'The open tracking domain is set up.' })
  openDomain!: boolean;
}

@InputType('DeliveryServerTestResultsSaveInput', { description: 'Results of checks that you made yourself.' })
export class DeliveryServerTestResultsSaveInput extends targetInput(
  'The server that was checked, such as `ds_123`.',
) {
  @Field(() => TestResultsInput, { description: 'What you found.' })
  results!: TestResultsInput;

  @Field(() => DateTime, { description: 'When you made the checks.' })
  checkedAt!: Date;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
