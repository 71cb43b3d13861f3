import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyIdOf } from '../../src/secrets/key-ring.js';
import { createSealer } from '../../src/secrets/sealer.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import {
  addServers,
  firstPassword,
  newer,
  newerFirst,
  older,
  olderFirst,
  passwordsIn,
  placeOf,
  rotate,
  sealedWithOlder,
  secretsStatus,
} from './rotating.js';

const [olderId, newerId] = [older, newer].map((key) => keyIdOf(key).toString('hex'));

let database: TestDatabase;
let app: TestApp;

beforeEach(async () => {
  database = await createMigratedDatabase();
  const before = await startTestApp({
    databaseUrl: database.url,
    secretsKey: older,
    adminApiKey: 'the-key-of-all',
  });
  await addServers(database, 5);
  await before.stop();
  app = await startTestApp({
    databaseUrl: database.url,
    secretsKeys: newerFirst,
    adminApiKey: 'the-key-of-all',
  });
});
afterEach(async () => {
  await app?.stop();
  await database?.drop();
});

const allPasswords = (count = 5) =>
  new Map(Array.from({ length: count }, (_, index) => [index + 1, firstPassword(index + 1)]));

const rowOf = async (id: number) => {
  const [row] = await database.sql(
    'SELECT version, updated_at, smtp_password_updated_at FROM delivery_servers WHERE id = ?',
    [id],
  );
  return row;
};

describe('the status of secrets', () => {
  it('tells how many passwords are sealed with which key, and how many are left', async () => {
    expect(await secretsStatus(app)).toEqual({
      keys: [
        { id: newerId, isFirst: true, values: 0 },
        { id: olderId, isFirst: false, values: 5 },
      ],
      left: 5,
      unreadable: 0,
      damagedServers: [],
    });
    await rotate(app, { limit: 2 });
    const status = await secretsStatus(app);
    expect(status.keys.map(({ values }: { values: number }) => values)).toEqual([2, 3]);
    expect(status.left).toBe(3);
  });

  it('counts what no key here has sealed, and what is in no form that is known', async () => {
    const [{ sealed } = { sealed: Buffer.alloc(0) }] = await database.sql<{ sealed: Buffer }>(
      'SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = 1',
    );
    const damages = [
      sealed.subarray(0, 32),
      Buffer.alloc(0),
      Buffer.concat([Buffer.of(2), sealed.subarray(1)]),
    ];
    const ofNobody = createSealer([Buffer.alloc(32, 9)]).seal('secret', placeOf(4));
    for (const [index, value] of [...damages, ofNobody].entries())
      await database.sql('UPDATE delivery_servers SET smtp_password_sealed = ? WHERE id = ?', [
        value,
        index + 1,
      ]);
    expect(await secretsStatus(app)).toMatchObject({ left: 5, unreadable: 4 });
    // A rotation names every one of them: also the one that is cut off and has the id of the first key.
    await database.sql(
      "UPDATE delivery_servers SET smtp_password_sealed = CONCAT(X'01', ?, 'cut off') WHERE id = 2",
      [keyIdOf(newer)],
    );
    expect(await secretsStatus(app)).toMatchObject({ left: 5, unreadable: 4 });
    expect(await rotate(app)).toMatchObject({
      resealed: 1,
      left: 4,
      unreadable: ['ds_1', 'ds_2', 'ds_3', 'ds_4'],
    });
  });

  it('takes ADMIN, and a rotation SECRETS as well', async () => {
    const reader = await app.createKey(['READ', 'WRITE', 'SECRETS']);
    const admin = await app.createKey(['ADMIN']);
    const status = '{ secretsStatus { left } }';
    const rotation = 'mutation { secretsRotate(input: {}) { left } }';
    for (const query of [status, rotation]) {
      const { errors } = await app.graphql(query, {}, reader);
      expect(errors?.[0].extensions).toMatchObject({ code: 'FORBIDDEN', missingScopes: ['ADMIN'] });
    }
    const { errors } = await app.graphql(rotation, {}, admin);
    expect(errors?.[0].extensions).toMatchObject({ code: 'FORBIDDEN', missingScopes: ['SECRETS'] });
    expect((await app.graphql(status, {}, admin)).data).toEqual({ secretsStatus: { left: 5 } });
    expect(await sealedWithOlder(database)).toBe(5);
  });
});

