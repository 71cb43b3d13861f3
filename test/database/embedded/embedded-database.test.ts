import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it, vi } from 'vitest';
import { EmbeddedDatabaseError } from '../../../src/database/embedded/embedded-database-error.js';
import { processIdentity } from '../../../src/database/embedded/process-identity.js';
import {
  createRow,
  EmbeddedDatabases,
  killed,
  pidOf,
  proc,
  processes,
  query,
  restarted,
} from './embedded-databases.js';

// The very first test of a fresh checkout may have to fetch the server.
vi.setConfig({ testTimeout: 60_000 });

const databases = new EmbeddedDatabases();

describe('a database that is started', () => {
  it('answers a query with the promised settings', async () => {
    const { url } = await databases.start();
    expect(await query(url, 'SELECT DATABASE() AS name, @@character_set_database AS charset')).toEqual([
      { name: 'gateway', charset: 'utf8mb4' },
    ]);
    expect(
      await query(
        url,
        'SELECT @@innodb_flush_log_at_trx_commit AS flush, @@log_bin AS log, @@local_infile AS local_infile, @@bind_address AS address',
      ),
    ).toEqual([{ flush: 1, log: 0, local_infile: 0, address: '127.0.0.1' }]);
  });

  it('lets its user create databases, for tests', async () => {
    const { url } = await databases.start();
    await query(url, 'CREATE DATABASE another');
    await query(url, 'CREATE TABLE another.t (a INT)');
    expect(await query(url, 'SELECT * FROM another.t')).toEqual([]);
  });

  it('has no account but its own that can log in, and no test database', async () => {
    const { url } = await databases.start();
    const accounts = await query(
      url,
      `SELECT User AS user, Host AS host, JSON_VALUE(Priv, '$.account_locked') AS locked FROM mysql.global_priv ORDER BY User`,
    );
    expect(accounts).toEqual([
      { user: 'gateway', host: '127.0.0.1', locked: null },
      { user: 'mariadb.sys', host: 'localhost', locked: '1' },
    ]);
    expect(await query(url, `SHOW DATABASES LIKE 'test%'`)).toEqual([]);
    await expect(query(withPassword(url, ''), 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
    await expect(query(withPassword(url, 'wrong'), 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
  });

  it('keeps its data, and its password, from one start to the next', async () => {
    const first = await databases.start();
    await createRow(first.url);
    await first.stop();

    const second = await databases.start();
    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('gets a new password when the password file is lost', async () => {
    const first = await databases.start();
    await first.stop();
    await rm(join(databases.dataDirectory, 'password'));

    const second = await databases.start();
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('stops at once although clients are connected, as often as asked, and leaves nothing behind', async () => {
    const database = await databases.start();
    const connection = await createConnection(database.url);
    connection.on('error', () => {});
    const pid = pidOf(database);
    const begun = Date.now();
    await Promise.all([database.stop(), database.stop()]);
    await database.stop();
    expect(Date.now() - begun).toBeLessThan(5_000);
    connection.destroy();
    expect(await processIdentity(pid)).toBeUndefined();
    expect((await readdir(databases.dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);
  });
});

describe('secrets', () => {
  it('are in files and directories that only the owner can read', async () => {
    await databases.start();
    expect(await mode(databases.dataDirectory)).toBe('700');
    const entries = await readdir(databases.dataDirectory, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(20);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      expect([path, await mode(path)]).toEqual([path, entry.isDirectory() ? '700' : '600']);
    }
  });

  it.runIf(process.platform === 'linux')('are in no command line, environment, log or message', async () => {
    const database = await databases.start();
    const { password } = new URL(database.url);
    process.kill(pidOf(database), 'SIGKILL');
    await restarted(database);

    const commandLines = await Promise.all((await processes()).map((pid) => proc(pid, 'cmdline')));
    expect(commandLines.some((line) => line.includes(`--datadir=${databases.dataDirectory}`))).toBe(true);
    expect(commandLines.filter((line) => line.includes(password))).toEqual([]);
    expect(await proc(pidOf(database), 'environ')).not.toContain(password);
    expect(await readFile(join(databases.dataDirectory, 'server.log'), 'utf8')).not.toContain(password);
    expect(await readFile(join(databases.dataDirectory, 'init.sql'), 'utf8')).not.toContain(password);
    expect(databases.reports.join('\n')).not.toContain(password);
  });
});

describe('a data directory', () => {
  it('is refused to a second launcher, with the process id of the first', async () => {
    const database = await databases.start();
    const refusal = databases.start();
    await expect(refusal).rejects.toThrow(EmbeddedDatabaseError);
    await expect(refusal).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is refused while another process has it', async () => {
    const gateway = await databases.startGateway();
    await expect(databases.start()).rejects.toThrow(`in use by process ${gateway.process.pid}`);
  });

  it('goes to exactly one of several launchers at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => databases.start()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not blocked by the lock of a process that no longer is, even if another has its id now', async () => {
    await mkdir(databases.dataDirectory);
    await writeFile(join(databases.dataDirectory, 'lock'), `${process.ppid} some-earlier-start`);
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => databases.start()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is made anew after an initialisation that was cut off', async () => {
    await mkdir(join(databases.dataDirectory, 'data.new', 'mysql'), { recursive: true });
    await writeFile(join(databases.dataDirectory, 'data.new', 'ibdata1'), 'half a file');
    await writeFile(join(databases.dataDirectory, 'password'), 'half-a-pass');
    const { url } = await databases.start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(databases.dataDirectory)).not.toContain('data.new');
  });

  it('survives a gateway that is killed at any moment of its first start', async () => {
    for (const delay of [5, 20, 40, 70, 100, 140, 180]) {
      const gateway = databases.spawnGateway();
      await gateway.line('starting');
      await sleep(delay);
      await killed(gateway.process);
    }
    const { url } = await databases.start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('that cannot be made is told in a short message', async () => {
    await writeFile(databases.dataDirectory, 'a file is in the way');
    await expect(databases.start()).rejects.toThrow(EmbeddedDatabaseError);
    await expect(databases.start()).rejects.toThrow(
      /^DATA_DIR must be a folder that can be written to, .* \(\w+ at .*data\)$/,
    );
  });

  it('that the server cannot read is told with the reason in its log', async () => {
    await (await databases.start()).stop();
    await writeFile(join(databases.dataDirectory, 'data', 'ibdata1'), 'not a tablespace');
    await expect(databases.start()).rejects.toThrow(/^the database server did not start: .+server\.log$/);
    expect(await readdir(databases.dataDirectory)).not.toContain('lock');
  });
});

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}
