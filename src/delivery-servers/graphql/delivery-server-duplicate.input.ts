import { Field, ID, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';

@InputType('DeliveryServerDuplicateInput', { description: 'A delivery server to copy.' })
export class DeliveryServerDuplicateInput {
  @Field(() => ID, { description: 'The server to copy, such as `ds_123`.' })
  id!: string;

  @NullableField(
    () => String,
    'Display name of the copy, any text of up to 255 characters. Left out or null: the same with "(copy)" behind it.',
  )
  name?: string | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether the copy gets the stored SMTP password too, which needs the scope SECRETS if there is one. It is not shown to anyone.',
  })
  withPassword!: boolean;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
