import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toldOfVariables } from '../../support/operations.js';
import type { TestApp } from '../../support/test-app.js';
import { startWithNamesakes } from './page.js';

let app: TestApp;

beforeAll(async () => {
  ({ app } = await startWithNamesakes());
});
afterAll(() => app?.stop());

describe.each(['deliveryServers', 'userGroups', 'apiKeys'])('%s', (list) => {
  it.each([
    ['first: 0', 'first', 'OUT_OF_RANGE'],
    ['first: -1', 'first', 'OUT_OF_RANGE'],
    ['first: 101', 'first', 'OUT_OF_RANGE'],
    ['after: ""', 'after', 'INVALID'],
    ['after: "canary-cursor"', 'after', 'INVALID'],
    ['after: "e30"', 'after', 'INVALID'],
    ['after: "bnVsbA"', 'after', 'INVALID'],
    ['after: "eyJuYW1lIjoxLCJyb3dJZCI6MX0"', 'after', 'INVALID'],
  ])('answers BAD_USER_INPUT to %s', async (argument, field, code) => {
    const { data, errors } = await app.graphql(`{ ${list}(${argument}) { totalCount } }`);
    expect(data ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors?.[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fieldErrors: [{ field: [field], code, message: errors?.[0].message }],
    });
    expect(JSON.stringify(errors)).not.toContain('canary');
  });

  it('names the arguments of the request in fieldErrors when they come as variables', async () => {
    const { errors } = await app.graphql(`query ($size: Int!) { ${list}(first: $size) { totalCount } }`, {
      size: 101,
    });
    expect(errors?.[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fieldErrors: [{ field: ['first'], code: 'OUT_OF_RANGE' }],
    });
  });

  it.each([{}, { first: null }])('has a page of 20 when "first" is %o', async (variables) => {
    const { data, errors } = await app.graphql(
      `query ($first: Int) { ${list}(first: $first) { nodes { id } } }`,
      variables,
    );
    expect(errors).toBeUndefined();
    expect(data[list].nodes.length).toBeLessThanOrEqual(20);
  });
});

describe.each(['deliveryServers', 'userGroups'])('%s', (list) => {
  it.each([
    ['last: 0', ['last OUT_OF_RANGE']],
    ['last: -5', ['last OUT_OF_RANGE']],
    ['last: 101', ['last OUT_OF_RANGE']],
    ['first: 5, last: 5', ['last INVALID']],
    ['first: 0, last: 101', ['first OUT_OF_RANGE', 'last INVALID']],
    ['before: "canary-cursor"', ['before INVALID']],
    [
      'first: 0, after: "canary", before: "canary", search: "\\u0000", filter: { name: { equals: "\\u0000" } }',
      [
        'first OUT_OF_RANGE',
        'after INVALID',
        'before INVALID',
        'search INVALID',
        'filter.name.equals INVALID',
      ],
    ],
  ])('says everything that is wrong with %s', async (argument, problems) => {
    const answer = await app.graphql(`{ ${list}(${argument}) { nodes { id } } }`);
    expect(answer.status).toBe(400);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(toldOfVariables(answer)).toEqual(problems);
    expect(JSON.stringify(answer.errors)).not.toContain('canary');
  });

  it('names the range that it takes', async () => {
    const { errors } = await app.graphql(`{ ${list}(last: 1000) { nodes { id } } }`);
    expect(errors?.[0].message).toBe('"last" must be a whole number from 1 to 100.');
  });

  it('answers BAD_USER_INPUT, not a fault of its own, to a variable for "orderBy" that is null', async () => {
    const type = list === 'userGroups' ? 'UserGroupOrder' : 'DeliveryServerOrder';
    const { errors } = await app.graphql(
      `query ($orderBy: ${type}) { ${list}(orderBy: $orderBy) { totalCount } }`,
      { orderBy: null },
    );
    expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('refuses a cursor of any other list, kindly', async () => {
    for (const other of ['deliveryServers', 'userGroups', 'apiKeys'].filter((name) => name !== list)) {
      const { data } = await app.graphql(`{ ${other}(first: 1) { pageInfo { endCursor } } }`);
      const cursor = data[other].pageInfo.endCursor;
      expect(cursor).toEqual(expect.any(String));
      const answer = await app.graphql(`{ ${list}(before: "${cursor}") { nodes { id } } }`);
      expect(answer.errors?.[0].message).toContain('not a cursor of this list');
      expect(toldOfVariables(answer)).toEqual(['before INVALID']);
    }
  });

  it.each([
    ['of a type that its order does not have', { value: 5, rowId: 1 }],
    ['that its order does not have', { value: null, rowId: 1 }],
    ['without a number of a row', { value: 'a' }],
    ['with a number that is none', { value: 'a', rowId: 1.5 }],
    ['that is far too long', { value: 'a'.repeat(10_000), rowId: 1 }],
  ])('refuses a forged cursor with a value %s', async (_, place) => {
    const content = JSON.stringify({ order: `${list} NAME ASC`, ...place });
    const cursor = Buffer.from(content).toString('base64url');
    const answer = await app.graphql(`{ ${list}(after: "${cursor}") { nodes { id } } }`);
    expect(toldOfVariables(answer)).toEqual(['after INVALID']);
  });
});
