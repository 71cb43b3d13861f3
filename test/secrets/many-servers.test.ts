import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyRing, keyIdOf } from '../../src/secrets/key-ring.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { addServers, newer, newerFirst, older, rotate, secretsStatus } from './rotating.js';

/** More than one statement looks at; only the last one has a password. */
const servers = 50_003;
const [olderId, newerId] = [older, newer].map((key) => keyIdOf(key).toString('hex'));

let database: TestDatabase;

async function withGateway(secretsKeys: KeyRing, work: (app: TestApp) => Promise<void>): Promise<void> {
  const app = await startTestApp({ databaseUrl: database.url, adminApiKey: 'the-key-of-all', secretsKeys });
  await work(app).finally(() => app.stop());
}

const refusal = (secretsKeys: KeyRing) =>
  withGateway(secretsKeys, async () => {}).then(
    () => null,
    (error: Error) => error.message,
  );

/** Lets the database belong to these keys, in this order. */
async function own(...owners: Buffer[]): Promise<void> {
  await database.sql('DELETE FROM secrets_keys');
  for (const [index, key] of owners.entries())
    await database.sql('INSERT INTO secrets_keys (id, key_id) VALUES (?, ?)', [index + 1, keyIdOf(key)]);
}

beforeAll(async () => {
  database = await createMigratedDatabase();
  await addServers(database, servers);
  await database.sql('UPDATE delivery_servers SET smtp_password_sealed = NULL WHERE id < ?', [servers]);
});
afterAll(() => database.drop());

describe('a password that comes after more servers than one statement looks at', () => {
  it('keeps a gateway without its key from starting', async () => {
    await own();
    expect(await refusal([newer])).toContain('another SECRETS_KEY');
    await own(older, newer);
    expect(await refusal([newer])).toContain(`are sealed with (${olderId})`);
  });

  it('is found damaged while a gateway with another key serves', async () => {
    await own(newer);
    await withGateway([newer], async (app) => {
      await expect
        .poll(async () => (await fetch(`${app.url}/readyz`)).json())
        .toEqual({ status: 'ready', damagedPasswords: [`ds_${servers}`] });
    });
  });

  it('is sealed anew and counted', async () => {
    await own(older);
    await withGateway(newerFirst, async (app) => {
      expect((await secretsStatus(app)).left).toBe(1);
      expect(await rotate(app)).toMatchObject({ resealed: 0, left: 1, next: 'ds_50000' });
      expect(await rotate(app, { after: 'ds_50000' })).toMatchObject({ resealed: 1, left: 0, next: null });
      expect((await secretsStatus(app)).keys).toEqual([
        { id: newerId, isFirst: true, values: 1 },
        { id: olderId, isFirst: false, values: 0 },
      ]);
    });
  });
});
