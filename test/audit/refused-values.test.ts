import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../access/create-api-key.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { assign, createGroup, createServer, mutation, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type Entry, entriesAfter } from './entries.js';

const administrator = { username: 'operator', password: 'a password of some length' };
const elsewhere = { smtp: { host: 'smtp.example.net' } };
const writer = { scopes: ['READ', 'WRITE'] };
const tagged = { ...writer, tag: 'eu' };
const keyMaker = { scopes: ['ADMIN'] };

let app: TestApp;
let serverId: string;
let unseenGroupId: string;

beforeAll(async () => {
  app = await startTestApp({ administrator, metrics: { port: null } });
  serverId = (await createServer(app, { tags: ['eu'] })).id;
  unseenGroupId = (await createGroup(app)).id;
  await assign(app, unseenGroupId, 'MARKETING', (await createServer(app)).id);
});
afterAll(() => app?.stop());

/** Sends a mutation, and gives the codes of its user errors. */
async function codesOf(field: string, input: object, key: string, at = app): Promise<string[]> {
  const { data } = await at.graphql(mutation(field, ''), { input }, key);
  return data[field].userErrors.map(({ code }: { code: string }) => code);
}

/** What the trail has come to have when somebody with a new key has done this, and a moment later. */
async function entriesWith(
  limits: object,
  work: (key: string) => Promise<unknown>,
  refusals = 1,
): Promise<Entry[]> {
  const { secret } = await createApiKey(app, limits);
  const [last] = await app.sql('SELECT MAX(id) AS id FROM audit_entries');
  await work(secret);
  // Refusals are written when the answer has gone out.
  if (refusals === 0) await sleep(400);
  await expect.poll(async () => (await entriesAfter(app, last.id)).filter(isRefusal).length).toBe(refusals);
  return entriesAfter(app, last.id);
}

const isRefusal = ({ action }: Entry) => action === 'ACCESS_REFUSED';

const idOfNew = async (limits: object) => (await createApiKey(app, limits)).apiKey.id;
const year = (number: number) => `${number}-01-01T00:00:00Z`;

interface Refusal {
  /** Of the key that asks. */
  limits: object;
  input(): object | Promise<object>;
  object?: () => string;
  missingScopes?: string;
  exceededLimits?: string;
}

const refusals: [title: string, field: string, refusal: Refusal][] = [
  [
    'to have a stored password sent elsewhere',
    'deliveryServerUpdate',
    {
      limits: writer,
      input: () => ({ id: serverId, ...elsewhere }),
      object: () => serverId,
      missingScopes: 'SECRETS',
    },
  ],
  [
    'to copy a stored password',
    'deliveryServerDuplicate',
    { limits: writer, input: () => ({ id: serverId }), object: () => serverId, missingScopes: 'SECRETS' },
  ],
  [
    'to have it sent elsewhere by one of many changes',
    'configurationApply',
    {
      limits: writer,
      input: () => ({ serversToUpdate: [{ id: serverId, ...elsewhere }] }),
      missingScopes: 'SECRETS',
    },
  ],
  [
    'to try that',
    'configurationApply',
    {
      limits: writer,
      input: () => ({ serversToUpdate: [{ id: serverId, ...elsewhere }], dryRun: true }),
      missingScopes: 'SECRETS',
    },
  ],
  [
    'to take away the tag that limits it',
    'deliveryServerUpdate',
    {
      limits: tagged,
      input: () => ({ id: serverId, tags: [] }),
      object: () => serverId,
      exceededLimits: 'tag',
    },
  ],
  [
    'to take a channel from a server out of its sight',
    'channelAssignmentSet',
    {
      limits: tagged,
      input: () => ({ userGroupId: unseenGroupId, channel: 'MARKETING' }),
      object: () => unseenGroupId,
      exceededLimits: 'tag',
    },
  ],
  [
    'to delete a group that uses one',
    'userGroupDelete',
    {
      limits: tagged,
      input: () => ({ id: unseenGroupId }),
      object: () => unseenGroupId,
      exceededLimits: 'tag',
    },
  ],
  [
    'to apply what may be about servers out of its sight',
    'configurationApply',
    { limits: tagged, input: () => ({}), exceededLimits: 'tag' },
  ],
  [
    'to make a key with more scopes',
    'apiKeyCreate',
    {
      limits: keyMaker,
      input: () => ({ name: 'more', scopes: ['READ', 'ADMIN', 'AUDIT'] }),
      missingScopes: 'READ, AUDIT',
    },
  ],
  [
    'to make a key that works longer and from more networks',
    'apiKeyCreate',
    {
      limits: { ...keyMaker, networks: ['127.0.0.0/8'], expiresAt: year(2199) },
      input: () => ({ name: 'more', scopes: ['ADMIN'] }),
      exceededLimits: 'expiresAt, networks',
    },
  ],
  [
    'to make an administrator',
    'adminCreate',
    {
      limits: keyMaker,
      input: () => ({ username: 'another', password: 'another long password' }),
      missingScopes: 'READ, WRITE, VERIFY, SECRETS, AUDIT',
    },
  ],
];

