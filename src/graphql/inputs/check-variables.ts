import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Sight } from '../../caller/sight.js';
import { badVariables } from './bad-arguments.js';
import { type InputRules, variableProblems } from './variable-problems.js';

/**
 * Says of every variable that does not fit what is wrong with it, before graphql-js finds out: that has only prose, and
 * prints the whole input into it once for each mistake, which takes seconds when there are many.
 * @throws GraphQLError BAD_USER_INPUT with `fieldErrors`
 */
export async function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  rules: InputRules,
  sight: Sight,
): Promise<void> {
  const problems = await variableProblems(schema, operation, variables, rules, sight);
  if (problems.length > 0) throw badVariables(problems);
}
