import { Field, ID, InputType, Int } from 'type-graphql';
import {
  expectedVersionDescription,
  idempotencyKeyDescription,
} from '../../graphql/inputs/input-descriptions.js';
import { Reason, refused } from '../../problems/problem.js';

@InputType('DeliveryServerDeleteTarget', { description: 'A delivery server to delete.' })
class DeliveryServerDeleteTarget {
  @Field(() => ID, { description: 'The server, such as `ds_123`.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: expectedVersionDescription })
  expectedVersion?: number | null;
}

@InputType('DeliveryServersDeleteInput', { description: 'Delivery servers to delete.' })
export class DeliveryServersDeleteInput {
  @Field(() => [DeliveryServerDeleteTarget], {
    description:
      'The servers, at most 1,000, all of which are deleted or none. The same id twice counts once.',
  })
  targets!: DeliveryServerDeleteTarget[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Only tell what would happen: the same answer, but nothing is deleted.',
  })
  dryRun!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  idempotencyKey?: string | null;
}

export function tooManyTargets(most: number) {
  const message = `This must name at most ${most} servers. Delete them in several requests.`;
  return refused({ path: ['targets'], reason: Reason.TOO_LONG, message });
}
