import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  rangeAfter,
  type ServerRange,
  serverRanges,
} from '../../src/delivery-servers/storage/sealed-passwords.js';
import type { KeyRing } from '../../src/secrets/key-ring.js';
import { keyIdOf } from '../../src/secrets/key-ring.js';
import type { SqlValue } from '../../src/sql/expand-lists.js';
import { createServer, newServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const keys = { a: Buffer.alloc(32, 1), b: Buffer.alloc(32, 2), c: Buffer.alloc(32, 3) };
type Name = keyof typeof keys;
const idOf = (name: Name) => keyIdOf(keys[name]).toString('hex');

let database: TestDatabase;
let running: TestApp[];

beforeEach(async () => {
  database = await createTestDatabase();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((app) => app.stop()));
  await database.drop();
});

/** Starts a gateway with these keys, the first one first. */
async function start(...names: [Name, ...Name[]]): Promise<TestApp> {
  const secretsKeys = names.map((name) => keys[name]) as unknown as KeyRing;
  const app = await startTestApp({ databaseUrl: database.url, adminApiKey: 'the-key-of-all', secretsKeys });
  running.push(app);
  return app;
}

const refusal = (...names: [Name, ...Name[]]) =>
  start(...names).then(
    () => null,
    (error: Error) => error.message,
  );

/** The keys that the database belongs to, in the order in which they came. */
async function owners(): Promise<string[]> {
  const rows = await database.sql<{ keyId: Buffer }>('SELECT key_id AS keyId FROM secrets_keys ORDER BY id');
  return rows.map(({ keyId }) => keyId.toString('hex'));
}

/** Passwords by server, as the legacy API shows them; null for one that does not open. */
async function passwords(app: TestApp): Promise<(string | null)[]> {
  const { body } = await app.legacy({ Command: 'deliveryservers.get' });
  const servers = Object.values<{ ConnectionParams: { smtp_password?: string } }>(body.DeliveryServers);
  return servers.map(({ ConnectionParams }) => ConnectionParams.smtp_password ?? null);
}

const password = newServer.SendMethodSMTPPassword;
const another = 'SECRETS_KEY. Start with the key that sealed them.';
const lacks = (name: Name) =>
  `SECRETS_KEY lacks a key that SMTP passwords in this database are sealed with (${idOf(name)}).`;

describe('several gateways, one started after the other', () => {
  it('take a new key in two rounds, and every one opens everything all the time', async () => {
    const old = await start('a');
    await createServer(old);
    // First everybody gets to know the new key,
    const both = [await start('a', 'b'), await start('a', 'b')] as const;
    await old.stop();
    await createServer(both[0]);
    expect(await owners()).toEqual([idOf('a')]);
    // then one after the other seals with it.
    const turned = await start('b', 'a');
    await createServer(turned);
    expect(await owners()).toEqual([idOf('a'), idOf('b')]);
    for (const app of [...both, turned]) expect(await passwords(app)).toEqual([password, password, password]);
    // One that has crashed meanwhile may come back as it was.
    const back = await start('a', 'b');
    expect(await passwords(back)).toEqual([password, password, password]);
    expect(await owners()).toEqual([idOf('a'), idOf('b')]);
  });

  it('seal with a new key while another one does not know it yet, which reads the rest', async () => {
    const old = await start('a');
    await createServer(old);
    const turned = await start('b', 'a');
    await createServer(turned);
    expect(await passwords(turned)).toEqual([password, password]);
    expect(await passwords(old)).toEqual([password, null]);
    expect(old.log).toContainEqual(
      expect.objectContaining({
        deliveryServerId: 'ds_2',
        msg: expect.stringContaining(`with the key ${idOf('b')}`),
      }),
    );
  });
});

describe('a gateway', () => {
  it('is refused with a key that has sealed nothing here', async () => {
    await start('a');
    expect(await refusal('b')).toContain(another);
    expect(await refusal('b', 'c')).toContain(another);
    expect(await owners()).toEqual([idOf('a')]);
  });

  it('is refused without the new key when passwords are sealed with it, by a message that names it', async () => {
    await createServer(await start('a'));
    await createServer(await start('b', 'a'));
    expect(await refusal('a')).toContain(lacks('b'));
    expect(await refusal('a', 'c')).toContain(lacks('b'));
  });

  it('is refused without the old key as long as a password is sealed with it', async () => {
    const old = await start('a');
    await createServer(old);
    await start('b', 'a');
    expect(await refusal('b')).toContain(lacks('a'));
    await database.sql('UPDATE delivery_servers SET smtp_password_sealed = NULL');
    await start('b');
    expect(await owners()).toEqual([idOf('b')]);
    expect(await refusal('a')).toContain(another);
  });

  it('may go back to the old key alone when the new one has sealed nothing', async () => {
    await createServer(await start('a'));
    await start('b', 'a');
    await start('a');
    expect(await owners()).toEqual([idOf('a')]);
  });

  it('belongs to both keys when the first start that is noted finds passwords of both', async () => {
    await createServer(await start('a'));
    await createServer(await start('b', 'a'));
    await database.sql('DELETE FROM secrets_keys');
    await start('b', 'a');
    expect(await owners()).toEqual([idOf('b'), idOf('a')]);
    expect(await refusal('b')).toContain(lacks('a'));
  });

  it('starts beside others at the same moment, each key being noted once', async () => {
    await createServer(await start('a'));
    await Promise.all([start('b', 'a'), start('b', 'a'), start('a', 'b'), start('b', 'a', 'c')]);
    expect(await owners()).toEqual([idOf('a'), idOf('b')]);
  });
});

it('all servers are looked at range by range, each of them once', async () => {
  const app = await start('a');
  for (let count = 0; count < 5; count++) await createServer(app);
  await database.sql('DELETE FROM delivery_servers WHERE id = 2');
  const query = <Row>(sql: string, values: readonly SqlValue[]) => database.sql<Row>(sql, [...values]);
  const ranges: ServerRange[] = [];
  for await (const range of serverRanges(query, 3)) ranges.push(range);
  expect(ranges).toEqual([
    { after: 0, last: 4, isEnd: false },
    { after: 4, last: 5, isEnd: true },
  ]);
  expect(await rangeAfter(query, 1, 3)).toEqual({ after: 1, last: 5, isEnd: false });
  expect(await rangeAfter(query, 5, 3)).toBeNull();
});
