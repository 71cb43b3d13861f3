import { type FieldNode, Kind, type VariableDefinitionNode, valueFromASTUntyped } from 'graphql';

/** The variables of one request, as they came. */
export interface Variables {
  values: Readonly<Record<string, unknown>>;
  definitions: readonly VariableDefinitionNode[];
  /** Set as soon as a value depends on them. */
  areUsed: boolean;
}

/** The value that a request gives an argument, not checked against any type; undefined when it gives none. */
export function argumentValue(field: FieldNode, name: string, variables: Variables): unknown {
  const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (node === undefined) return undefined;
  if (node.kind === Kind.INT) return Number(node.value);
  variables.areUsed = true;
  if (node.kind !== Kind.VARIABLE) return valueFromASTUntyped(node, variables.values);
  const variable = node.name.value;
  const value = Object.hasOwn(variables.values, variable) ? variables.values[variable] : undefined;
  if (value !== undefined) return value;
  const definition = variables.definitions.find((one) => one.variable.name.value === variable);
  return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
}

/** How many items the lists in a value have, its own and those directly in its fields. */
export function itemsIn(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0);
}
