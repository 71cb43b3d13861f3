import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeSchema } from '../../src/app/schema.js';
import { accepted, assign, createGroup, createServer, mutation, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { entriesOf } from './entries.js';

let app: TestApp;

beforeAll(async () => {
  const never = 3_600_000;
  app = await startTestApp({
    administrator,
    legacyTestResults: 'verify',
    verifyWaitMilliseconds: 10,
    publishMilliseconds: never,
    scheduleTimes: { lookMilliseconds: never, enrolMilliseconds: never },
  });
});
afterAll(() => app?.stop());

interface Case {
  /** The action of its entry. */
  action: string;
  /** What it takes, made anew each time. */
  input(): Promise<object> | object;
  /** The command of the legacy API that alone can send it. */
  command?: string;
  /** It does something that is nowhere in these tables. */
  changesNothing?: true;
  /** Who sends it; the admin key when left out, nobody when null. */
  credential?(): Promise<string> | null;
}

const administrator = { username: 'operator', password: 'a password of some length' };
const newAdmin = async () => {
  made += 1;
  const input = { username: `person${made}`, password: `another password ${made}` };
  const payload = await accepted(app, 'adminCreate', input, 'administrator { id }');
  return { id: payload.administrator.id };
};
const newKey = async () => {
  const input = { name: 'A program', scopes: ['READ'] };
  const { apiKey, secret } = await accepted(app, 'apiKeyCreate', input, 'apiKey { id } secret');
  app.transcript.guard('API key', secret);
  return { id: apiKey.id };
};
let made = 0;

const allPassed = Object.fromEntries(
  ['emailDelivery', 'spf', 'dkim', 'dmarc', 'senderDomain', 'linkDomain', 'openDomain'].map((name) => [
    name,
    true,
  ]),
);
const newServer = async () => ({ id: (await createServer(app)).id });
const newLegacyServer = async () => ({ DeliveryServerID: (await createServer(app)).legacyId });
const newGroup = async () => ({ id: (await createGroup(app)).id });
const settings = { host: 'smtp.example.com', port: 25, security: 'NONE', timeoutSeconds: 1 };

/** Every mutation of the schema. */
const cases: Record<string, Case> = {
  deliveryServerCreate: { action: 'DELIVERY_SERVER_CREATED', input: () => serverInput({ tags: ['eu'] }) },
  deliveryServerUpdate: {
    action: 'DELIVERY_SERVER_UPDATED',
    input: async () => ({ ...(await newServer()), name: 'Renamed' }),
  },
  deliveryServerPause: { action: 'DELIVERY_SERVER_PAUSED', input: newServer },
  deliveryServerEnable: { action: 'DELIVERY_SERVER_ENABLED', input: newServer },
  deliveryServerDuplicate: { action: 'DELIVERY_SERVER_DUPLICATED', input: newServer },
  deliveryServerTestResultsSave: {
    action: 'TEST_RESULTS_SAVED',
    input: async () => ({ ...(await newServer()), results: allPassed, checkedAt: '2025-12-28T10:30:00Z' }),
  },
  deliveryServersDelete: {
    action: 'DELIVERY_SERVER_DELETED',
    async input() {
      const [server, group] = [await newServer(), await newGroup()];
      await assign(app, group.id, 'MARKETING', server.id);
      return { targets: [server] };
    },
  },
  userGroupCreate: { action: 'USER_GROUP_CREATED', input: () => ({ name: 'Customers' }) },
  userGroupUpdate: {
    action: 'USER_GROUP_UPDATED',
    input: async () => ({ ...(await newGroup()), name: 'Renamed' }),
  },
  userGroupDelete: { action: 'USER_GROUP_DELETED', input: newGroup },
  channelAssignmentSet: {
    action: 'USER_GROUP_UPDATED',
    input: async () => ({
      userGroupId: (await newGroup()).id,
      channel: 'MARKETING',
      deliveryServerId: (await newServer()).id,
    }),
  },
  configurationApply: {
    action: 'DELIVERY_SERVER_UPDATED',
    input: async () => ({
      serversToUpdate: [{ ...(await newServer()), name: 'Renamed' }],
      userGroupsToCreate: [{ name: 'Customers' }],
    }),
  },
  deliveryServerVerify: { action: 'VERIFICATION_STARTED', input: newServer },
  deliveryServersVerify: {
    action: 'VERIFICATION_STARTED',
    input: async () => ({ ids: [(await newServer()).id] }),
  },
  deliveryServerVerifyToEnd: {
    action: 'VERIFICATION_STARTED',
    command: 'deliveryserver.verify',
    input: newLegacyServer,
  },
  deliveryServerTestResultsMeasure: {
    action: 'VERIFICATION_STARTED',
    command: 'deliveryserver.testresults',
    input: async () => ({
      ...(await newLegacyServer()),
      TestResults: { SPF: true },
      LastCheckedAt: '2025-12-28 10:30:00',
    }),
  },
  deliveryServerSettingsTest: { action: 'SMTP_SETTINGS_TESTED', input: () => settings, changesNothing: true },
  apiKeyCreate: { action: 'API_KEY_CREATED', input: () => ({ name: 'A program', scopes: ['READ'] }) },
  apiKeyUpdate: { action: 'API_KEY_UPDATED', input: async () => ({ ...(await newKey()), name: 'Renamed' }) },
  apiKeyRoll: { action: 'API_KEY_ROLLED', input: newKey },
  apiKeyRevoke: { action: 'API_KEY_REVOKED', input: newKey },
  adminCreate: {
    action: 'ADMINISTRATOR_CREATED',
    input() {
      made += 1;
      return { username: `person${made}`, password: `another password ${made}` };
    },
  },
  adminUpdate: {
    action: 'ADMINISTRATOR_UPDATED',
    input: async () => ({ ...(await newAdmin()), firstName: 'Ada' }),
  },
  adminDisable: { action: 'ADMINISTRATOR_DISABLED', input: newAdmin },
  adminEnable: {
    action: 'ADMINISTRATOR_ENABLED',
    async input() {
      const admin = await newAdmin();
      await accepted(app, 'adminDisable', admin, '');
      return admin;
    },
  },
  signIn: { action: 'SIGNED_IN', input: () => administrator, credential: () => null },
  signOut: { action: 'SIGNED_OUT', input: () => ({}), credential: () => app.signIn(administrator) },
  dnsCheck: {
    action: 'DNS_SETTINGS_CHECKED',
    input: () => ({ mailFrom: 'bounce.example.com', checks: ['SPF'] }),
    changesNothing: true,
  },
};
/** Mutations that are tried where it is told, as they need more than a mutation. */
const elsewhere: Record<string, string> = {
  secretsRotate: 'test/secrets/rotate.test.ts: it needs passwords that an earlier key has sealed',
  viewerPasswordChange:
    'test/access/shared-sign-in-limits.test.ts: the password that it changes is the one that it takes',
  userSignIn: 'test/access/shared-sign-in-limits.test.ts: it always refuses, as a sign-in that fails',
};

/** Sends a mutation, and tells whether it was done. */
async function isDone(field: string, one: Case, input: object, credential: string | null): Promise<boolean> {
  if (one.command) return (await app.legacy({ Command: one.command, ...input })).status === 200;
  const query = field === 'signOut' ? 'mutation { signOut { userErrors { code } } }' : mutation(field, '');
  const { data, errors } = await app.graphql(query, { input }, credential);
  if (errors) return false;
  expect(data[field].userErrors).toEqual([]);
  return true;
}

const watchedTables = [
  ...['delivery_servers', 'delivery_server_tags', 'user_groups', 'channel_assignments', 'outbox'],
  ...['verification_runs', 'idempotency_keys', 'admins', 'sessions'],
];
const columnsOfKeys = 'id, version, name, scopes, networks, tag, expires_at, revoked_at, HEX(key_hash)';

/** All that mutations write, when no run is under way. */
async function stored(): Promise<string> {
  await expect
    .poll(() => app.sql("SELECT id FROM verification_runs WHERE status <> 'DONE'"), { timeout: 20_000 })
    .toEqual([]);
  const tables = watchedTables.map((table) => app.sql(`SELECT * FROM ${table} ORDER BY 1, 2`));
  const keys = app.sql(`SELECT ${columnsOfKeys} FROM api_keys ORDER BY id`);
  return JSON.stringify(await Promise.all([...tables, keys]));
}

describe('every mutation of the schema', () => {
  it('is among those that are tried here, or elsewhere for a reason', () => {
    const fields = Object.keys(wholeSchema.getMutationType()?.getFields() ?? {});
    expect(fields.sort()).toEqual([...Object.keys(cases), ...Object.keys(elsewhere)].sort());
  });
});

const credentialOf = (one: Case) => (one.credential ? one.credential() : app.adminKey);

describe.each(Object.entries(cases))('%s', (field, one) => {
  it(`leaves an entry ${one.action}`, async () => {
    const [input, credential] = [await one.input(), await credentialOf(one)];
    const entries = await entriesOf(app, async () =>
      expect(await isDone(field, one, input, credential)).toBe(true),
    );
    const own = entries.filter(({ action }) => action === one.action);
    const id = one.credential ? 'adm_1' : 'key_1';
    expect(own).toMatchObject([{ operation: field, command: one.command ?? null, author: { id } }]);
  });

  it('does not happen when that cannot be written', async () => {
    const [input, credential] = [await one.input(), await credentialOf(one)];
    const before = await stored();
    await app.sql('RENAME TABLE audit_entries TO audit_entries_away');
    try {
      expect(await isDone(field, one, input, credential)).toBe(false);
      expect(await stored()).toBe(before);
    } finally {
      await app.sql('RENAME TABLE audit_entries_away TO audit_entries');
    }
    // That it would have been noticed: it happens once the table is back.
    expect(await isDone(field, one, input, credential)).toBe(true);
    if (!one.changesNothing) expect(await stored()).not.toBe(before);
  });
});