describe('a value that a credential may not set', () => {
  it.each(refusals)('is told when it asks %s', async (_title, field, refusal) => {
    const { limits, input, object, missingScopes, exceededLimits } = refusal;
    const given = await input();
    const entries = await entriesWith(limits, async (key) =>
      expect(await codesOf(field, given, key)).toContain('NOT_PERMITTED'),
    );
    const lacking = Object.entries({ missingScopes, exceededLimits }).filter(([, names]) => names);
    expect(entries).toMatchObject([
      {
        action: 'ACCESS_REFUSED',
        author: { kind: 'API_KEY', name: 'A key' },
        operation: field,
        command: null,
        object: object?.() ?? null,
        changes: lacking.map(([name, names]) => `${name}: null -> "${names}"`),
        count: 1,
      },
    ]);
  });

  it('is told when it rolls or prolongs a key with more than it has, or lets an administrator in', async () => {
    const [stronger, ending] = [await idOfNew(writer), await idOfNew({ ...writer, expiresAt: year(2198) })];
    for (const [field, input] of [
      ['apiKeyRoll', { id: stronger }],
      ['apiKeyUpdate', { id: ending, expiresAt: year(2199) }],
      ['adminEnable', { id: 'adm_1' }],
    ] as const) {
      const entries = await entriesWith(keyMaker, async (key) =>
        expect(await codesOf(field, input, key)).toEqual(['NOT_PERMITTED']),
      );
      expect(entries).toMatchObject([{ action: 'ACCESS_REFUSED', operation: field, object: input.id }]);
    }
  });

  it('is told of the legacy API', async () => {
    const DeliveryServerID = Number(serverId.slice(3));
    const entries = await entriesWith(writer, async (key) => {
      const sent = {
        Command: 'deliveryserver.update',
        DeliveryServerID,
        SendMethodSMTPHost: 'smtp.example.net',
      };
      expect((await app.legacy(sent, { key })).body.ErrorCode).toBe(99999);
    });
    expect(entries).toMatchObject([
      { operation: 'deliveryServerUpdate', command: 'deliveryserver.update', object: serverId },
    ]);
  });

  it('is told of objects that node gives to others, and of the metrics', async () => {
    const askForNodes = async (key: string) => {
      const { data } = await app.graphql(
        '{ nodes(ids: ["key_1", "adm_1"]) { id } node(id: "au_1") { id } }',
        {},
        key,
      );
      expect(data).toEqual({ nodes: [null, null], node: null });
    };
    const ofNode = await entriesWith({ scopes: ['READ'] }, askForNodes, 2);
    // Two fields of one query: either may be told first.
    expect(ofNode.map(({ object, changes }) => [object, ...changes]).sort()).toEqual([
      ['au_1', 'missingScopes: null -> "AUDIT"'],
      ['key_1', 'missingScopes: null -> "ADMIN"'],
    ]);
    const ofMetrics = await entriesWith({ scopes: ['READ'] }, (key) =>
      fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${key}` } }),
    );
    expect(ofMetrics).toMatchObject([{ operation: 'metrics', changes: ['missingScopes: null -> "ADMIN"'] }]);
  });

  it('is not told where nobody may set it, nor what is wrong in another way', async () => {
    const makeKey = async (key: string) => {
      expect(await codesOf('adminDisable', { id: 'adm_1' }, key)).toEqual(['NOT_PERMITTED']);
      expect(await codesOf('apiKeyCreate', { name: '', scopes: ['ADMIN'] }, key)).toEqual(['REQUIRED']);
    };
    expect(await entriesWith(keyMaker, makeKey, 0)).toEqual([]);
    const makeServer = async (key: string) =>
      expect(await codesOf('deliveryServerCreate', serverInput({ name: '' }), key)).toEqual(['REQUIRED']);
    expect(await entriesWith(writer, makeServer, 0)).toEqual([]);
  });

  it('is told without an object where it was about several within a minute', async () => {
    const database = await createMigratedDatabase();
    const other = await startTestApp({ databaseUrl: database.url });
    const ids = [(await createServer(other)).id, (await createServer(other)).id];
    const { secret } = await createApiKey(other, writer);
    for (const id of [ids[0], ids[1], ids[1], ids[0]])
      await codesOf('deliveryServerUpdate', { id, ...elsewhere }, secret, other);
    await other.stop();
    const rows = await database.sql(
      "SELECT object_id, item_count FROM audit_entries WHERE action = 'ACCESS_REFUSED' ORDER BY id",
    );
    await database.drop();
    expect(rows).toEqual([
      { object_id: ids[0], item_count: 1 },
      { object_id: null, item_count: 3 },
    ]);
  });
});
