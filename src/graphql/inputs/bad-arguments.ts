import type { GraphQLError } from 'graphql';
import type { Problem, Reason } from '../../problems/problem.js';
import { requestError } from '../errors/request-error.js';

/** An argument that the schema allows and its field does not. */
export function badArgument(field: string, reason: Reason, message: string): GraphQLError {
  return badArguments([{ path: [field], reason, message }]);
}

export function badArguments(problems: readonly Problem[]): GraphQLError {
  const [problem] = problems;
  const message =
    problems.length === 1 && problem
      ? sentenceOf(problem)
      : `${problems.length} arguments cannot be used: ${pathsOf(problems)}.`;
  return badInput(message, problems);
}

export function badVariables(problems: readonly Problem[]): GraphQLError {
  return badInput(`The variables do not fit: ${pathsOf(problems)}.`, problems);
}

function badInput(message: string, problems: readonly Problem[]): GraphQLError {
  const fieldErrors = problems.map(({ path, reason, message }) => ({ field: path, code: reason, message }));
  return requestError(400, 'BAD_USER_INPUT', message, { fieldErrors });
}

function pathsOf(problems: readonly Problem[]): string {
  return problems.map(({ path }) => path.join('.')).join(', ');
}

/** A message that does not name its argument by itself is led by the path. */
function sentenceOf({ path, message }: Problem): string {
  return message.includes(`"${path[0]}"`) ? message : `${path.join('.')}: ${message}`;
}