describe('a rotation', () => {
  it('goes through the passwords in parts, each of which is in the audit trail, and changes nothing else', async () => {
    const before = await rowOf(1);
    expect(await rotate(app, { limit: 3 })).toMatchObject({ resealed: 3, left: 2, next: 'ds_3' });
    expect(await rotate(app, { limit: 3, after: 'ds_3' })).toMatchObject({
      resealed: 2,
      left: 0,
      next: null,
    });
    expect(await rotate(app)).toEqual({ resealed: 0, left: 0, unreadable: [], next: null, userErrors: [] });
    expect(await passwordsIn(app)).toEqual(allPasswords());
    expect(await sealedWithOlder(database)).toBe(0);
    expect(await rowOf(1)).toEqual(before);
    const entries = await database.sql(
      "SELECT action, operation, author_kind, item_count FROM audit_entries WHERE action = 'SECRETS_ROTATED' ORDER BY id",
    );
    const entry = { action: 'SECRETS_ROTATED', operation: 'secretsRotate', author_kind: 'API_KEY' };
    expect(entries).toEqual([
      { ...entry, item_count: 3 },
      { ...entry, item_count: 2 },
    ]);
  });

  it('leads to gateways that know the new key alone', async () => {
    const alone = { databaseUrl: database.url, secretsKey: newer };
    await expect(startTestApp(alone)).rejects.toThrow('SECRETS_KEY lacks a key');
    await rotate(app);
    const last = await startTestApp({ ...alone, adminApiKey: 'the-key-of-all' });
    expect(await passwordsIn(last)).toEqual(allPasswords());
    await last.stop();
  });

  it('leads back as well', async () => {
    await rotate(app, { limit: 2 });
    const back = await startTestApp({
      ...{ databaseUrl: database.url, secretsKeys: olderFirst, adminApiKey: 'the-key-of-all' },
    });
    expect(await rotate(back)).toMatchObject({ resealed: 2, left: 0 });
    expect(await sealedWithOlder(database)).toBe(5);
    await back.stop();
  });

  it('leaves what does not open as it is, names the server and not the value, and seals the rest', async () => {
    await database.sql(
      'UPDATE delivery_servers SET smtp_password_sealed = (SELECT s.sealed FROM (SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = 3) s) WHERE id = 2',
    );
    expect(await rotate(app, { limit: 2 })).toMatchObject({
      resealed: 1,
      left: 4,
      unreadable: ['ds_2'],
      next: 'ds_2',
    });
    expect(await rotate(app, { after: 'ds_2' })).toMatchObject({
      resealed: 3,
      left: 1,
      unreadable: [],
      next: null,
    });
    expect(await rotate(app)).toMatchObject({ resealed: 0, left: 1, unreadable: ['ds_2'] });
    expect(await secretsStatus(app)).toMatchObject({ left: 1, unreadable: 0, damagedServers: ['ds_2'] });
    expect(await passwordsIn(app)).toEqual(allPasswords().set(2, null as never));
    const told = app.log.filter(({ deliveryServerId }) => deliveryServerId === 'ds_2');
    expect(told).toMatchObject([{ msg: expect.stringContaining('it was damaged or moved') }]);
  });

  it('passes over rows that somebody holds, and takes them the next time', async () => {
    const other = await createConnection(database.url);
    await other.beginTransaction();
    await other.query('SELECT id FROM delivery_servers WHERE id = 2 FOR UPDATE');
    expect(await rotate(app)).toMatchObject({ resealed: 4, left: 1, unreadable: [], next: null });
    await other.query('UPDATE delivery_servers SET smtp_password_sealed = ? WHERE id = 2', [
      createSealer([older]).seal('changed meanwhile', placeOf(2)),
    ]);
    await other.commit();
    await other.end();
    expect(await rotate(app)).toMatchObject({ resealed: 1, left: 0 });
    expect(await passwordsIn(app)).toEqual(allPasswords().set(2, 'changed meanwhile'));
  });

  it('has nothing written when its row of the audit trail cannot be', async () => {
    await database.sql('RENAME TABLE audit_entries TO audit_entries_away');
    await expect(rotate(app)).rejects.toThrow();
    await database.sql('RENAME TABLE audit_entries_away TO audit_entries');
    expect(await sealedWithOlder(database)).toBe(5);
    expect(await rotate(app)).toMatchObject({ resealed: 5 });
  });

  it('seals long passwords in smaller parts', async () => {
    const long = 'x'.repeat(700_000);
    for (const id of [1, 2, 3])
      await database.sql('UPDATE delivery_servers SET smtp_password_sealed = ? WHERE id = ?', [
        createSealer([older]).seal(`${long}${id}`, placeOf(id)),
        id,
      ]);
    expect(await rotate(app)).toMatchObject({ resealed: 1, left: 4, next: 'ds_1' });
    expect(await rotate(app, { after: 'ds_1' })).toMatchObject({ resealed: 1, left: 3, next: 'ds_2' });
    expect(await rotate(app, { after: 'ds_2' })).toMatchObject({ resealed: 3, left: 0, next: null });
    expect((await passwordsIn(app, { DeliveryServerID: 3 })).get(3)).toBe(`${long}3`);
  });

  it('refuses a part of no size and an id of something else, both at once', async () => {
    expect(await rotate(app, { limit: 0, after: 'ug_1' })).toMatchObject({
      resealed: null,
      userErrors: [
        { field: ['input', 'limit'], code: 'OUT_OF_RANGE' },
        { field: ['input', 'after'], code: 'INVALID_ID' },
      ],
    });
    expect((await rotate(app, { limit: 1_001 })).userErrors).toMatchObject([{ code: 'OUT_OF_RANGE' }]);
  });
});
