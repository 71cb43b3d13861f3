import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { internalSchema } from '../../../src/app/schema.js';
import { compileOnSecondUse } from '../../../src/graphql/execution/compile-on-second-use.js';
import { compileOperation, interpretOperation } from '../../../src/graphql/execution/compiled-operation.js';
import { commands } from '../../../src/legacy/commands/index.js';
import { accepted, assign, createGroup, createServer, everyServerField } from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** One request, and what is in its answer. */
interface Case {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  method?: 'GET' | 'POST';
  answer?: 'data' | 'errors' | 'both';
}

let app: TestApp;
/** Its database is damaged: nobody can read tags, a group has no name, a server's security is none that there is. */
let damaged: TestApp;

beforeAll(async () => {
  [app, damaged] = await Promise.all([
    startTestApp({ rateLimit: 0, playgroundDirectory: import.meta.dirname }),
    startTestApp({ rateLimit: 0 }),
  ]);
  for (const each of [app, damaged]) {
    for (const name of ['Alpha', 'Beta', 'Gamma']) await createServer(each, { name, tags: [name, 'all'] });
    await createGroup(each, 'Group');
    await createGroup(each, 'Other group');
    await assign(each, 'ug_1', 'MARKETING', 'ds_1');
    await assign(each, 'ug_1', 'TRANSACTIONAL', 'ds_2');
  }
  await accepted(app, 'deliveryServerPause', { id: 'ds_2', reason: 'Repairs' }, 'deliveryServer { id }');
  await damaged.sql('RENAME TABLE delivery_server_tags TO lost_tags');
  await damaged.sql('ALTER TABLE user_groups MODIFY name VARCHAR(255) NULL');
  await damaged.sql('UPDATE user_groups SET name = NULL WHERE id = 1');
  await damaged.sql('ALTER TABLE delivery_servers MODIFY smtp_security VARCHAR(20)');
  await damaged.sql("UPDATE delivery_servers SET smtp_security = 'ROT13' WHERE id = 2");
});
afterAll(async () => {
  await app?.stop();
  await damaged?.stop();
});

async function send({ url, adminKey }: TestApp, { method = 'POST', ...request }: Case) {
  const { query, variables, operationName } = request;
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) });
  const response = await (method === 'GET'
    ? fetch(`${url}/graphql?${search}`, { headers })
    : fetch(`${url}/graphql`, {
        method,
        headers,
        body: JSON.stringify({ query, variables, operationName }),
      }));
  const body = JSON.parse(await response.text());
  for (const { extensions } of body.errors ?? []) {
    if (extensions?.code !== 'INTERNAL_SERVER_ERROR') continue;
    expect(extensions.requestId).toEqual(expect.stringMatching(/./));
    // The only thing that may differ.
    extensions.requestId = 'an id';
  }
  // Which of two failures is the first to be known is left to chance.
  body.errors?.sort((one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { status: response.status, body };
}

/** Interpreted at first, then compiled, then what was compiled; under a name of its own, so that nobody was first. */
async function expectSameThrice(to: TestApp, name: string, { answer = 'data', ...rest }: Case) {
  const request = { ...rest, query: `${rest.query} # ${name}` };
  const first = await send(to, request);
  const { data, errors } = first.body;
  expect({ data: Boolean(data), errors: Boolean(errors) }, JSON.stringify(first.body)).toEqual({
    data: answer !== 'errors',
    errors: answer !== 'data',
  });
  expect(await send(to, request)).toEqual(first);
  expect(await send(to, request)).toEqual(first);
}

const byId = 'query ($id: ID!) { deliveryServer(id: $id) { id name } }';
const byIds = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on UserGroup { name } } }';
const list = 'query ($first: Int, $after: String) { deliveryServers(first: $first, after: $after)';
const ordered =
  'query ($orderBy: DeliveryServerOrder) { deliveryServers(orderBy: $orderBy) { nodes { name } } }';
const orderedBy = `query ($field: DeliveryServerOrderField, $direction: OrderDirection) {
  deliveryServers(orderBy: { field: $field, direction: $direction }) { nodes { name } } }`;
const filtered =
  'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { nodes { name } totalCount } }';
const filteredBy = `query ($text: String, $state: DeliveryServerState, $security: SmtpSecurity!) {
  deliveryServers(filter: { name: { contains: $text }, and: [{ state: $state }, { security: [$security] }] }) {
    nodes { name } } }`;
