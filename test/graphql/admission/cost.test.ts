import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../../src/app/schema.js';
import { operationCost } from '../../../src/graphql/admission/operation-cost.js';
import { operationOf } from '../../../src/graphql/inputs/variable-problems.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

function costOf(query: string, variables: Record<string, unknown> = {}, of = schema): number {
  const document = parse(query);
  const operation = operationOf(document);
  if (!operation) throw new Error('There must be one operation.');
  return operationCost(of, document, operation, variables);
}

const page = (size: string) => `deliveryServers(first: ${size}) { nodes { id smtp { host } } }`;
const paged = (type: string, otherwise = '') => `query ($n: ${type}${otherwise}) { ${page('$n')} }`;

describe('the cost of an operation', () => {
  it.each<[string, string, object, number]>([
    ['scalars', '{ viewer { name } }', {}, 0],
    [
      'an object',
      '{ deliveryServer(id: "ds_1") { name smtp { host } verification { checks { kind } } } }',
      {},
      1,
    ],
    ['a page of the usual length', '{ userGroups { nodes { id } } }', {}, 21],
    ['a page', `{ ${page('7')} }`, {}, 8],
    ['a page of edges', '{ userGroups(first: 7) { edges { node { id } } pageInfo { endCursor } } }', {}, 8],
    ['a page by a variable', paged('Int!'), { n: 7 }, 8],
    ['a page by a variable that has a default', paged('Int', ' = 9'), {}, 10],
    ['a page by a variable that is null', paged('Int'), { n: null }, 21],
    ['a page by a variable that is text', paged('Int!'), { n: 'x' }, 101],
    ['a page by a variable that is negative', paged('Int!'), { n: -5 }, 101],
    ['a page that is too long', `{ ${page('100000')} }`, {}, 101],
    [
      'a page of servers with their groups',
      '{ deliveryServers(first: 100) { nodes { assignments { userGroup { name } } } } }',
      {},
      1_101,
    ],
    [
      'a page in a fragment',
      '{ ...A } fragment A on Query { ...B ...B } fragment B on Query { userGroups { ...C } } fragment C on UserGroupConnection { nodes { id } }',
      {},
      42,
    ],
    ['a circle of fragments', '{ ...A } fragment A on Query { userGroups { nodes { id } } ...A }', {}, 21],
    ['ids', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['ds_1', 'ds_2', 'ds_3'] }, 3],
    [
      'literal ids',
      '{ nodes(ids: ["ds_1", "ds_2"]) { ... on UserGroup { assignments { channel } } } }',
      {},
      8,
    ],
    ['ids that are no list', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: { a: 1 } }, 1],
    ['a mutation', 'mutation { signOut { signedOut } }', {}, 10],
    [
      'a mutation with a list',
      'mutation ($input: DeliveryServersDeleteInput!) { deliveryServersDelete(input: $input) { userErrors { code } } }',
      { input: { targets: [1, 2, 3] } },
      13,
    ],
  ])('counts %s', (_, query, variables, expected) => {
    expect(costOf(query, variables as Record<string, unknown>)).toBe(expected);
  });

  it('does not remember what a variable decides', () => {
    const document = parse(paged('Int!'));
    const operation = operationOf(document);
    const cost = (n: number) => operation && operationCost(schema, document, operation, { n });
    expect([cost(3), cost(50), cost(3)]).toEqual([4, 51, 4]);
  });
});

describe('the gateway', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ playgroundDirectory: import.meta.dirname });
  });
  afterAll(() => app?.stop());

  it('refuses what costs more than 10,000, and says what to do', async () => {
    const list = 'deliveryServers(first: 100) { nodes { assignments { userGroup { name } } } }';
    const aliases = Array.from({ length: 30 }, (_, index) => `a${index}: ${list}`).join(' ');
    const { status, data, errors } = await app.graphql(`{ ${aliases} }`);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message:
          'This operation could cost 33030, and 10000 is the most. Ask for smaller pages, or for less at once.',
        extensions: { code: 'COST_LIMIT_EXCEEDED', cost: 33_030, limit: 10_000 },
      },
    ]);
  });

  it('answers the whole introspection of a tool', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    const { errors, data } = await app.graphql(query);
    expect(errors).toBeUndefined();
    expect(data.__schema.types.length).toBeGreaterThan(20);
  });

  it('counts introspection as about as many objects as the schema has', () => {
    const cost = (types: string) =>
      costOf(getIntrospectionQuery(), {}, buildSchema(`type Query { one(a: Int, b: Int): Int } ${types}`));
    const objects = (count: number) =>
      Array.from({ length: count }, (_, type) => `type T${type} { a: Int, b: Int, c: T${type} }`).join(' ');
    // Each type has three fields, none with an argument, and each field and argument has a type.
    const costOfOne = (cost(objects(200)) - cost(objects(100))) / 100;
    expect(costOfOne).toBeGreaterThan(3);
    expect(costOfOne).toBeLessThan(15);
  });

  it('tells the cost when it is asked to', async () => {
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminKey}`, ...headers },
        body: JSON.stringify({
          query: '{ deliveryServers(first: 100) { nodes { assignments { channels } } } }',
        }),
      });
      return (await response.json()) as { extensions?: { cost: object } };
    };
    expect((await ask({ 'graphql-cost': 'true' })).extensions).toEqual({
      cost: { requested: 601, limit: 10_000, points: 7, remaining: expect.any(Number) },
    });
    expect(await ask({})).not.toHaveProperty('extensions');
  });
});
