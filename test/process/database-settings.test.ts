import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MySqlServer } from '../support/database-servers/mysql-server.js';
import { isMySql, type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import { type Environment, GatewayFixture } from '../support/gateway-process.js';
import { Client } from './client.js';
import { createGroup, expectUsualWork } from './usual-work.js';

// Settings of the server hold for all who use it, so these tests have one of their own. What only its start can set
// comes with it: names of tables in lower case, and, for the certificates, MySQL.
let server: OwnServer;
let admin: Connection;
let fixture: GatewayFixture;
let environment: Environment;
let changed: { name: string; value: unknown }[];
let databases: string[];

beforeAll(async () => {
  server = await startOwnServer(['--lower-case-table-names=1', '--default-time-zone=+09:00']);
  admin = await createConnection({ uri: server.url, ...(isMySql && { ssl: { rejectUnauthorized: false } }) });
}, 120_000);
afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

beforeEach(async () => {
  fixture = await GatewayFixture.create();
  changed = [];
  databases = [];
  environment = { DATABASE_URL: await createDatabase(), SECRETS_KEY: newSecret('sealing key', 'base64') };
});
afterEach(async () => {
  for (const { name, value } of changed.reverse()) await admin.query(`SET GLOBAL ${name} = ?`, [value]);
  await fixture.dispose();
  for (const name of databases) await admin.query(`DROP DATABASE ${name}`);
});

describe('a gateway on a server whose default', () => {
  it.each([
    [
      'sql_mode is ANSI and time zone is Tokyo',
      { sql_mode: 'ANSI,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY', time_zone: '+09:00' },
    ],
    [
      'sql_mode is TRADITIONAL and transactions are open until COMMIT',
      { sql_mode: 'TRADITIONAL,NO_AUTO_VALUE_ON_ZERO,NO_UNSIGNED_SUBTRACTION', autocommit: 0 },
    ],
    [
      'sql_mode is empty and character set is Latin 1',
      { sql_mode: '', character_set_server: 'latin1', group_concat_max_len: 4 },
    ],
    ['updates need a key and connections end after a second', { sql_safe_updates: 1, wait_timeout: 1 }],
    ...(isMySql
      ? ([
          [
            'tables need a primary key and isolation is SERIALIZABLE',
            { sql_require_primary_key: 1, transaction_isolation: 'SERIALIZABLE' },
          ],
        ] as const)
      : []),
  ] as const)('%s works as on any other', async (_, settings) => {
    await set(settings);
    await expectUsualWork(await fixture.start(environment), fixture.transcript);
  });

  it.each(['utf8mb4_general_ci', isMySql ? 'utf8mb4_0900_bin' : 'latin1_swedish_ci'])(
    'collation is %s works as on any other',
    async (collation) => {
      await expectUsualWork(
        await fixture.start({ ...environment, DATABASE_URL: await createDatabase(collation) }),
        fixture.transcript,
      );
    },
  );

  it('time zone changes shows the same times as before', async () => {
    await set({ time_zone: '+09:00' });
    const first = await fixture.start(environment);
    const key = first.printedKey;
    const client = new Client(first.url, key, fixture.transcript);
    const id = await client.createServer();
    const times = '{ deliveryServers { nodes { createdAt updatedAt } } }';
    const { body: before } = await client.graphql(times);
    await admin.query("SET GLOBAL time_zone = '-05:00'");
    const second = await fixture.start(environment);
    const { body: after } = await new Client(second.url, key, fixture.transcript).graphql(times);
    expect(after).toEqual(before);
    expect(id).toBeGreaterThan(0);
  });
});

describe('a gateway on a database that turns read-only', () => {
  it('answers reads, and writes with 503 that says so', async () => {
    const gateway = await fixture.start({ ...environment, DATABASE_URL: await limitedUrl() });
    const client = new Client(gateway.url, gateway.printedKey, fixture.transcript);
    const id = await client.createServer();
    await set({ read_only: 1 });

    expect(await client.serverNames()).toEqual(['Main relay']);
    expect((await client.get('/readyz')).status).toBe(200);
    const update = await client.graphql(
      `mutation ($input: DeliveryServerUpdateInput!) { deliveryServerUpdate(input: $input) { userErrors { code } } }`,
      { input: { id: `ds_${id}`, name: 'Renamed' } },
    );
    for (const answer of [update, await client.graphql(createGroup)]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.body.errors[0]).toMatchObject({
        message: expect.stringContaining('read-only'),
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      });
    }
    const deletion = await client.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
    expect([deletion.status, deletion.body.ErrorCode]).toEqual([503, 100005]);
    expect(gateway.stdout).toContain('"msg":"the database is read-only"');

    await admin.query('SET GLOBAL read_only = 0');
    expect((await client.graphql(createGroup)).status).toBe(200);
    expect(await client.serverNames()).toEqual(['Main relay']);
  });

  it('starts there when its tables and its key are made, and serves reads', async () => {
    const key = newSecret('API key');
    const password = newSecret('administrator password');
    const settings = { ...environment, DATABASE_URL: await limitedUrl(), ADMIN_API_KEY: key };
    const first = await fixture.start(settings);
    await new Client(first.url, key, fixture.transcript).createServer();
    first.kill('SIGTERM');
    await first.exited;
    await set({ read_only: 1 });

    const second = await fixture.start({ ...settings, ADMIN_USERNAME: 'ada', ADMIN_PASSWORD: password });
    const client = new Client(second.url, key, fixture.transcript);
    expect(await client.serverNames()).toEqual(['Main relay']);
    expect((await client.graphql(createGroup)).status).toBe(503);
    expect(second.stdout).toContain('the administrators and ADMIN_API_KEY are those of the last start');
  });

  it('does not start there without its tables, and says why', async () => {
    const url = await limitedUrl();
    await set({ read_only: 1 });
    const gateway = fixture.spawn({ ...environment, DATABASE_URL: url });
    expect((await gateway.exited).code).toBe(1);
    expect(gateway.stderr).toBe(
      'The database is read-only, and this start would have to write its tables or the first API key. Start once while it takes writes.\n',
    );
  });
});