const branches = `query ($skip: Boolean!, $include: Boolean = true) {
  deliveryServer(id: "ds_1") {
    id @skip(if: $skip) name @include(if: $include) version @skip(if: $skip) @include(if: $include)
    smtp @skip(if: $skip) { host } smtp @include(if: $include) { port }
    ...Where @include(if: $include) ... @skip(if: $skip) { tags domains { mailFrom } } }
  viewer @include(if: $include) { kind } other: viewer @skip(if: $skip) { name } }
  fragment Where on DeliveryServer { state domains { linkTracking mailFrom @skip(if: $skip) } }`;
const several = 'query A { viewer { kind } } query B { viewer { name } } query C { node(id: "ds_1") { id } }';
const manyFields = `{ deliveryServers { ${Array.from({ length: 25 }, (_, index) => `...F${index}`).join(' ')} } }
  ${Array.from({ length: 25 }, (_, index) => `fragment F${index} on DeliveryServerConnection { nodes { ...All } }`).join(' ')}
  fragment All on DeliveryServer { ${everyServerField} }`;
const places = (
  count: number,
) => `{ ${Array.from({ length: count }, (_, index) => `a${index}: viewer { ...Nine }`).join(' ')} }
  fragment Nine on Viewer { ${Array.from({ length: 9 }, (_, index) => `n${index}: name`).join(' ')} }`;
const creation = `mutation ($input: UserGroupCreateInput!) {
  userGroupCreate(input: $input) { userGroup { id name createdAt } userErrors { code field message } } }`;

const update = `mutation Update($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) {
    deliveryServer { id version name smtp { host username timeoutSeconds security } tags assignments { channels } updatedAt }
    userErrors { code field message } } }`;
const pause = `mutation ($input: DeliveryServerPauseInput!) {
  deliveryServerPause(input: $input) { deliveryServer { state pause { reason until } } userErrors { code field } } }`;
