import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroup, createServer, everyServerField } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
// biome-ignore lint/suspicious/noExplicitAny: the answer of a server
let server: any;
let group: { id: string; name: string };

beforeAll(async () => {
  app = await startTestApp();
  server = await createServer(app);
  group = await createGroup(app, 'Readers');
});
afterAll(() => app?.stop());

/** Texts that are the id of no delivery server. */
const wrongIds = [
  '',
  ' ',
  'ds_',
  'ds_0',
  'ds_01',
  'ds_-1',
  'ds_1.5',
  'ds_1e3',
  'ds_x',
  ' ds_1',
  'ds_1 ',
  'DS_1',
];
const impossibleIds = [
  '1',
  'key_999999',
  'ds_2147483648',
  'ds_99999999999999999999',
  '__proto__',
  "ds_1' OR '1'='1",
];

describe('deliveryServer', () => {
  it('answers the server with this id', async () => {
    const { data } = await app.graphql(
      `query ($id: ID!) { deliveryServer(id: $id) { ${everyServerField} } }`,
      { id: server.id },
    );
    expect(data.deliveryServer).toEqual(server);
  });

  it.each([...wrongIds, ...impossibleIds, 'ds_2147483647'])('answers null for %j', async (id) => {
    const { data, errors } = await app.graphql('query ($id: ID!) { deliveryServer(id: $id) { id } }', { id });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ deliveryServer: null });
  });

  it('answers null for the id of a user group', async () => {
    const { data } = await app.graphql('query ($id: ID!) { deliveryServer(id: $id) { id } }', group);
    expect(data).toEqual({ deliveryServer: null });
  });
});

describe('deliveryServerByLegacyId', () => {
  const query = 'query ($legacyId: Int!) { deliveryServerByLegacyId(legacyId: $legacyId) { id } }';

  it('answers the server that the legacy API calls by this number', async () => {
    const { data } = await app.graphql(query, { legacyId: server.legacyId });
    expect(data).toEqual({ deliveryServerByLegacyId: { id: server.id } });
  });

  it.each([0, -1, 2_147_483_647, -2_147_483_648])('answers null for %d', async (legacyId) => {
    const { data, errors } = await app.graphql(query, { legacyId });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ deliveryServerByLegacyId: null });
  });
});

describe('node', () => {
  const query = `query ($id: ID!) {
    node(id: $id) { __typename id ... on DeliveryServer { name } ... on UserGroup { name } }
  }`;

  it('answers a delivery server', async () => {
    const { data } = await app.graphql(query, { id: server.id });
    expect(data.node).toEqual({ __typename: 'DeliveryServer', id: server.id, name: server.name });
  });

  it('answers a user group', async () => {
    const { data } = await app.graphql(query, { id: group.id });
    expect(data.node).toEqual({ __typename: 'UserGroup', id: group.id, name: 'Readers' });
  });

  it.each([...wrongIds, ...impossibleIds, 'ug_0', 'ug_2147483647'])('answers null for %j', async (id) => {
    const { data, errors } = await app.graphql(query, { id });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
  });
});

describe('nodes', () => {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

  it('answers in the order of the ids, with null for what does not exist and repeats as asked', async () => {
    const ids = [group.id, 'ds_2147483647', server.id, 'nonsense', 'key_999999', server.id];
    const { data } = await app.graphql(query, { ids });
    const asServer = { __typename: 'DeliveryServer', id: server.id };
    expect(data.nodes).toEqual([
      { __typename: 'UserGroup', id: group.id },
      null,
      asServer,
      null,
      null,
      asServer,
    ]);
  });

  it('answers an empty list for no ids', async () => {
    expect((await app.graphql(query, { ids: [] })).data).toEqual({ nodes: [] });
  });

  it('takes 100 ids and refuses 101', async () => {
    const allowed = await app.graphql(query, { ids: Array(100).fill(server.id) });
    expect(allowed.data.nodes).toHaveLength(100);
    const { data, errors } = await app.graphql(query, { ids: Array(101).fill(server.id) });
    expect(data ?? null).toBeNull();
    expect(errors?.[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fieldErrors: [{ field: ['ids'], code: 'TOO_LONG', message: expect.any(String) }],
    });
  });
});

describe('a request with several reads', () => {
  it('answers each under its alias', async () => {
    const { data } = await app.graphql(
      'query ($id: ID!) { a: deliveryServer(id: $id) { id } b: node(id: $id) { id } c: deliveryServer(id: "ds_x") { id } }',
      { id: server.id },
    );
    expect(data).toEqual({ a: { id: server.id }, b: { id: server.id }, c: null });
  });
});
