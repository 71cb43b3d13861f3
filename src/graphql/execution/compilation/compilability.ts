import {
  type ASTNode,
  type DocumentNode,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  typeFromAST,
  visit,
} from 'graphql';
import { expandedFieldCount } from '../../selections.js';

interface Candidate {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
}

/** A kind of operation that is interpreted instead. */
interface Exclusion {
  applies(candidate: Candidate): boolean;
  reason: string;
  /** The version of graphql-jit that was seen to get it wrong; null where it is right, but not worth its time. */
  wrongIn: string | null;
}

/** No more than people write: the attacks in test/graphql/admission show what that many take. */
export const maxExpandedFields = 200;

/**
 * All that is not compiled. `test/graphql/execution/graphql-jit.test.ts` tries each of them with the installed version of
 * graphql-jit, and fails when that gets it right.
 */
export const exclusions = {
  notAQuery: {
    applies: ({ operation }) => operation.operation !== OperationTypeNode.QUERY,
    reason:
      'Its answer is short, so little is gained; and a tenth of the memory that it works with stays until V8 collects the whole heap.',
    wrongIn: null,
  },
  manyFields: {
    applies: ({ document, operation }) => expandedFieldCount(document, operation) > maxExpandedFields,
    reason: 'Compiling takes its time for every field, and for those of a fragment as often as it is spread.',
    wrongIn: null,
  },
  recursiveInput: {
    applies: (candidate) => inputObjectsOf(candidate).some(containsItself),
    reason:
      'For an input object that contains itself, as filters do, it writes code until the stack is full: for seconds.',
    wrongIn: '0.8.9',
  },
  variableInValue: {
    applies: hasVariableInValue,
    reason: 'A variable in an object that is not there becomes null, and null passes in a list of non-null.',
    wrongIn: '0.8.9',
  },
  defaultInDirective: {
    applies: hasDefaultInDirective,
    reason: 'Null for a variable with a default that decides what is skipped is no error.',
    wrongIn: '0.8.9',
  },
} satisfies Record<string, Exclusion>;

export function isCompilable(candidate: Candidate): boolean {
  return !Object.values(exclusions).some(({ applies }) => applies(candidate));
}

function variablesWithDefault({ variableDefinitions = [] }: OperationDefinitionNode): string[] {
  return variableDefinitions
    .filter(({ defaultValue }) => defaultValue !== undefined)
    .map(({ variable }) => variable.name.value);
}

function hasVariableInValue({ document }: Candidate): boolean {
  let found = false;
  visit(document, {
    Variable(_variable, _key, parent) {
      found ||= Array.isArray(parent) || (parent as ASTNode).kind === Kind.OBJECT_FIELD;
    },
  });
  return found;
}

function hasDefaultInDirective({ document, operation }: Candidate): boolean {
  const withDefault = variablesWithDefault(operation);
  let found = false;
  visit(document, {
    Directive({ arguments: given = [] }) {
      found ||= given.some(
        ({ value }) => value.kind === Kind.VARIABLE && withDefault.includes(value.name.value),
      );
    },
  });
  return found;
}

/** The input objects in the variables of an operation, those within others included. */
function inputObjectsOf({ schema, operation }: Candidate): GraphQLInputObjectType[] {
  const found = new Set<GraphQLInputObjectType>();
  for (const { type } of operation.variableDefinitions ?? [])
    collectInputObjects(typeFromAST(schema, type), found);
  return [...found];
}

function collectInputObjects(type: GraphQLType | undefined, found: Set<GraphQLInputObjectType>): void {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || found.has(named)) return;
  found.add(named);
  for (const field of Object.values(named.getFields())) collectInputObjects(field.type, found);
}

function containsItself(type: GraphQLInputObjectType): boolean {
  const within = new Set<GraphQLInputObjectType>();
  for (const field of Object.values(type.getFields())) collectInputObjects(field.type, within);
  return within.has(type);
}
