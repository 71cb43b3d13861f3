import { everyServerField, mutation } from '../support/operations.js';
import type { Request, Subject } from './world.js';

/** Requests of a root field that name the server, or what belongs to it, in every way there is. */
export type Ask = (subject: Subject) => Request[];

const problems = 'userErrors { field code message }';
const server = `{ ${everyServerField} verificationRuns { totalCount nodes { id } } }`;
const serverList = '{ totalCount edges { cursor } nodes { id } pageInfo { hasNextPage endCursor } }';
const groupList = '{ totalCount edges { cursor } nodes { id } pageInfo { hasNextPage endCursor } }';
const run = '... on VerificationRun { status deliveryServer { id name } checks { kind } }';
const checkedAt = '2026-01-01T00:00:00Z';

/** The mutation with its input, and with one more value that does not fit, when the rules are asked all the same. */
function change(field: string, selection: string, ...inputs: object[]): Request[] {
  const query = mutation(field, `${selection} ${problems}`);
  return inputs.flatMap((input) => [
    { query, variables: { input } },
    { query, variables: { input: { ...input, idempotencyKey: 7 } } },
  ]);
}

/** For every root field that can be about a server. */
export const operations: Readonly<Record<string, Ask>> = {
  deliveryServer: ({ id }) => [
    { query: `query ($id: ID!) { deliveryServer(id: $id) ${server} }`, variables: { id } },
    { query: `{ one: deliveryServer(id: "${id}") { id } other: deliveryServer(id: "${id}") { name tags } }` },
  ],
  deliveryServerByLegacyId: ({ legacyId }) => [
    { query: `{ deliveryServerByLegacyId(legacyId: ${legacyId}) ${server} }` },
  ],
  deliveryServers: ({ name, tag, groupId }) => [
    { query: `{ deliveryServers(search: "${name}") ${serverList} }` },
    { query: `{ deliveryServers(last: 1, search: "${name}") ${serverList} }` },
    ...[
      `{ name: { equals: "${name}" } }`,
      `{ or: [{ name: { equals: "${name}" } }, { tags: { allOf: ["${tag}"] } }] }`,
      `{ tags: { anyOf: ["${tag}"] } }`,
      `{ userGroupId: "${groupId}" }`,
      `{ not: { not: { userGroupId: "${groupId}", isAllocated: true } } }`,
    ].map((filter) => ({ query: `{ deliveryServers(filter: ${filter}) ${serverList} }` })),
  ],
  node: ({ id, runId }) => [
    { query: `{ node(id: "${id}") { __typename id ... on DeliveryServer ${server} } }` },
    { query: `{ node(id: "${runId}") { __typename id ${run} } }` },
  ],
  nodes: ({ id, runId }) => [
    { query: `{ nodes(ids: ["${id}", "${runId}", "${id}"]) { __typename id ${run} } }` },
  ],
  route: ({ groupId }) => [
    {
      query: `{ route(userGroupId: "${groupId}", channel: MARKETING, sender: "a@example.com") {
        status explanation mailFrom { source domain } from { source } deliveryServer { id } forecast { result }
      } }`,
    },
  ],
  userGroup: ({ groupId }) => [
    {
      query: `{ userGroup(id: "${groupId}") { name assignments { channel deliveryServer { id name } } } }`,
    },
  ],
  userGroups: ({ id, groupId }) => [
    { query: `{ userGroups(filter: { deliveryServerId: "${id}" }) ${groupList} }` },
    { query: `{ userGroups(filter: { not: { not: { deliveryServerId: "${id}" } } }) ${groupList} }` },
    { query: `{ node(id: "${groupId}") { ... on UserGroup { assignments { channel } } } }` },
  ],
  deliveryServerUpdate: ({ id, name }) =>
    change(
      'deliveryServerUpdate',
      'deliveryServer { id name }',
      { id, name },
      { id, name, expectedVersion: 7 },
      { id, smtp: { host: 'elsewhere.example.com', port: 0 } },
      { id, tags: ['seen', 'another'] },
      { id, tags: [] },
      { id, name, idempotencyKey: `update ${id}` },
    ),
  deliveryServerTestResultsSave: ({ id }) =>
    change(
      'deliveryServerTestResultsSave',
      'deliveryServer { id name }',
      { id, results, checkedAt },
      { id, results, checkedAt, expectedVersion: 7 },
    ),
  deliveryServerPause: ({ id }) =>
    change('deliveryServerPause', 'deliveryServer { id name }', { id }, { id, expectedVersion: 7 }),
  deliveryServerEnable: ({ id }) =>
    change('deliveryServerEnable', 'deliveryServer { id name }', { id }, { id, expectedVersion: 7 }),
  deliveryServerDuplicate: ({ id }) =>
    change(
      'deliveryServerDuplicate',
      'deliveryServer { name }',
      { id, withPassword: false },
      { id },
      { id, idempotencyKey: `copy ${id}` },
    ),
  deliveryServersDelete: ({ id }) => {
    const target = { id };
    const deletion = `dryRun results { status } freedChannels { channel deliveryServerId userGroup { id } }
      userGroupsReset { id } conflicts { id }`;
    return change(
      'deliveryServersDelete',
      deletion,
      { targets: [target], dryRun: true },
      { targets: [{ id, expectedVersion: 7 }] },
      { targets: [target, target] },
    );
  },
  deliveryServerVerify: ({ id }) =>
    change('deliveryServerVerify', 'run { deliveryServer { id } }', { id }, { id, to: 'nobody' }),
  deliveryServersVerify: ({ id }) =>
    change('deliveryServersVerify', 'runs { deliveryServer { id } }', { ids: [id] }, { ids: [id, id] }),
  channelAssignmentSet: ({ id, groupId }) =>
    change('channelAssignmentSet', 'userGroup { id }', {
      userGroupId: groupId,
      channel: 'TRANSACTIONAL',
      deliveryServerId: id,
    }),
};

const results = {
  emailDelivery: true,
  spf: true,
  dkim: true,
  dmarc: true,
  senderDomain: true,
  linkDomain: true,
  openDomain: true,
};

/** Root fields that say nothing of a server that is there already, and why. */
export const aboutNoServer: Readonly<Record<string, string>> = {
  viewer: 'the credential itself',
  signIn: 'names no server; what the session sees is held below',
  signOut: 'ends the session',
  userSignIn: 'refuses',
  viewerPasswordChange: 'refuses a key; an administrator has no limit',
  deliveryServerCreate: 'names no server; what it makes is in sight, which new-servers.test.ts holds',
  configurationApply:
    'refuses a key with a limit, whatever it asks for; configuration-apply.test.ts holds it',
  dnsCheck: 'of settings that no server has',
  deliveryServerSettingsTest: 'of settings that no server has',
  userGroupCreate: 'groups are there for everybody',
  userGroupUpdate: 'groups are there for everybody',
  userGroupDelete: 'tells that channels are in use, by intent: channels.test.ts holds what',
};
