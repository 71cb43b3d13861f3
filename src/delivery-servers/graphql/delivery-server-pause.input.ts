import { InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@InputType('DeliveryServerPauseInput', {
  description: 'A delivery server that is not to be used for a while.',
})
export class DeliveryServerPauseInput extends targetInput('The server, such as `ds_123`.') {
  @NullableField(() => String, 'What it is paused for, up to 500 characters, for those who will wonder.')
  reason?: string | null;

  @NullableField(
    () => DateTime,
    'When the pause ends by itself; in the future. Left out or null: when somebody ends it.',
  )
  until?: Date | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('DeliveryServerEnableInput', { description: 'A delivery server that may be used again.' })
export class DeliveryServerEnableInput extends targetInput('The server, such as `ds_123`.') {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
