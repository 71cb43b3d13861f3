import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { internalSchema } from '../../src/app/schema.js';
import { assign, createGroup, createServer, mutation, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { entriesOf } from './entries.js';

let app: TestApp;

beforeAll(async () => {
  const never = 3_600_000;
  app = await startTestApp({
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
  /** It does something that is nowhere in the database. */
  changesNothing?: true;
}

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

/** Every mutation of the schema, but those of keys and people, which test/access has. */
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
  dnsCheck: {
    action: 'DNS_SETTINGS_CHECKED',
    input: () => ({ mailFrom: 'bounce.example.com', checks: ['SPF'] }),
    changesNothing: true,
  },
};
const ofKeysAndPeople = /^(apiKey|admin|sign|userSignIn)/;

/** Sends a mutation, and tells whether it was done. */
async function isDone(field: string, { command }: Case, input: object): Promise<boolean> {
  if (command) return (await app.legacy({ Command: command, ...input })).status === 200;
  const { data, errors } = await app.graphql(mutation(field, ''), { input });
  if (errors) return false;
  expect(data[field].userErrors).toEqual([]);
  return true;
}

const watchedTables = [
  ...['delivery_servers', 'delivery_server_tags', 'user_groups', 'channel_assignments', 'outbox'],
  ...['verification_runs', 'idempotency_keys'],
];

/** All that mutations write, when no run is under way. */
async function stored(): Promise<string> {
  await expect
    .poll(() => app.sql("SELECT id FROM verification_runs WHERE status <> 'DONE'"), { timeout: 20_000 })
    .toEqual([]);
  const tables = watchedTables.map((table) => app.sql(`SELECT * FROM ${table} ORDER BY 1, 2`));
  return JSON.stringify(await Promise.all(tables));
}

describe('every mutation of the schema', () => {
  it('is among those that are tried here or in test/access', () => {
    const fields = Object.keys(internalSchema().getMutationType()?.getFields() ?? {});
    expect(fields.filter((field) => !ofKeysAndPeople.test(field)).sort()).toEqual(Object.keys(cases).sort());
  });
});

describe.each(Object.entries(cases))('%s', (field, one) => {
  it(`leaves an entry ${one.action}`, async () => {
    const input = await one.input();
    const entries = await entriesOf(app, async () => expect(await isDone(field, one, input)).toBe(true));
    const own = entries.filter(({ action }) => action === one.action);
    expect(own).toMatchObject([{ operation: field, command: one.command ?? null, author: { id: 'key_1' } }]);
  });

  it('does not happen when that cannot be written', async () => {
    const input = await one.input();
    const before = await stored();
    await app.sql('RENAME TABLE audit_entries TO audit_entries_away');
    try {
      expect(await isDone(field, one, input)).toBe(false);
      expect(await stored()).toBe(before);
    } finally {
      await app.sql('RENAME TABLE audit_entries_away TO audit_entries');
    }
    // That it would have been noticed: it happens once the table is back.
    expect(await isDone(field, one, input)).toBe(true);
    if (!one.changesNothing) expect(await stored()).not.toBe(before);
  });
});
