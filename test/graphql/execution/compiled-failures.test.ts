import { afterAll, beforeAll, describe, it } from 'vitest';
import type { TestApp } from '../../support/test-app.js';
import { updateOnce } from './operation-texts.js';
import { type Case, expectSameThrice, startWithServers } from './repeated-request.js';

/** Nobody can read tags, a group has no name, a server's security is none that there is. */
let damaged: TestApp;

beforeAll(async () => {
  damaged = await startWithServers();
  await damaged.sql('RENAME TABLE delivery_server_tags TO lost_tags');
  await damaged.sql('ALTER TABLE user_groups MODIFY name VARCHAR(255) NULL');
  await damaged.sql('UPDATE user_groups SET name = NULL WHERE id = 1');
  await damaged.sql('ALTER TABLE delivery_servers MODIFY smtp_security VARCHAR(20)');
  await damaged.sql("UPDATE delivery_servers SET smtp_security = 'ROT13' WHERE id = 2");
});
afterAll(() => damaged?.stop());

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
  it.each(Object.entries(faults))('with a fault %s', (name, request) =>
    expectSameThrice(damaged, name, request),
  );
});
