import { once } from 'node:events';
import { readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it, vi } from 'vitest';
import { EmbeddedDatabaseError } from '../../../src/database/embedded/embedded-database-error.js';
import { processIdentity } from '../../../src/database/embedded/process-identity.js';
import { findOrFetchServer } from '../../../src/database/embedded/program/find-or-fetch-server.js';
import { fetchedMySql } from '../../support/database-servers/mysql-binary.js';
import { isMySql } from '../../support/database-servers/own-server.js';
import {
  cacheDirectory,
  createRow,
  EmbeddedDatabases,
  gone,
  killed,
  pidOf,
  query,
  restarted,
} from './embedded-databases.js';

vi.setConfig({ testTimeout: 60_000 });

// "npm run test:mysql" fetches it; a run that does not need it otherwise does not load it for this alone.
const canRun = isMySql || (await fetchedMySql(cacheDirectory)) !== null;
const databases = new EmbeddedDatabases(true);

describe.runIf(canRun)('an embedded database on MySQL', () => {
  it('has the promised settings, and as durable commits as MariaDB', async () => {
    const { url } = await databases.start();
    const settings = `SELECT DATABASE() AS name, @@character_set_database AS charset, @@innodb_flush_log_at_trx_commit AS flush,
      @@innodb_doublewrite AS doublewrite, @@log_bin AS log, @@local_infile AS local_infile, @@bind_address AS address,
      @@time_zone AS zone, @@socket AS socket`;
    expect(await query(url, settings)).toEqual([
      {
        name: 'gateway',
        charset: 'utf8mb4',
        flush: 1,
        doublewrite: 'ON',
        log: 0,
        local_infile: 0,
        address: '127.0.0.1',
        zone: '+00:00',
        socket: '',
      },
    ]);
    expect(await query(url, "SHOW VARIABLES LIKE 'mysqlx_port'")).toEqual([]);
  });

  it('has no account but its own that can log in', async () => {
    const { url } = await databases.start();
    const accounts = await query(
      url,
      "SELECT user, host FROM mysql.user WHERE account_locked = 'N' ORDER BY user",
    );
    expect(accounts).toEqual([{ user: 'gateway', host: '127.0.0.1' }]);
    const [root, wrong] = [new URL(url), new URL(url)];
    root.username = 'root';
    root.password = '';
    wrong.password = 'wrong';
    await expect(query(root.href, 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
  });

  it('keeps its data and its password, and gets a new one when that is lost', async () => {
    const first = await databases.start();
    await createRow(first.url);
    await first.stop();
    expect((await readdir(databases.dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);

    const second = await databases.start();
    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    await second.stop();
    await rm(join(databases.dataDirectory, 'password'));

    const third = await databases.start();
    expect(new URL(third.url).password).not.toBe(new URL(first.url).password);
    expect(await query(third.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('shares no key and no identity with another that the same template was copied for', async () => {
    await databases.start();
    const template = (await readdir(cacheDirectory)).find((name) => /^template-[89]/.test(name));
    const files = await readdir(join(cacheDirectory, template ?? ''));
    expect(files).toContain('mysql.ibd');
    expect(files.filter((name) => /pem$|auto/.test(name))).toEqual([]);
    const key = await stat(join(databases.dataDirectory, 'data', 'private_key.pem'));
    expect(key.mode & 0o777).toBe(0o600);
  });

  it('loses nothing that was committed when its server is killed under writers', async () => {
    const database = await databases.start();
    const { url } = database;
    await query(url, 'CREATE TABLE written (writer INT, number INT, PRIMARY KEY (writer, number))');
    const committed = [0, 0, 0, 0];
    const writers = committed.map((_, writer) => writeUntilKilled(url, writer, committed));
    await vi.waitFor(() => expect(Math.min(...committed)).toBeGreaterThan(20), { timeout: 20_000 });
    process.kill(pidOf(database), 'SIGKILL');
    await Promise.all(writers);

    await vi.waitFor(() => expect(databases.reports.join()).toContain('is back'), {
      interval: 10,
      timeout: 15_000,
    });
    expect(database.url).toBe(url);
    for (const [index, count] of committed.entries()) {
      const [row] = await query(url, `SELECT COUNT(*) AS kept FROM written WHERE writer = ${index}`);
      // One more may have been committed whose answer was lost.
      expect([count, count + 1]).toContain((row as { kept: number }).kept);
    }
  });

  it('that is killed comes back again and again', async () => {
    const database = await databases.start();
    for (let round = 1; round <= 3; round += 1) {
      process.kill(pidOf(database), 'SIGKILL');
      await restarted(database);
    }
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('stops in time although clients are connected', async () => {
    const database = await databases.start();
    const connection = await createConnection(database.url);
    connection.on('error', () => {});
    const pid = pidOf(database);
    await database.stop();
    connection.destroy();
    expect(await processIdentity(pid)).toBeUndefined();
    // It went by itself: killed, it would not have said so.
    expect(await readFile(join(databases.dataDirectory, 'server.log'), 'utf8')).toContain(
      'Shutdown complete',
    );
  });

  it('ends with a gateway that is killed, which can be started again at once', async () => {
    const gateway = await databases.startGateway();
    await createRow(gateway.url);
    await killed(gateway.process);
    const { url } = await databases.start();
    await gone(gateway.server);
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('is still there for a gateway that Ctrl-C ends', async () => {
    const gateway = await databases.startGateway();
    process.kill(-(gateway.process.pid as number), 'SIGINT');
    expect(await gateway.line('interrupted')).toEqual({ interrupted: true, server: gateway.server, one: 1 });
    await once(gateway.process, 'exit');
    expect(gateway.process.exitCode).toBe(0);
  });

  it('survives a gateway that is killed at any moment of its first start', async () => {
    for (const delay of [50, 200, 400, 700, 1_000, 1_400]) {
      const gateway = databases.spawnGateway();
      await gateway.line('starting');
      await sleep(delay);
      await killed(gateway.process);
    }
    const { url } = await databases.start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each(['auto.cnf', 'private_key.pem', 'public_key.pem'])(
    'starts with half of its file %s',
    async (name) => {
      await (await databases.start()).stop();
      await truncate(join(databases.dataDirectory, 'data', name), 30);
      const { url } = await databases.start();
      expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    },
  );

  it('is refused to a second gateway', async () => {
    const gateway = await databases.startGateway();
    await expect(databases.start()).rejects.toThrow(`in use by process ${gateway.process.pid}`);
    expect(await query(gateway.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe.runIf(canRun)('the data of one engine', () => {
  it('are refused to the other before anything is touched, with what to do', async () => {
    const onMariaDb = { findServer: () => findOrFetchServer(cacheDirectory, () => {}, null) };
    for (const [first, second] of [
      [{}, onMariaDb],
      [onMariaDb, {}],
    ] as const) {
      await (await databases.start(first)).stop();
      const before = await lastChanges(databases.dataDirectory);
      const refusal = databases.start(second);
      await expect(refusal).rejects.toThrow(EmbeddedDatabaseError);
      await expect(refusal).rejects.toThrow(
        /^the database in DATA_DIR was made by (MySQL, and MariaDB 1|MariaDB, and MySQL 9)\S+, which was found, cannot open it; install M\w+ [\d.]+ or later again, or set DATA_DIR to another folder for a new database$/,
      );
      expect(await lastChanges(databases.dataDirectory)).toEqual(before);
      await rm(databases.dataDirectory, { recursive: true });
    }
  });
});

async function writeUntilKilled(url: string, writer: number, committed: number[]): Promise<void> {
  const connection = await createConnection(url);
  connection.on('error', () => {});
  try {
    for (let number = 1; ; number += 1) {
      await connection.query('INSERT INTO written VALUES (?, ?)', [writer, number]);
      committed[writer] = number;
    }
  } catch (error) {
    expect((error as { code: string }).code).toMatch(/^(PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE)$/);
    connection.destroy();
  }
}

async function lastChanges(directory: string): Promise<[string, number][]> {
  const names = (await readdir(directory, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => [name, (await stat(join(directory, name))).mtimeMs] as [string, number]),
  );
}
