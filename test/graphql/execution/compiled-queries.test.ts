import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, everyServerField } from '../../support/operations.js';
import type { TestApp } from '../../support/test-app.js';
import { branches, filtered, orderedBy } from './operation-texts.js';
import { type Case, expectSameThrice, send, startWithServers } from './repeated-request.js';

let app: TestApp;

beforeAll(async () => {
  app = await startWithServers({ playgroundDirectory: import.meta.dirname });
  await accepted(app, 'deliveryServerPause', { id: 'ds_2', reason: 'Repairs' }, 'deliveryServer { id }');
});
afterAll(() => app?.stop());

const byId = 'query ($id: ID!) { deliveryServer(id: $id) { id name } }';
const byIds = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on UserGroup { name } } }';
const list = 'query ($first: Int, $after: String) { deliveryServers(first: $first, after: $after)';
const ordered =
  'query ($orderBy: DeliveryServerOrder) { deliveryServers(orderBy: $orderBy) { nodes { name } } }';
const filteredBy = `query ($text: String, $state: DeliveryServerState, $security: SmtpSecurity!) {
  deliveryServers(filter: { name: { contains: $text }, and: [{ state: $state }, { security: [$security] }] }) {
    nodes { name } } }`;
const several = 'query A { viewer { kind } } query B { viewer { name } } query C { node(id: "ds_1") { id } }';
const manyFields = `{ deliveryServers { ${Array.from({ length: 25 }, (_, index) => `...F${index}`).join(' ')} } }
  ${Array.from({ length: 25 }, (_, index) => `fragment F${index} on DeliveryServerConnection { nodes { ...All } }`).join(' ')}
  fragment All on DeliveryServer { ${everyServerField} }`;

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

describe('a query answers the same when it comes again', () => {
  it.each(Object.entries(cases))('with %s', (name, request) => expectSameThrice(app, name, request));

  it('with other variables each time', async () => {
    for (const id of ['ds_1', 'ds_2', 'ds_99', 'ds_1']) {
      const { body } = await send(app, { query: `${byId} # each`, variables: { id } });
      expect(body.data.deliveryServer?.id ?? null).toBe(id === 'ds_99' ? null : id);
    }
    const missing = await send(app, { query: `${byId} # each` });
    expect(missing).toEqual(await send(app, { query: `${byId} # never before` }));
  });
});
