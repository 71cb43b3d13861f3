import { Field, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { Reason, refused } from '../../problems/problem.js';

@InputType('DeliveryServerDeleteTarget', { description: 'A delivery server to delete.' })
class DeliveryServerDeleteTarget extends targetInput('The server, such as `ds_123`.') {}

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

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

export function tooManyTargets(most: number) {
  const message = `This must name at most ${most} servers. Delete them in several requests.`;
  return refused({ path: ['targets'], reason: Reason.TOO_LONG, message });
}
