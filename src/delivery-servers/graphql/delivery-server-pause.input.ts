import { Field, ID, InputType, Int } from 'type-graphql';
import {
  expectedVersionDescription,
  idempotencyKeyDescription,
} from '../../graphql/inputs/input-descriptions.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@InputType('DeliveryServerPauseInput', {
  description: 'A delivery server that is not to be used for a while.',
})
export class DeliveryServerPauseInput {
  @Field(() => ID, { description: 'The server, such as `ds_123`.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: expectedVersionDescription })
  expectedVersion?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it is paused for, up to 500 characters, for those who will wonder.',
  })
  reason?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the pause ends by itself; in the future. Left out or null: when somebody ends it.',
  })
  until?: Date | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  idempotencyKey?: string | null;
}

@InputType('DeliveryServerEnableInput', { description: 'A delivery server that may be used again.' })
export class DeliveryServerEnableInput {
  @Field(() => ID, { description: 'The server, such as `ds_123`.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: expectedVersionDescription })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  idempotencyKey?: string | null;
}
