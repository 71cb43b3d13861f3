import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';

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
    ['31 aliases', `{ viewer { ${Array.from({ length: 31 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['1,001 fields', `{ viewer { ${Array.from({ length: 1_000 }, (_, index) => `a${index}`).join(' ')} } }`],
    ['100,001 characters', `{ viewer { name } } #${'x'.repeat(99_980)}`],
    ['a text of 200,000 characters', `{ deliveryServer(id: "${'x'.repeat(200_000)}") { id } }`],
    ['51 inline fragments', `{ viewer { ${'... { '.repeat(51)} name ${'} '.repeat(51)} } }`],
    ['51 directives', `{ viewer { name ${'@include(if: true) '.repeat(51)} } }`],
    ['51 spreads', `{ viewer { ${'...A '.repeat(51)} } } fragment A on Viewer { name }`],
    ['31 fields that repeat one beside them', `{ viewer { ${'name '.repeat(32)} } }`],
  ])('is refused before anything is read: %s', async (_, query) => {
    const { status, data, errors } = await app.graphql(query);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['ten that nobody knows', `{ __typename ${'@a '.repeat(10)} }`],
    [
      'ten on as many fields',
      `{ viewer { ${Array.from({ length: 10 }, (_, index) => `a${index}: name @a${index}`).join(' ')} } }`,
    ],
    ['one that is repeated', `{ viewer { name ${'@skip(if: false) '.repeat(11)} } }`],
    [
      'ten where they may not be',
      `{ viewer { ${Array.from({ length: 10 }, (_, index) => `a${index}: name @deprecated`).join(' ')} } }`,
    ],
  ])('is told of one wrong directive, not of all: %s', async (_, query) => {
    const { status, errors } = await app.graphql(query);
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it('is not what introspection is, however deep', async () => {
    const ofType = (depth: number): string => (depth === 0 ? 'name' : `ofType { ${ofType(depth - 1)} }`);
    const { errors } = await app.graphql(`{ __schema { types { fields { type { ${ofType(12)} } } } } }`);
    expect(errors?.map(({ message }) => message).join()).not.toMatch(/nested/);
  });
});

describe('a document at the limits', () => {
  it.each([
    ['30 aliases', `{ viewer { ${Array.from({ length: 30 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['30 root fields', `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: __typename`).join(' ')} }`],
    ['50 spreads', `{ viewer { ${'...A '.repeat(50)} } } fragment A on Viewer { name }`],
    ['30 fields that repeat one beside them', `{ viewer { ${'name '.repeat(31)} } }`],
  ])('is answered: %s', async (_, query) => {
    const { status, errors } = await app.graphql(query);
    expect([status, errors]).toEqual([200, undefined]);
  });
});

describe('a deletion', () => {
  const targets = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `ds_${index + 1}` }));
  const deletion =
    'mutation ($input: DeliveryServersDeleteInput!) { deliveryServersDelete(input: $input) { results { status } userErrors { field code } } }';

  it('of 1,000 servers is done', async () => {
    const { data } = await app.graphql(deletion, { input: { targets: targets(1_000) } });
    expect(data.deliveryServersDelete.userErrors).toEqual([]);
    expect(data.deliveryServersDelete.results).toHaveLength(1_000);
  });

  it('of 1,001 servers is refused', async () => {
    const { data } = await app.graphql(deletion, { input: { targets: targets(1_001) } });
    expect(data.deliveryServersDelete).toEqual({
      results: [],
      userErrors: [{ field: ['input', 'targets'], code: 'TOO_LONG' }],
    });
  });

  it('of 20,000 servers by an old client is done', async () => {
    const DeliveryServerID = Array.from({ length: 20_000 }, (_, index) => index + 1).join(',');
    const { body } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID });
    expect(body).toEqual({ Success: true, ErrorCode: 0 });
  });
});

describe('many problems with the variables', () => {
  it('are told of up to a hundred', async () => {
    const { status, errors } = await app.graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(5_000).fill(null),
    });
    expect(status).toBe(400);
    expect(errors?.[0].extensions.fieldErrors).toHaveLength(100);
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
