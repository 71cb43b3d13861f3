import { type ClassType, Field, ObjectType } from 'type-graphql';
import { type Outcome, resultOrConflict } from '../../problems/problem.js';
import { UserError, userErrors, userErrorsDescription } from './user-error.type.js';

/** What a change answers: the object as it is then, under its name, and everything that stood in the way. */
export type ChangePayload<Name extends string, T> = Record<Name, T | null> & { userErrors: UserError[] };

/** The payloads of changes of one kind of object, such as `'userGroup', UserGroup`. */
export function changePayloads<Name extends string, T extends object>(field: Name, object: ClassType<T>) {
  return {
    type(name: string, description: string, objectDescription: string): ClassType {
      class Payload {}
      Field(() => object, { nullable: true, description: objectDescription })(Payload.prototype, field);
      Field(() => [UserError], { description: userErrorsDescription })(Payload.prototype, 'userErrors');
      ObjectType(name, { simpleResolvers: true, description })(Payload);
      return Payload;
    },
    from(outcome: Outcome<T>): ChangePayload<Name, T> {
      const changed = { [field]: resultOrConflict(outcome) } as Record<Name, T | null>;
      return { ...changed, userErrors: userErrors(outcome.problems) };
    },
  };
}
