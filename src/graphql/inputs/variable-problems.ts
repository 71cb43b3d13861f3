import {
  type DocumentNode,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import type { Sight } from '../../caller/sight.js';
import { firstPerPath, type Problem } from '../../problems/problem.js';
import { cachedBy } from '../cached-by.js';
import { coerceInput } from './coerce-input.js';

/**
 * What else is wrong with an input that does not fit the schema, by root field: rules that look beyond one value.
 * They get the input with null for what did not fit, at any depth and in lists too, whatever the schema says of null
 * there. They must change nothing, and need not repeat what the schema says.
 */
export type InputRules = Record<
  string,
  (input: never, sight: Sight) => Promise<readonly Problem[]> | readonly Problem[]
>;

/**
 * Every problem with the variables of an operation, each with its path from the variables (`["input", "name"]`);
 * empty when they fit. Only when they do not fit are the rules asked too.
 */
export function variableProblems(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  rules: InputRules,
  sight: Sight,
): Promise<Problem[]> | readonly [] {
  const problems: Problem[] = [];
  const coerced: Record<string, unknown> = {};
  for (const { name, place, type, hasDefault } of declaredVariables(operation, schema)) {
    const value = variables[name];
    if (value === undefined && hasDefault) continue;
    coerced[name] = coerceInput(value, type, place, problems);
  }
  return problems.length === 0 ? noProblems : withRuleProblems(problems, operation, coerced, rules, sight);
}

const declaredVariables = cachedBy(
  ({ variableDefinitions = [] }: OperationDefinitionNode, schema: GraphQLSchema) =>
    variableDefinitions.flatMap(({ variable, type: node, defaultValue }) => {
      const name = variable.name.value;
      const type = typeFromAST(schema, node);
      if (!type || !isInputType(type)) return [];
      return [{ name, place: { around: null, step: name }, type, hasDefault: defaultValue !== undefined }];
    }),
);

const noProblems: readonly [] = [];

async function withRuleProblems(
  problems: readonly Problem[],
  operation: OperationDefinitionNode,
  coerced: Record<string, unknown>,
  rules: InputRules,
  sight: Sight,
): Promise<Problem[]> {
  const beyondTypes = await ruleProblems(operation, coerced, rules, sight);
  return firstPerPath([...problems, ...beyondTypes.filter(({ path }) => !isInside(path, problems))]);
}

/** What lies inside a value that is already refused needs no word of its own. */
function isInside(path: readonly string[], problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.path.every((step, index) => step === path[index]));
}

async function ruleProblems(
  operation: OperationDefinitionNode,
  coerced: Record<string, unknown>,
  rules: InputRules,
  sight: Sight,
): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind !== 'Field') continue;
    const rule = rules[selection.name.value];
    const input = selection.arguments?.find(({ name }) => name.value === 'input')?.value;
    if (!rule || input?.kind !== 'Variable') continue;
    const variable = input.name.value;
    const value = coerced[variable];
    if (value === null || value === undefined) continue;
    const problems = await rule(value as never, sight);
    found.push(...problems.map((problem) => ({ ...problem, path: [variable, ...problem.path] })));
  }
  return found;
}

/** The operation that a request runs, or undefined when the document leaves it open. */
export function operationOf(
  document: DocumentNode,
  name?: string | null,
): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  if (name) return operations.find((operation) => operation.name?.value === name);
  return operations.length === 1 ? operations[0] : undefined;
}