const creationOfServer = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { code } } }`;
/** A mutation that may be sent again: with a key it happens once, and then has the same answer. */
const updateOnce = (idempotencyKey: string, change: object) => ({
  query: update,
  variables: { input: { id: 'ds_3', idempotencyKey, ...change } },
});

const cases: Record<string, Case> = {
  'every field': { query: `{ deliveryServers { nodes { ${everyServerField} } } }` },
  'every field of one server': {
    query: `query ($id: ID!) { deliveryServer(id: $id) { ${everyServerField} } }`,
    variables: { id: 'ds_1' },
  },
  'no server': { query: byId, variables: { id: 'ds_99' } },
  'a number for an id': { query: byId, variables: { id: 7 } },
  'a required variable left out': { query: byId, answer: 'errors' },
  'null for a required variable': { query: byId, variables: { id: null }, answer: 'errors' },
  'an object for an id': { query: byId, variables: { id: {} }, answer: 'errors' },
  'variables that nobody asked for': { query: byId, variables: { id: 'ds_1', other: 1, __proto: [] } },
  'several ids, some of nothing': {
    query: byIds,
    variables: { ids: ['ug_1', 'ds_99', '', 'ds_1', 'key_99', 'ds_1'] },
  },
  'one id where a list is asked for': { query: byIds, variables: { ids: 'ds_1' } },
  'no ids': { query: byIds, variables: { ids: [] } },
  'null among ids': { query: byIds, variables: { ids: ['ds_1', null] }, answer: 'errors' },
  'a page': { query: `${list} { nodes { name } } }`, variables: { first: 2 } },
  'a page of its default length': { query: `${list} { nodes { id } } }`, variables: { first: null } },
  'a whole number written as a fraction': { query: `${list} { nodes { id } } }`, variables: { first: 2.0 } },
  'a fraction': { query: `${list} { nodes { id } } }`, variables: { first: 1.5 }, answer: 'errors' },
  'text for a number': { query: `${list} { nodes { id } } }`, variables: { first: '2' }, answer: 'errors' },
  'a page that is too long': {
    query: `${list} { totalCount } }`,
    variables: { first: 101 },
    answer: 'errors',
  },
  'a cursor that is none': {
    query: `${list} { edges { cursor } } }`,
    variables: { after: 'x' },
    answer: 'errors',
  },
  'both ends of a list': {
    query: '{ a: deliveryServers(first: 1, last: 1) { nodes { id } } }',
    answer: 'errors',
  },
  'a refused field beside another': {
    query: '{ viewer { kind } deliveryServers(first: 0) { nodes { id } } }',
    answer: 'errors',
  },
  'two refused fields': {
    query: '{ a: deliveryServers(first: 0) { totalCount } b: userGroups(first: 0) { totalCount } }',
    answer: 'errors',
  },
  'edges, cursors and the length': {
    query: `${list} { edges { cursor node { id } } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    variables: { first: 2 },
  },
  'an empty page': {
    query: '{ deliveryServers(search: "nowhere") { nodes { id } pageInfo { endCursor } totalCount } }',
  },
  'an order': { query: ordered, variables: { orderBy: { field: 'LEGACY_ID', direction: 'DESC' } } },
  'an order with a default in it': { query: ordered, variables: { orderBy: { direction: 'DESC' } } },
  'an order of defaults': { query: ordered, variables: { orderBy: {} } },
  'no order': { query: ordered },
  'null for an order': { query: ordered, variables: { orderBy: null }, answer: 'errors' },
  'null within an order': { query: ordered, variables: { orderBy: { field: null } }, answer: 'errors' },
  'an unknown order': { query: ordered, variables: { orderBy: { field: 'HOST' } }, answer: 'errors' },
  'an unknown field of an order': {
    query: ordered,
    variables: { orderBy: { by: 'NAME' } },
    answer: 'errors',
  },
  'an order of two variables': {
    query: orderedBy,
    variables: { field: 'LEGACY_ID', direction: 'DESC' },
  },
  'an order of a variable that is there and one that is not': {
    query: orderedBy,
    variables: { direction: 'DESC' },
  },
  'an order of two variables that are not there': { query: orderedBy },
  'an order of a variable that is null': {
    query: orderedBy,
    variables: { field: null },
    answer: 'errors',
  },
  'a filter': { query: filtered, variables: { filter: { or: [{ name: { startsWith: 'a' } }] } } },
  'a filter within a filter': {
    query: filtered,
    variables: { filter: { not: { and: [{ state: 'PAUSED' }, { security: 'STARTTLS' }] } } },
  },
  'null for a filter': { query: filtered, variables: { filter: null } },
  'a wrong filter': { query: filtered, variables: { filter: { state: 'LOST' } }, answer: 'errors' },
  'a filter with variables': {
    query: filteredBy,
    variables: { text: 'a', state: 'ENABLED', security: 'STARTTLS' },
  },
  'a filter with variables that are not there': { query: filteredBy, variables: { security: 'STARTTLS' } },
  'a filter with a variable that is null': {
    query: filteredBy,
    variables: { security: 'NONE', text: null, state: null },
  },
  'a filter with a time': {
    query: `query ($after: DateTime) { deliveryServers(filter: { lastCheckedAt: { after: $after } }) {
      totalCount } }`,
    variables: { after: '2020-01-01T00:00:00+02:00' },
  },
  'a time that is none': {
    query: `query ($after: DateTime) { deliveryServers(filter: { lastCheckedAt: { after: $after } }) {
      totalCount } }`,
    variables: { after: 'yesterday' },
    answer: 'errors',
  },
  'a list of a variable that is null': {
    query: 'query ($id: ID = "ds_1") { nodes(ids: ["ds_2", $id]) { id } }',
    variables: { id: null },
    answer: 'errors',
  },
  'a list of variables': {
    query: 'query ($one: ID!, $other: ID = "ds_1") { nodes(ids: [$one, $other]) { id } }',
    variables: { one: 'ds_2' },
  },
  'variables with defaults': {
    query: `query ($first: Int = 1, $orderBy: DeliveryServerOrder! = { direction: DESC }) {
      deliveryServers(first: $first, orderBy: $orderBy) { nodes { name } } }`,
  },
  'null for a variable with a default': {
    query: 'query ($first: Int = 1) { deliveryServers(first: $first) { nodes { name } } }',
    variables: { first: null },
  },
  'fragments with names': {
    query: `{ deliveryServer(id: "ds_1") { ...A ...B ...A } }
      fragment A on DeliveryServer { id smtp { host } ...B } fragment B on DeliveryServer { name smtp { port } }`,
  },
  'fragments in place': {
    query:
      '{ ... { viewer { kind } } ... on Query { deliveryServer(id: "ds_1") { ... { id } ... on Node { id } } } }',
  },
  'fragments on an interface': {
    query: `{ nodes(ids: ["ds_1", "ug_1", "key_1", "ds_99"]) { ...N ... on DeliveryServer { name tags }
      ... on UserGroup { name assignments { channel deliveryServer { ...N } } } ... on ApiKey { scopes } } }
      fragment N on Node { id __typename }`,
  },
  'another name for each field': {
    query:
      '{ one: deliveryServer(id: "ds_1") { key: id label: name s: smtp { h: host } } two: deliveryServer(id: "ds_2") { id: name } }',
  },
  'names of types': {
    query:
      '{ __typename viewer { __typename } deliveryServers { __typename nodes { t: __typename smtp { __typename } } } }',
  },
  'circles of objects': {
    query:
      '{ userGroup(id: "ug_1") { assignments { deliveryServer { assignments { channels userGroup { name } } } } } }',
  },
  'times and lists of words': {
    query:
      '{ apiKeys { nodes { scopes createdAt expiresAt } } deliveryServer(id: "ds_2") { pause { since until reason } tags } }',
  },
  'a way of mail': {
    query:
      'query ($channel: Channel!, $sender: EmailAddress) { route(userGroupId: "ug_1", channel: $channel, sender: $sender) { status from { source address domain } mailFrom { source } explanation deliveryServer { id } } }',
    variables: { channel: 'TRANSACTIONAL', sender: 'a@example.com' },
  },
  'a wrong address': {
    query:
      'query ($sender: EmailAddress) { route(userGroupId: "ug_1", channel: MARKETING, sender: $sender) { status } }',
    variables: { sender: 'nobody' },
    answer: 'errors',
  },
  introspection: { query: getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }) },
  'introspection of a type': {
    query:
      'query ($name: String!) { __type(name: $name) { name kind possibleTypes { name } fields(includeDeprecated: true) { name type { kind ofType { name } } } } }',
    variables: { name: 'Node' },
  },
  'more fields than are compiled': { query: manyFields },
  'no name among several operations': { query: several, answer: 'errors' },
  'an unknown name among several operations': { query: several, operationName: 'D', answer: 'errors' },
  'an unknown name of one operation': {
    query: 'query A { viewer { kind } }',
    operationName: 'B',
    answer: 'errors',
  },
  'a request of GET': { query: byId, variables: { id: 'ds_2' }, method: 'GET' },
  'a refused request of GET': { query: byId, method: 'GET', answer: 'errors' },
  'a mutation that does something once': {
    query: creation,
    variables: { input: { name: 'New', idempotencyKey: 'the same' } },
  },
  'a mutation that is refused': { query: creation, variables: { input: { name: '' } } },
  'a mutation with defaults in its input': {
    query: `mutation ($input: DeliveryServersDeleteInput!) {
      deliveryServersDelete(input: $input) { results { id status } dryRun userErrors { code } } }`,
    variables: { input: { targets: [{ id: 'ds_99' }] } },
  },
  'an update': updateOnce('one', { smtp: { host: 'one.example.com', username: 'one', security: 'NONE' } }),
  'an update with null': updateOnce('two', { smtp: { username: null, authRequired: false } }),
  'an update of nothing': updateOnce('three', { smtp: {} }),
  'an update with null for a group of settings': updateOnce('four', { smtp: null }),
  'an update with a list': updateOnce('five', { tags: ['b', 'a'] }),
  'an update with one word for a list': updateOnce('six', { tags: 'c' }),
  'an update with null for a list': updateOnce('seven', { tags: null }),
  'an update with a field that must not be null': updateOnce('eight', { name: null, smtp: { host: null } }),
  'an update of another version': {
    query: update,
    variables: { input: { id: 'ds_3', expectedVersion: 99, name: 'Other' } },
  },
  'an update of nobody': { query: update, variables: { input: { id: 'ds_99', name: '' } } },
  'an update with a wrong word': {
    query: update,
    variables: { input: { id: 'ds_3', smtp: { security: 'ROT13' } } },
    answer: 'errors',
  },
  'an update with a list for an object': {
    query: update,
    variables: { input: { id: 'ds_3', smtp: [] } },
    answer: 'errors',
  },
  'an update with an unknown field': {
    query: update,
    variables: { input: { id: 'ds_3', smtp: { sender: 1 }, __proto: 1 } },
    answer: 'errors',
  },
  'an update without an id': { query: update, variables: { input: { name: 'x' } }, answer: 'errors' },
  'an update without an input': { query: update, answer: 'errors' },
  'an update of values in the document': {
    query: `mutation { deliveryServerUpdate(input: { id: "ds_3", expectedVersion: 99, smtp: { port: 25 } }) {
      deliveryServer { id name } userErrors { code } } }`,
  },
  'an update with a variable in its input': {
    query: `mutation ($id: ID!, $version: Int, $smtp: SmtpSettingsPatch) {
      deliveryServerUpdate(input: { id: $id, expectedVersion: $version, smtp: $smtp }) { userErrors { code field } } }`,
    variables: { id: 'ds_3', version: 99 },
  },
  'two updates, one after the other': {
    query: `mutation ($a: DeliveryServerUpdateInput!, $b: DeliveryServerUpdateInput!) {
      a: deliveryServerUpdate(input: $a) { deliveryServer { name } userErrors { code } }
      b: deliveryServerUpdate(input: $b) { deliveryServer { name } userErrors { code } } }`,
    variables: {
      a: { id: 'ds_3', name: 'A', idempotencyKey: 'a' },
      b: { id: 'ds_3', name: 'B', idempotencyKey: 'b' },
    },
  },
  'a mutation with a time in the default of its variable': {
    query: `mutation ($input: DeliveryServerPauseInput = { id: "ds_3", until: "2999-01-01T00:00:00Z", idempotencyKey: "d" }) {
      deliveryServerPause(input: $input) { deliveryServer { pause { until } } userErrors { code field } } }`,
  },
  'null for a variable of a mutation that has a default': {
    query: `mutation ($input: DeliveryServerPauseInput = { id: "ds_3" }) {
      deliveryServerPause(input: $input) { deliveryServer { id } userErrors { code } } }`,
    variables: { input: null },
    answer: 'errors',
  },
  'a pause with a time': {
    query: pause,
    variables: {
      input: { id: 'ds_3', reason: 'x', until: '2999-01-01T00:00:00+02:00', idempotencyKey: 'p' },
    },
  },
  'a pause with a time that is none': {
    query: pause,
    variables: { input: { id: 'ds_3', until: 'soon' } },
    answer: 'errors',
  },
};