describe.runIf(isMySql)('a gateway on a MySQL server that takes connections with TLS alone', () => {
  beforeEach(() => set({ require_secure_transport: 1 }));

  it('works with ssl=true and the authority of its certificate', async () => {
    const ca = (server as MySqlServer).certificateAuthority;
    const url = `${environment.DATABASE_URL}?ssl=true&ssl_ca=${ca}`;
    await expectUsualWork(await fixture.start({ ...environment, DATABASE_URL: url }), fixture.transcript);
  });

  it('does not trust a certificate of an authority that it was not told', async () => {
    const gateway = fixture.spawn({ ...environment, DATABASE_URL: `${environment.DATABASE_URL}?ssl=true` });
    expect((await gateway.exited).code).toBe(1);
    expect(gateway.stderr).toContain('its certificate is not trusted (name its authority with ssl_ca)');
  });

  it('does not trust a certificate of another authority', async () => {
    const other = join(fixture.directory, 'other-ca.pem');
    const served = await readFile(
      (server as MySqlServer).certificateAuthority.replace('ca.pem', 'client-cert.pem'),
    );
    await writeFile(other, served);
    const url = `${environment.DATABASE_URL}?ssl_ca=${other}`;
    const gateway = fixture.spawn({ ...environment, DATABASE_URL: url });
    expect((await gateway.exited).code).toBe(1);
    expect(gateway.stderr).toContain('its certificate is not trusted');
  });

  it('says what to do without ssl', async () => {
    const gateway = fixture.spawn(environment);
    expect((await gateway.exited).code).toBe(1);
    expect(gateway.stderr).toBe(
      'The database takes connections with TLS alone. Add ?ssl=true to DATABASE_URL (and &ssl_ca=/path/ca.pem for a private certificate authority).\n',
    );
  });
});

async function createDatabase(collation = 'utf8mb4_unicode_ci'): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await admin.query(`CREATE DATABASE ${name} COLLATE ${collation}`);
  databases.push(name);
  const url = new URL(server.url);
  fixture.transcript.guard('database password', url.password);
  url.pathname = name;
  return url.href;
}

/** The database of the test for an account without the right to write to a read-only server. */
async function limitedUrl(): Promise<string> {
  const url = new URL(environment.DATABASE_URL as string);
  const database = url.pathname.slice(1);
  url.username = database;
  url.password = newSecret('database password');
  await admin.query(`CREATE USER ${database}@'127.0.0.1' IDENTIFIED BY '${url.password}'`);
  await admin.query(`GRANT ALL ON ${database}.* TO ${database}@'127.0.0.1'`);
  return url.href;
}

/** Sets defaults for all connections from now on, until the end of the test. */
async function set(settings: Readonly<Record<string, string | number>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    const [rows] = await admin.query<RowDataPacket[]>(`SELECT @@GLOBAL.${name} AS value`);
    changed.push({ name, value: rows[0]?.value });
    await admin.query(`SET GLOBAL ${name} = ?`, [value]);
  }
}

function newSecret(kind: string, encoding: 'base64' | 'base64url' = 'base64url'): string {
  return fixture.transcript.guard(kind, randomBytes(32).toString(encoding));
}
