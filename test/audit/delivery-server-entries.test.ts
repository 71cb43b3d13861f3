import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedSettings } from '../delivery-servers/accepted-settings.js';
import { assign, createGroup, createServer, mutate, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type Entry, entriesOf } from './entries.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

/** The one entry that a mutation leaves. */
async function entryOf(field: string, input: object): Promise<Entry> {
  const [entry, ...others] = await entriesOf(app, () => mutate(app, field, input));
  expect(others).toEqual([]);
  return entry as Entry;
}

const fieldsIn = ({ changes }: Entry) => changes.map((change) => change.slice(0, change.indexOf(':')));

describe('the audit trail of delivery servers', () => {
  it('says who created a server, from where, by which request, and with what', async () => {
    const answer = await app.graphql(
      'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { deliveryServer { id } } }',
      { input: serverInput({ tags: ['EU', 'b'] }) },
    );
    const [row] = await app.sql('SELECT * FROM audit_entries ORDER BY id DESC LIMIT 1');
    expect(row).toMatchObject({
      action: 'DELIVERY_SERVER_CREATED',
      author_kind: 'API_KEY',
      author_id: 'key_1',
      author_name: 'First start',
      address: '127.0.0.1',
      request_id: answer.headers.get('x-request-id'),
      operation: 'deliveryServerCreate',
      command: null,
      object_id: answer.data.deliveryServerCreate.deliveryServer.id,
      object_name: 'Primary SMTP Server',
    });
    const changes = JSON.parse(row.changes);
    expect(changes).toContainEqual({ field: 'smtp.host', from: null, to: 'smtp.example.com' });
    expect(changes).toContainEqual({ field: 'smtp.authRequired', from: null, to: 'true' });
    expect(changes).toContainEqual({ field: 'tags', from: null, to: '["b","eu"]' });
    expect(changes).toContainEqual({ field: 'smtp.password', from: null, to: null, isSecret: true });
    expect(row.changes).not.toContain('smtp_password"');
  });

  it('tells every setting by its path in the schema', async () => {
    const told = new Set<string>();
    for (const [path, values] of Object.entries(acceptedSettings)) {
      // Only the legacy API sends a blank, for none. Of two values one differs from what is there.
      for (const value of values.filter((one) => `${one}`.trim() !== '').slice(0, 2)) {
        const before = await createServer(app);
        const entry = await entryOf('deliveryServerUpdate', { id: before.id, ...nested(path, value) });
        for (const field of fieldsIn(entry)) told.add(field);
        expect([path]).toEqual(expect.arrayContaining(fieldsIn(entry)));
      }
    }
    expect([...told].sort()).toEqual(Object.keys(acceptedSettings).sort());
  });

  it('tells of an update only what differs', async () => {
    const { id } = await createServer(app);
    const entry = await entryOf('deliveryServerUpdate', {
      id,
      name: 'Renamed',
      smtp: { host: 'smtp.example.com', port: 465, password: 'smtp_password' },
      tags: ['x'],
    });
    expect(entry).toMatchObject({
      action: 'DELIVERY_SERVER_UPDATED',
      object: id,
      objectName: 'Renamed',
      changes: [
        'name: "Primary SMTP Server" -> "Renamed"',
        'smtp.port: "587" -> "465"',
        'smtp.password: (secret)',
        'tags: null -> "[\\"x\\"]"',
      ],
    });
  });

  it('tells that a password was taken away, and not when there was none', async () => {
    const { id } = await createServer(app);
    const input = { id, smtp: { password: null } };
    expect(fieldsIn(await entryOf('deliveryServerUpdate', input))).toEqual(['smtp.password']);
    expect(fieldsIn(await entryOf('deliveryServerUpdate', input))).toEqual([]);
  });

  it('has an entry without changes for an update that changes nothing', async () => {
    const { id, name } = await createServer(app);
    expect(await entryOf('deliveryServerUpdate', { id, name })).toMatchObject({
      action: 'DELIVERY_SERVER_UPDATED',
      object: id,
      changes: [],
    });
  });

  it('cuts long values', async () => {
    const { id } = await createServer(app);
    const settings = '🚀'.repeat(1_001);
    const { changes } = await entryOf('deliveryServerUpdate', { id, senderRotation: { settings } });
    expect(changes).toEqual([`senderRotation.settings: null -> "${'🚀'.repeat(999)}…"`]);
  });

  it('tells pauses, duplicates and test results', async () => {
    const { id } = await createServer(app, { tags: ['eu'] });
    const until = '2999-01-01T00:00:00.000Z';
    expect(await entryOf('deliveryServerPause', { id, reason: 'Maintenance', until })).toMatchObject({
      action: 'DELIVERY_SERVER_PAUSED',
      changes: [
        expect.stringMatching(/^pause\.since: null -> "20/),
        `pause.until: null -> "${until}"`,
        'pause.reason: null -> "Maintenance"',
      ],
    });
    const enabled = await entryOf('deliveryServerEnable', { id });
    expect(enabled.action).toBe('DELIVERY_SERVER_ENABLED');
    expect(fieldsIn(enabled)).toEqual(['pause.since', 'pause.until', 'pause.reason']);

    const copy = await entryOf('deliveryServerDuplicate', { id });
    expect(copy).toMatchObject({
      action: 'DELIVERY_SERVER_DUPLICATED',
      objectName: 'Primary SMTP Server (copy)',
      operation: 'deliveryServerDuplicate',
    });
    expect(copy.changes).toEqual(
      expect.arrayContaining([
        `id: "${id}" -> "${copy.object}"`,
        'smtp.host: null -> "smtp.example.com"',
        'smtp.password: (secret)',
        'tags: null -> "[\\"eu\\"]"',
      ]),
    );

    const results = {
      emailDelivery: true,
      spf: false,
      dkim: true,
      dmarc: true,
      senderDomain: true,
      linkDomain: true,
      openDomain: true,
    };
    const checkedAt = '2025-12-28T10:30:00.000Z';
    const saved = await entryOf('deliveryServerTestResultsSave', { id, results, checkedAt });
    expect(saved.action).toBe('TEST_RESULTS_SAVED');
    expect(saved.changes).toContain('verification.checks.SPF: "NOT_CHECKED" -> "FAIL"');
    expect(saved.changes).toContain(`verification.lastCheckedAt: null -> "${checkedAt}"`);
    expect(saved.changes).toHaveLength(8);
  });

  it('keeps all that a deleted server had, and which channels lost it', async () => {
    const { id } = await createServer(app, {
      tags: ['eu'],
      senderRotation: { enabled: true, settings: 'r'.repeat(5_000) },
    });
    const group = await createGroup(app, 'Customers');
    await assign(app, group.id, 'MARKETING', id);
    await assign(app, group.id, 'TRANSACTIONAL', id);
    const targets = [{ id }, { id: 'ds_2000000000' }];
    const entries = await entriesOf(app, () => mutate(app, 'deliveryServersDelete', { targets }));
    expect(entries).toMatchObject([
      { action: 'DELIVERY_SERVER_DELETED', object: id, objectName: 'Primary SMTP Server' },
      {
        action: 'USER_GROUP_UPDATED',
        object: group.id,
        objectName: 'Customers',
        changes: [`channels.MARKETING: "${id}" -> null`, `channels.TRANSACTIONAL: "${id}" -> null`],
      },
    ]);
    expect(entries[0]?.changes).toEqual([
      'name: "Primary SMTP Server" -> null',
      'smtp.host: "smtp.example.com" -> null',
      'smtp.port: "587" -> null',
      'smtp.security: "STARTTLS" -> null',
      'smtp.timeoutSeconds: "45" -> null',
      'smtp.authRequired: "true" -> null',
      'smtp.username: "smtp_user" -> null',
      'domains.linkTracking: "track.example.com" -> null',
      'domains.openTracking: "open.example.com" -> null',
      'domains.mailFrom: "bounce.example.com" -> null',
      'domains.enforcedFrom: "noreply@example.com" -> null',
      'domains.useSenderInfoAsMailFrom: "true" -> null',
      'domains.useSenderInfoAsFrom: "false" -> null',
      'senderRotation.enabled: "true" -> null',
      `senderRotation.settings: "${'r'.repeat(999)}…" -> null`,
      'smtp.password: (secret)',
      'tags: "[\\"eu\\"]" -> null',
    ]);
  });

  it('has an entry for each of 300 servers that the legacy API deletes at once', async () => {
    const { legacyId } = await createServer(app);
    const columns = (await app.sql('SHOW COLUMNS FROM delivery_servers'))
      .map(({ Field }) => Field)
      .filter((column) => column !== 'id')
      .join(', ');
    await app.sql(
      `INSERT INTO delivery_servers (${columns}) SELECT ${columns} FROM delivery_servers ORDER BY id DESC LIMIT 1`,
    );
    for (let count = 2; count < 300; count *= 2)
      await app.sql(
        `INSERT INTO delivery_servers (${columns})
         SELECT ${columns} FROM delivery_servers WHERE id >= ? ORDER BY id LIMIT ${Math.min(count, 300 - count)}`,
        [legacyId],
      );
    const ids = (await app.sql('SELECT id FROM delivery_servers WHERE id >= ?', [legacyId])).map(
      ({ id }) => id,
    );
    expect(ids).toHaveLength(300);
    const entries = await entriesOf(app, () =>
      app.legacy({ Command: 'DeliveryServers.Delete', DeliveryServerID: ids }),
    );
    expect(entries.map(({ object }) => object)).toEqual(ids.map((id) => `ds_${id}`));
    expect(new Set(entries.map(({ command }) => command))).toEqual(new Set(['deliveryservers.delete']));
  });

  it('has an entry for each update of those that share a transaction', async () => {
    const servers = await Promise.all(Array.from({ length: 20 }, () => createServer(app)));
    const entries = await entriesOf(app, () =>
      Promise.all(
        servers.map(({ id }, index) => mutate(app, 'deliveryServerUpdate', { id, name: `n${index}` })),
      ),
    );
    const told = entries.map(({ object, changes }) => `${object} ${changes}`).sort();
    const expected = servers.map(({ id }, index) => `${id} name: "Primary SMTP Server" -> "n${index}"`);
    expect(told).toEqual(expected.sort());
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(20);
  });

  it('names the command of the legacy API', async () => {
    const { legacyId } = await createServer(app);
    const entries = await entriesOf(app, () =>
      app.legacy({ Command: 'DeliveryServers.Delete', DeliveryServerID: legacyId }),
    );
    expect(entries).toMatchObject([
      { command: 'deliveryservers.delete', operation: 'deliveryServersDelete', author: { id: 'key_1' } },
    ]);
  });

  it('says nothing of what was refused, tried without effect, or sent a second time', async () => {
    const { id } = await createServer(app);
    const idempotencyKey = 'again';
    await mutate(app, 'deliveryServerUpdate', { id, name: 'Once', idempotencyKey });
    const entries = await entriesOf(app, async () => {
      await mutate(app, 'deliveryServerUpdate', { id, name: 'Once', idempotencyKey });
      await mutate(app, 'deliveryServerUpdate', { id, name: '' });
      await mutate(app, 'deliveryServerUpdate', { id, expectedVersion: 1, name: 'Too late' });
      await mutate(app, 'deliveryServersDelete', { targets: [{ id }], dryRun: true });
    });
    expect(entries).toEqual([]);
  });
});

/** `smtp.host` and a value as an input. */
function nested(path: string, value: unknown): object {
  const steps = path.split('.');
  const inner = steps.reduceRight<unknown>((held, step) => ({ [step]: held }), value);
  return inner as object;
}