cases['null for what is included by default'] = {
  query: branches,
  variables: { skip: false, include: null },
  answer: 'errors',
};
for (const operationName of ['A', 'B', 'C'])
  cases[`operation ${operationName} of several`] = { query: several, operationName };
for (const skip of [true, false])
  for (const include of [true, false])
    cases[`what is skipped (${skip}) and included (${include}) without a default`] = {
      query: branches.replace('Boolean = true', 'Boolean!'),
      variables: { skip, include },
    };
for (const skip of [true, false])
  for (const include of [true, false, undefined])
    cases[`what is skipped (${skip}) and included (${include})`] = {
      query: branches,
      variables: { skip, include },
    };

/** Faults of the gateway, not of the client. */
const faults: Record<string, Case> = {
  'in a list that cannot be null': {
    query: '{ deliveryServers { nodes { id tags } } }',
    answer: 'errors',
  },
  'in a server that can be null': {
    query:
      '{ a: deliveryServer(id: "ds_1") { id tags } viewer { kind } b: deliveryServer(id: "ds_1") { name } }',
    answer: 'both',
  },
  'in several servers': {
    query:
      '{ a: deliveryServer(id: "ds_1") { tags } b: deliveryServer(id: "ds_3") { tags } nodes(ids: ["ds_1", "ug_2"]) { id ... on DeliveryServer { tags } } }',
    answer: 'both',
  },
  'in what a mutation answers': { ...updateOnce('fault', { name: 'Faulty' }), answer: 'both' },
  'because a mutation cannot write': {
    query: `mutation ($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) { deliveryServer { id } userErrors { code } } }`,
    variables: { input: { id: 'ds_1', tags: ['a'] } },
    answer: 'errors',
  },
  'because a name is missing': {
    query: '{ a: userGroup(id: "ug_1") { id name } b: userGroup(id: "ug_2") { id name } }',
    answer: 'both',
  },
  'because a name is missing in a list': {
    query: '{ userGroups { nodes { id name } } viewer { kind } }',
    answer: 'errors',
  },
  'because a name is missing in a list of what may be null': {
    query: '{ nodes(ids: ["ug_1", "ug_2", "ds_99"]) { id ... on UserGroup { name } } }',
    answer: 'both',
  },
  'because a name is missing deep within': {
    query:
      '{ deliveryServers(orderBy: { field: LEGACY_ID }) { edges { node { id assignments { userGroup { name } } } } } }',
    answer: 'errors',
  },
  'because a value is none of its type': {
    query:
      '{ a: deliveryServer(id: "ds_1") { smtp { security } } b: deliveryServer(id: "ds_2") { smtp { security } } }',
    answer: 'both',
  },
  'of both kinds': {
    query: '{ a: deliveryServer(id: "ds_1") { tags } b: userGroup(id: "ug_1") { name } viewer { kind } }',
    answer: 'both',
  },
};

