import 'reflect-metadata';
import { type GraphQLField, getNamedType, isCompositeType } from 'graphql';
import { publicSchema as schema } from '../../../src/app/schema.js';

export interface RootOperation {
  /** Name of the root field. */
  field: string;
  kind: 'query' | 'mutation';
  /** The shortest selection of the field. */
  selection: string;
  /** A whole operation with the field; its arguments are variables. */
  text: string;
}

/** An operation for every field that clients can begin with. */
export const rootOperations: RootOperation[] = [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => operationOf('query', field)),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) =>
    operationOf('mutation', field),
  ),
];

function operationOf(kind: RootOperation['kind'], field: GraphQLField<unknown, unknown>): RootOperation {
  const required = field.args.filter(({ defaultValue }) => defaultValue === undefined);
  const declared = required.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const given = required.map(({ name }) => `${name}: $${name}`).join(', ');
  const body = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const selection = `${field.name}${given ? `(${given})` : ''}${body}`;
  return {
    field: field.name,
    kind,
    selection,
    text: `${kind} Operation${declared ? `(${declared})` : ''} { ${selection} }`,
  };
}
