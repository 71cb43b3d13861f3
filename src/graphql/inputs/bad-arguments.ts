import { GraphQLError } from 'graphql';
import type { Problem, Reason } from '../../problems/problem.js';

/** An argument that the schema allows and its field does not. */
export function badArgument(field: string, reason: Reason, message: string): GraphQLError {
  return badArguments([{ path: [field], reason, message }]);
}

export function badArguments(problems: readonly Problem[]): GraphQLError {
  const paths = problems.map(({ path }) => path.join('.')).join(', ');
  const message =
    problems.length === 1 && problems[0]
      ? sentenceOf(problems[0])
      : `${problems.length} arguments cannot be used: ${paths}.`;
  const fieldErrors = problems.map(({ path, reason, message }) => ({ field: path, code: reason, message }));
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 }, fieldErrors },
  });
}

/** A message that does not name its argument by itself is led by the path. */
function sentenceOf({ path, message }: Problem): string {
  return message.includes(`"${path[0]}"`) ? message : `${path.join('.')}: ${message}`;
}
