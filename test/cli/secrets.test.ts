import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyIdOf } from '../../src/secrets/key-ring.js';
import { addServers, newer, newerFirst, older, olderFirst, sealedWithOlder } from '../secrets/rotating.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { CliUser } from './run-cli.js';

const [olderId, newerId] = [older, newer].map((key) => keyIdOf(key).toString('hex'));

let database: TestDatabase;
let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  database = await createTestDatabase();
  const shared = { databaseUrl: database.url, adminApiKey: 'the-key-of-all' };
  // Which belongs to both keys from then on.
  const before = await startTestApp({ ...shared, secretsKeys: olderFirst });
  await addServers(database, 600);
  await before.stop();
  app = await startTestApp({ ...shared, secretsKeys: newerFirst });
  user = new CliUser(app);
});
afterEach(async () => {
  await app?.stop();
  await database?.drop();
});

describe('secrets', () => {
  it('rotate seals all in parts with a line that tells how far it is, and status tells before and after', async () => {
    const before = await user.run('secrets status');
    expect(before.stdout).toBe(
      `KEY       SEALS  PASSWORDS\n${newerId}  yes    0\n${olderId}  no     600\n\n600 passwords are to be sealed anew by "secrets rotate".\n`,
    );
    const { code, stdout, stderr } = await user.run('secrets rotate');
    expect([code, stdout]).toEqual([0, `600 passwords are sealed anew with the key ${newerId}.\n`]);
    expect(stderr).toMatch(/^(\d+ of 600 passwords are sealed anew\n)+$/);
    expect(stderr.split('\n').at(-2)).toBe('600 of 600 passwords are sealed anew');
    expect(await sealedWithOlder(database)).toBe(0);
    const after = await user.json('secrets status');
    expect(after).toEqual({
      keys: [
        { id: newerId, isFirst: true, values: 600 },
        { id: olderId, isFirst: false, values: 0 },
      ],
      left: 0,
      unreadable: 0,
      damagedServers: [],
    });
    expect(await user.json('secrets rotate')).toEqual({ resealed: 0, left: 0, unreadable: [] });
  });

  it('rotate ends with 1 and names the servers whose passwords do not open, when all others are done', async () => {
    await database.sql(
      'UPDATE delivery_servers SET smtp_password_sealed = LEFT(smtp_password_sealed, 40) WHERE id IN (7, 300)',
    );
    const { code, stdout, stderr } = await user.run('secrets rotate');
    expect([code, stdout]).toEqual([1, `598 passwords are sealed anew with the key ${newerId}.\n`]);
    expect(stderr).toContain(
      'The passwords of these servers do not open: ds_7, ds_300. Give them their passwords again.\n',
    );
    expect((await user.run('secrets status')).stdout).toContain('Known not to open: ds_7, ds_300.\n');
    expect(await user.json('servers get 7')).toMatchObject({ isPasswordDamaged: true });
  });

  it('rotate needs its scopes, and says which', async () => {
    const poor = new CliUser(app, await app.createKey(['ADMIN', 'READ', 'WRITE']));
    expect(await poor.run('secrets rotate')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('This needs a key with the scope SECRETS.'),
    });
    expect(await sealedWithOlder(database)).toBe(600);
  });
});
