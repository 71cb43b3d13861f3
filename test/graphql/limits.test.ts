import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

/** 200 fragments, each of which spreads the next one twice: 2^200 fields to whoever opens them one by one. */
const doubling = `query { ...F0 } ${Array.from(
  { length: 200 },
  (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
).join(' ')} fragment F200 on Query { __typename }`;

describe('a document beyond the limits', () => {
  it.each([
    ['fragments that double', doubling],
    ['fragments that double and end in one that is not there', doubling.replace(/ fragment F200 .*$/, '')],
    ['31 root fields', `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    [
      '11 levels',
      '{ userGroups { nodes { assignments { deliveryServer { assignments { userGroup { assignments { deliveryServer { assignments { userGroup { name } } } } } } } } } } }',
    ],
    [
      'two sign-ins',
      'mutation { a: signIn(input: { username: "a", password: "b" }) { sessionToken } b: signIn(input: { username: "b", password: "b" }) { sessionToken } }',
    ],
  ])('is refused before anything is read: %s', async (_, query) => {
    const { status, data, errors } = await app.graphql(query);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is not what introspection is, however deep', async () => {
    const ofType = (depth: number): string => (depth === 0 ? 'name' : `ofType { ${ofType(depth - 1)} }`);
    const { errors } = await app.graphql(`{ __schema { types { fields { type { ${ofType(12)} } } } } }`);
    expect(errors?.map(({ message }) => message).join()).not.toMatch(/nested/);
  });
});

describe('a forged cursor', () => {
  it.each(['+275760-01-01T00:00:00Z', '-000500-01-01T00:00:00Z', 'nonsense'])(
    'with the time %s is BAD_USER_INPUT',
    async (value) => {
      const cursor = Buffer.from(
        JSON.stringify({ value, rowId: 1, order: 'deliveryServers CREATED_AT ASC' }),
      ).toString('base64url');
      const { status, errors } = await app.graphql(
        'query ($after: String) { deliveryServers(after: $after, orderBy: { field: CREATED_AT }) { nodes { id } } }',
        { after: cursor },
      );
      expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    },
  );
});