describe('a query answers the same when it comes again', () => {
  it.each(Object.entries(cases))('with %s', (name, request) => expectSameThrice(app, name, request));

  it.each(Object.entries(faults))('with a fault %s', (name, request) =>
    expectSameThrice(damaged, name, request),
  );

  it('with other variables each time', async () => {
    for (const id of ['ds_1', 'ds_2', 'ds_99', 'ds_1']) {
      const { body } = await send(app, { query: `${byId} # each`, variables: { id } });
      expect(body.data.deliveryServer?.id ?? null).toBe(id === 'ds_99' ? null : id);
    }
    const missing = await send(app, { query: `${byId} # each` });
    expect(missing).toEqual(await send(app, { query: `${byId} # never before` }));
  });
});

describe('compileOnSecondUse', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  const parsed = (text: string) => {
    const document = parse(text);
    return [document, document.definitions[0] as OperationDefinitionNode] as const;
  };

  it('compiles a query when it comes for the second time, and once', () => {
    const choose = compileOnSecondUse(schema);
    const query = parsed('{ viewer { kind } }');
    const [first, second, third] = [choose(...query), choose(...query), choose(...query)];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(second.toString()).not.toBe(first.toString());
  });

  it.each([
    ['with 200 fields, fragments written out', places(20)],
    ['that is a mutation of one variable', update],
    ['that is a mutation without arguments', 'mutation { signOut { signedOut } }'],
  ])('compiles an operation %s', (_, text) => {
    const choose = compileOnSecondUse(schema);
    const operation = parsed(text);
    const [first, second] = [choose(...operation), choose(...operation)];
    expect(second.toString()).not.toBe(first.toString());
  });

  it('takes the same text for another query when it is parsed anew', () => {
    const choose = compileOnSecondUse(schema);
    const first = choose(...parsed('{ viewer { kind } }'));
    const second = choose(...parsed('{ viewer { kind } }'));
    expect(second.toString()).toBe(first.toString());
  });

  it.each([
    ['with more than 200 fields, fragments written out', places(21)],
    ['that is two mutations', 'mutation { a: signOut { signedOut } b: signOut { signedOut } }'],
    [
      'that is a mutation of values in the document',
      'mutation { apiKeyRevoke(input: { id: "key_1" }) { userErrors { code } } }',
    ],
    ['that is a mutation with a default in its input', creationOfServer],
    ['with a filter in a variable', filtered],
    ['with a variable in an object', orderedBy],
    ['with a variable that includes by default', branches],
    ['with a variable in a list', 'query ($id: ID!) { nodes(ids: [$id]) { id } }'],
  ])('interprets an operation %s', (_, text) => {
    const choose = compileOnSecondUse(schema);
    const operation = parsed(text);
    const [first, second, third] = [choose(...operation), choose(...operation), choose(...operation)];
    expect(second.toString()).toBe(first.toString());
    expect(third.toString()).toBe(first.toString());
  });
});

describe('the operations of the legacy commands', () => {
  it('are compiled, but for those with a default in their input', () => {
    const schema = internalSchema();
    const interpreted = commands.filter(({ operation: text }) => {
      const document = parse(text);
      const operation = document.definitions[0] as OperationDefinitionNode;
      const chosen = compileOperation(schema, document, operation);
      return chosen.toString() === interpretOperation(schema, document, undefined).toString();
    });
    expect(interpreted.map(({ name }) => name)).toEqual(['deliveryserver.create', 'deliveryservers.delete']);
  });
});
