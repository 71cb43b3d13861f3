import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/operations.js';
import { type ScopeName, startTestApp, type TestApp } from '../support/test-app.js';
import { entriesAfter, entriesOf } from './entries.js';

let app: TestApp;
let servers: { id: string; legacyId: number }[];
const shown = '"smtp_password":"smtp_password"';

beforeAll(async () => {
  app = await startTestApp();
  servers = [];
  for (let index = 0; index < 3; index += 1) servers.push(await createServer(app));
  servers.push(await createServer(app, { smtp: { password: null } }));
});
afterAll(() => app?.stop());

const list = (parameters: object = {}, key?: string) =>
  app.legacy({ Command: 'deliveryservers.get', ...parameters }, key === undefined ? {} : { key });
const reveal = { action: 'PASSWORDS_REVEALED', command: 'deliveryservers.get', author: { id: 'key_1' } };

describe('passwords that the legacy API answers', () => {
  it('have one entry with their number', async () => {
    expect(await entriesOf(app, () => list())).toMatchObject([{ ...reveal, object: null, count: 3 }]);
  });

  it('have one entry for a list of many batches, and are counted from where it begins', async () => {
    const columns = (await app.sql('SHOW COLUMNS FROM delivery_servers'))
      .map(({ Field }) => Field)
      .filter((column) => !['id', 'name'].includes(column))
      .join(', ');
    // After the others by name. That they do not open is told of them, and is of no matter here.
    for (let doubled = 0; doubled < 9; doubled += 1)
      await app.sql(
        `INSERT INTO delivery_servers (name, ${columns})
         SELECT 'zz', ${columns} FROM delivery_servers WHERE id = ? OR name = 'zz'`,
        [servers[0]?.legacyId],
      );
    const [{ many }] = await app.sql("SELECT COUNT(*) AS many FROM delivery_servers WHERE name = 'zz'");
    expect(await entriesOf(app, () => list())).toMatchObject([{ ...reveal, count: many + 3 }]);
    expect(await entriesOf(app, () => list({ RecordsFrom: 4 }))).toMatchObject([{ count: many }]);
    await app.sql("DELETE FROM delivery_servers WHERE name = 'zz'");
  }, 60_000);

  it('name the server when it is one', async () => {
    const [server] = servers;
    const entries = await entriesOf(app, () => list({ DeliveryServerID: server?.legacyId }));
    expect(entries).toMatchObject([{ ...reveal, object: server?.id, count: 1 }]);
  });

  it('leave no entry where none is shown', async () => {
    const withoutSecrets = await app.createKey(['READ']);
    const entries = await entriesOf(app, async () => {
      await list({}, withoutSecrets);
      await list({ DeliveryServerID: servers[3]?.legacyId });
      await list({ DeliveryServerID: 2_000_000 });
      await app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: servers[0]?.legacyId });
    });
    expect(entries).toEqual([]);
  });

  it('are not shown when that cannot be written', async () => {
    await app.sql('RENAME TABLE audit_entries TO audit_entries_away');
    try {
      const { status, text } = await list();
      expect(status).toBe(500);
      expect(text).not.toContain(shown);
      // Who sees none anyway is not concerned.
      expect((await list({ DeliveryServerID: servers[3]?.legacyId })).status).toBe(200);
    } finally {
      await app.sql('RENAME TABLE audit_entries_away TO audit_entries');
    }
    // That it would have been noticed: it is shown once the table is back.
    expect((await list()).text).toContain(shown);
  });

  it('are not shown by a database that takes no writes, which is told as for a write', async () => {
    await app.sql(`CREATE TRIGGER no_audit BEFORE INSERT ON audit_entries FOR EACH ROW
      SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1290, MESSAGE_TEXT = 'read-only'`);
    try {
      const { status, body, headers } = await list();
      expect([status, body.ErrorCode, headers.get('retry-after')]).toEqual([503, 100005, '5']);
    } finally {
      await app.sql('DROP TRIGGER no_audit');
    }
  });
});

describe('a scope that a known credential lacks', () => {
  /** The entries of a new key, which are there a moment after the answers. */
  async function refusalsOf(work: (key: string) => Promise<unknown>, ...scopes: ScopeName[]) {
    const key = await app.createKey(scopes);
    const [last] = await app.sql('SELECT MAX(id) AS id FROM audit_entries');
    await work(key);
    await expect.poll(() => entriesAfter(app, last.id)).not.toEqual([]);
    return entriesAfter(app, last.id);
  }

  it('is told with the operation and the scope, and once a minute for the same', async () => {
    const remove = 'mutation { deliveryServersDelete(input: { targets: [] }) { dryRun } }';
    const entries = await refusalsOf(async (key) => {
      for (let sent = 0; sent < 5; sent += 1) {
        const { errors } = await app.graphql(remove, {}, key);
        expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
      }
    }, 'READ');
    expect(entries).toMatchObject([
      {
        author: { kind: 'API_KEY', name: 'test READ' },
        operation: 'deliveryServersDelete',
        command: null,
        changes: ['missingScopes: null -> "WRITE"'],
        count: 1,
      },
    ]);
  });

  it('is told for a command of the legacy API', async () => {
    const entries = await refusalsOf(async (key) => {
      const { body } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: 1 }, { key });
      expect(body.ErrorCode).toBe(99999);
    }, 'READ');
    expect(entries.at(-1)).toMatchObject({
      operation: 'deliveryServersDelete',
      command: 'deliveryservers.delete',
    });
  });

  it('leaves the rest of its number behind when the gateway stops', async () => {
    const database = await createMigratedDatabase();
    const other = await startTestApp({ databaseUrl: database.url });
    const key = await other.createKey(['WRITE']);
    for (let sent = 0; sent < 5; sent += 1) await other.graphql('{ apiKeys { totalCount } }', {}, key);
    await other.stop();
    const rows = await database.sql<{ count: number }>(
      "SELECT item_count AS count FROM audit_entries WHERE action = 'ACCESS_REFUSED' ORDER BY id",
    );
    await database.drop();
    expect(rows.map(({ count }) => count)).toEqual([1, 4]);
  });
});
