import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
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
): Promise<void> {
  const problems = await variableProblems(schema, operation, variables, rules);
  if (problems.length > 0) throw badVariables(problems);
}
