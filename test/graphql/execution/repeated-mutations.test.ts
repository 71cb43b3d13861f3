import { afterAll, beforeAll, describe, it } from 'vitest';
import type { TestApp } from '../../support/test-app.js';
import { update, updateOnce } from './operation-texts.js';
import { type Case, expectSameThrice, startWithServers } from './repeated-request.js';

let app: TestApp;

beforeAll(async () => {
  app = await startWithServers();
});
afterAll(() => app?.stop());

const creation = `mutation ($input: UserGroupCreateInput!) {
  userGroupCreate(input: $input) { userGroup { id name createdAt } userErrors { code field message } } }`;
const pause = `mutation ($input: DeliveryServerPauseInput!) {
  deliveryServerPause(input: $input) { deliveryServer { state pause { reason until } } userErrors { code field } } }`;

const cases: Record<string, Case> = {
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

describe('a mutation answers the same when it comes again', () => {
  it.each(Object.entries(cases))('with %s', (name, request) => expectSameThrice(app, name, request));
});
