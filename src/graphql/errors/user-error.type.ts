import { Field, ObjectType } from 'type-graphql';
import { type Lack, type Problem, Reason } from '../../problems/problem.js';
import { NullableField } from '../decorators.js';

@ObjectType('UserError', { description: 'Something in the arguments that the caller can put right.' })
export class UserError {
  @NullableField(
    () => [String],
    'The way from the arguments to the value, such as `["input", "smtp", "username"]`; list positions are numbers in text. Null when no single value is at fault.',
  )
  field!: string[] | null;

  @Field(() => Reason, { description: 'The kind of problem, for programs.' })
  code!: Reason;

  @Field(() => String, {
    description: 'The problem and what to do about it, for people. Never repeats the value.',
  })
  message!: string;

  /** Not in the schema. */
  lacks?: Lack;
}

export function userErrors(problems: readonly Problem[]): UserError[] {
  return problems.map(({ path, reason, message, lacks }) => ({
    field: path.length > 0 ? ['input', ...path] : null,
    code: reason,
    message,
    ...(lacks ? { lacks } : {}),
  }));
}

/** The description of `userErrors` in every payload. */
export const userErrorsDescription = 'Everything that stood in the way, all at once. Empty when it was done.';
