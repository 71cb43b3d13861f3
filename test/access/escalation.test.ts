import { type GraphQLNamedType, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../src/app/schema.js';
import { runHere } from '../configuration/cli-in-process.js';
import { overEventStream, overWebSocket, type Subscribe } from '../subscriptions/subscriber.js';
import { accepted, createServer, mutate } from '../support/operations.js';
import { formsOf } from '../support/secret-forms.js';
import { type ScopeName, startTestApp, type TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';

/** What a key with READ must not find out, by no way. */
const password = 'Canary?Password+1';
const hidden = {
  'a name in the audit trail alone': 'canary-former-name',
  'a user name': 'canary-operator',
  'the name of a key': 'canary-key',
};
const administrator = { username: hidden['a user name'], password: 'a password of some length' };
const allScopes: ScopeName[] = ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT'];

let app: TestApp;
let reader: string;
let holder: string;
let serverId: string;
let keyId: string;
/** By their names, in each form that they may have. */
let secrets: Record<string, string[]>;

beforeAll(async () => {
  app = await startTestApp({ administrator, metrics: { port: null } });
  const server = await createServer(app, {
    name: hidden['a name in the audit trail alone'],
    smtp: { password },
  });
  serverId = server.id;
  await accepted(app, 'deliveryServerUpdate', { id: serverId, name: 'Relay' }, '');
  const { secret, apiKey } = await createApiKey(app, {
    name: hidden['the name of a key'],
    scopes: allScopes,
  });
  keyId = apiKey.id;
  [reader, holder] = [await app.createKey(['READ']), secret];
  const session = await app.signIn(administrator);
  const [{ hash, sealed }] = await app.sql(
    `SELECT HEX(k.key_hash) AS hash, HEX(s.smtp_password_sealed) AS sealed FROM api_keys k, delivery_servers s
     WHERE k.id = ? AND s.id = ?`,
    [keyId.slice(4), serverId.slice(3)],
  );
  const all = {
    ...hidden,
    'a key': secret,
    'a session': session,
    'a hash': hash,
    'a sealed password': sealed,
  };
  secrets = Object.fromEntries(Object.entries(all).map(([name, text]) => [name, [text.toLowerCase()]]));
  secrets['the password'] = Object.values(formsOf(password)).map((text) => text.toLowerCase());
});
afterAll(() => app?.stop());

/** What of it is in a text. */
function foundIn(text: string): string[] {
  const lower = text.toLowerCase();
  return Object.keys(secrets).filter((name) => secrets[name]?.some((form) => lower.includes(form)));
}

/** Every field that takes no argument and needs no scope of its own, so deep. */
function everythingOf(type: GraphQLNamedType, depth: number): string {
  const types: readonly GraphQLObjectType[] = isObjectType(type)
    ? [type]
    : schema.getPossibleTypes(type as never);
  const texts = types.map((each) => {
    const fields = Object.values(each.getFields()).flatMap(({ name, args, type: of, extensions }) => {
      if (args.length > 0 || extensions.scopes) return [];
      const inner = getNamedType(of);
      if (!('getFields' in inner) && !('getTypes' in inner)) return [name];
      return depth > 0 ? [`${name} ${everythingOf(inner, depth - 1)}`] : [];
    });
    return isObjectType(type) ? fields.join(' ') : `... on ${each.name} { ${fields.join(' ')} }`;
  });
  return `{ __typename ${texts.join(' ')} }`;
}
const everything = (typeName: string) => everythingOf(schema.getType(typeName) as GraphQLNamedType, 3);

const post = async (query: string, key: string) => {
  const { status, data, errors } = await app.graphql(query, {}, key);
  return `${status} ${JSON.stringify({ data, errors })}`;
};
/** What anybody who reads may ask for. */
const read = async (query: string, key: string) => {
  const text = await post(query, key);
  expect(text).toMatch(/^200 {"data":{.*}}$/);
  return text;
};
const legacy = (parameters: object) => async (key: string) => {
  const response = await fetch(`${app.url}/api.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...parameters, APIKey: key }),
  });
  return response.text();
};
const cli = (command: string) => async (key: string) => {
  const { code, stdout, stderr } = await runHere(app, command.split(' '), { key });
  return `${code} ${stdout} ${stderr}`;
};
const following =
  (subscribe: Subscribe, selection: string) =>
  async (key: string): Promise<string> => {
    const query = `subscription { deliveryServerChanged { ${selection} } }`;
    const subscriber = await subscribe(app, { query, key });
    await accepted(app, 'deliveryServerUpdate', { id: serverId, name: 'Relay' }, '');
    const outcome = await Promise.race([subscriber.first(1), subscriber.ended]);
    subscriber.stop();
    return JSON.stringify([outcome, subscriber.errors]);
  };
const history = 'history { nodes { changes { from } } }';
const servers = { Command: 'deliveryservers.get' };
const xml = { ResponseFormat: 'XML' };

/** Ways to something hidden, and which of it a key with every scope finds there; nothing, when left out. */
const ways: [way: string, go: (key: string) => Promise<string>, found?: string[]][] = [
  [
    'every field of the servers',
    (key) => read(`{ deliveryServers { nodes ${everything('DeliveryServer')} } }`, key),
  ],
  ['every field of the groups', (key) => read(`{ userGroups { nodes ${everything('UserGroup')} } }`, key)],
  [
    'every field of what node gives',
    (key) =>
      read(`{ node(id: "${serverId}") { ... on DeliveryServer ${everything('DeliveryServer')} } }`, key),
  ],
  [
    'node of a key',
    (key) => post(`{ node(id: "${keyId}") { ... on ApiKey { name } } }`, key),
    ['the name of a key'],
  ],
  [
    'nodes of an administrator',
    (key) => post('{ nodes(ids: ["adm_1"]) { ... on Administrator { username } } }', key),
    ['a user name'],
  ],
  [
    'nodes of entries of the audit trail',
    (key) =>
      post(
        `{ nodes(ids: [${Array.from({ length: 9 }, (_, id) => `"au_${id + 1}"`)}]) { ... on AuditEntry { objectName } } }`,
        key,
      ),
    ['a name in the audit trail alone', 'a user name', 'the name of a key'],
  ],
  [
    'the history of a server',
    (key) => post(`{ deliveryServer(id: "${serverId}") { ${history} } }`, key),
    ['a name in the audit trail alone'],
  ],
  ['the keys', (key) => post('{ apiKeys { nodes { name } } }', key), ['the name of a key']],
  ['the administrators', (key) => post('{ administrators { nodes { username } } }', key), ['a user name']],
  [
    'the audit trail',
    (key) => post('{ auditEntries(first: 100) { nodes { objectName } } }', key),
    ['a name in the audit trail alone', 'a user name', 'the name of a key'],
  ],
  [
    'a search for the password',
    (key) => read(`{ deliveryServers(search: "Canary") { totalCount nodes { id } } }`, key),
  ],
  ['events over a WebSocket', following(overWebSocket, everything('DeliveryServerEvent').slice(2, -2))],
  [
    'events over server-sent events',
    following(overEventStream, everything('DeliveryServerEvent').slice(2, -2)),
  ],
  [
    'the history of a server in an event',
    following(overEventStream, `deliveryServer { ${history} }`),
    ['a name in the audit trail alone'],
  ],
  ['deliveryservers.get in JSON', legacy(servers), ['the password']],
  ['deliveryservers.get in XML', legacy({ ...servers, ...xml }), ['the password']],
  ['deliveryserver.get', legacy({ Command: 'deliveryserver.get', DeliveryServerID: 1 })],
  ['deliveryserver.get in XML', legacy({ Command: 'deliveryserver.get', DeliveryServerID: 1, ...xml })],
  ['servers get of the command line', (key) => cli(`servers get ${serverId} --json`)(key)],
  ['export of the command line', cli('export')],
  ['keys list of the command line', cli('keys list --json'), ['the name of a key']],
  ['admins list of the command line', cli('admins list --json'), ['a user name']],
  [
    'audit list of the command line',
    cli('audit list --json'),
    ['a name in the audit trail alone', 'a user name', 'the name of a key'],
  ],
  [
    'the metrics',
    async (key) =>
      (await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text(),
  ],
];

describe('a key with READ alone', () => {
  it.each(ways)('finds nothing hidden by %s', async (_way, go, found = []) => {
    expect(foundIn(await go(reader))).toEqual([]);
    // That it would have been noticed: the same way leads there with every scope.
    expect(foundIn(await go(holder))).toEqual(found);
  });

  it('gets no more by a session that it begins', async () => {
    const { sessionToken } = await mutate(app, 'signIn', { apiKey: reader }, 'sessionToken');
    app.transcript.guard('session', sessionToken);
    for (const [, go] of ways) expect(foundIn(await go(sessionToken))).toEqual([]);
  });
});
