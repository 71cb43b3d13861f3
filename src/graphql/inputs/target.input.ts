import { Field, ID, InputType, Int } from 'type-graphql';
import { NullableField } from '../decorators.js';
import { expectedVersionDescription } from './input-descriptions.js';

/**
 * The first fields of an input that changes one object.
 * @param idDescription says which object
 */
export function targetInput(idDescription: string) {
  @InputType()
  abstract class TargetInput {
    @Field(() => ID, { description: idDescription })
    id!: string;

    @NullableField(() => Int, expectedVersionDescription)
    expectedVersion?: number | null;
  }
  return TargetInput;
}
