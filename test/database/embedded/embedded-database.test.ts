import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type EmbeddedDatabase,
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from '../../../src/database/embedded/embedded-database.js';
import { EmbeddedDatabaseError } from '../../../src/database/embedded/embedded-database-error.js';
import { processIdentity } from '../../../src/database/embedded/process-identity.js';

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
const cacheDirectory = join(projectRoot, '.cache');
// The very first test of a fresh checkout may have to fetch the server.
vi.setConfig({ testTimeout: 60_000 });

let dataDirectory: string;
let databases: EmbeddedDatabase[];
let gateways: ChildProcess[];
let reports: string[];

beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'embedded-database-'));
  dataDirectory = join(parent, 'data');
  databases = [];
  gateways = [];
  reports = [];
});

afterEach(async () => {
  for (const gateway of gateways) await killed(gateway);
  await Promise.all(databases.map((database) => database.stop()));
  const orphan = Number(await readFile(join(dataDirectory, 'server.pid'), 'utf8').catch(() => ''));
  if (orphan) await gone(orphan);
  await rm(join(dataDirectory, '..'), { recursive: true, force: true });
});

describe('a database that is started', () => {
  it('answers a query with the promised settings', async () => {
    const { url } = await start();
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
    const { url } = await start();
    await query(url, 'CREATE DATABASE another');
    await query(url, 'CREATE TABLE another.t (a INT)');
    expect(await query(url, 'SELECT * FROM another.t')).toEqual([]);
  });

  it('has no account but its own that can log in, and no test database', async () => {
    const { url } = await start();
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
    const first = await start();
    await createRow(first.url);
    await first.stop();

    const second = await start();
    expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('gets a new password when the password file is lost', async () => {
    const first = await start();
    await first.stop();
    await rm(join(dataDirectory, 'password'));

    const second = await start();
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('stops at once although clients are connected, as often as asked, and leaves nothing behind', async () => {
    const database = await start();
    const connection = await createConnection(database.url);
    connection.on('error', () => {});
    const pid = pidOf(database);
    const begun = Date.now();
    await Promise.all([database.stop(), database.stop()]);
    await database.stop();
    expect(Date.now() - begun).toBeLessThan(5_000);
    connection.destroy();
    expect(await processIdentity(pid)).toBeUndefined();
    expect((await readdir(dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);
  });
});

describe('secrets', () => {
  it('are in files and directories that only the owner can read', async () => {
    await start();
    expect(await mode(dataDirectory)).toBe('700');
    const entries = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(20);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      expect([path, await mode(path)]).toEqual([path, entry.isDirectory() ? '700' : '600']);
    }
  });

  it.runIf(process.platform === 'linux')('are in no command line, environment, log or message', async () => {
    const database = await start();
    const { password } = new URL(database.url);
    process.kill(pidOf(database), 'SIGKILL');
    await restarted(database);

    const commandLines = await Promise.all((await processes()).map((pid) => proc(pid, 'cmdline')));
    expect(commandLines.some((line) => line.includes(`--datadir=${dataDirectory}`))).toBe(true);
    expect(commandLines.filter((line) => line.includes(password))).toEqual([]);
    expect(await proc(pidOf(database), 'environ')).not.toContain(password);
    expect(await readFile(join(dataDirectory, 'server.log'), 'utf8')).not.toContain(password);
    expect(await readFile(join(dataDirectory, 'init.sql'), 'utf8')).not.toContain(password);
    expect(reports.join('\n')).not.toContain(password);
  });
});

describe('a data directory', () => {
  it('is refused to a second launcher, with the process id of the first', async () => {
    const database = await start();
    const refusal = start();
    await expect(refusal).rejects.toThrow(EmbeddedDatabaseError);
    await expect(refusal).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is refused while another process has it', async () => {
    const gateway = await startGateway();
    await expect(start()).rejects.toThrow(`in use by process ${gateway.process.pid}`);
  });

  it('goes to exactly one of several launchers at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => start()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not blocked by the lock of a process that no longer is, even if another has its id now', async () => {
    await mkdir(dataDirectory);
    await writeFile(join(dataDirectory, 'lock'), `${process.ppid} some-earlier-start`);
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => start()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is made anew after an initialisation that was cut off', async () => {
    await mkdir(join(dataDirectory, 'data.new', 'mysql'), { recursive: true });
    await writeFile(join(dataDirectory, 'data.new', 'ibdata1'), 'half a file');
    await writeFile(join(dataDirectory, 'password'), 'half-a-pass');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(dataDirectory)).not.toContain('data.new');
  });

  it('survives a gateway that is killed at any moment of its first start', async () => {
    for (const delay of [5, 20, 40, 70, 100, 140, 180]) {
      const gateway = spawnGateway();
      await gateway.line('starting');
      await sleep(delay);
      await killed(gateway.process);
    }
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('that cannot be made is told in a short message', async () => {
    await writeFile(dataDirectory, 'a file is in the way');
    await expect(start()).rejects.toThrow(EmbeddedDatabaseError);
    await expect(start()).rejects.toThrow(
      /^DATA_DIR must be a folder that can be written to, .* \(\w+ at .*data\)$/,
    );
  });

  it('that the server cannot read is told with the reason in its log', async () => {
    await (await start()).stop();
    await writeFile(join(dataDirectory, 'data', 'ibdata1'), 'not a tablespace');
    await expect(start()).rejects.toThrow(/^the database server did not start: .+server\.log$/);
    expect(await readdir(dataDirectory)).not.toContain('lock');
  });
});

describe('a server that is killed', () => {
  it('comes back at the same address with every committed row', async () => {
    const database = await start();
    const { url } = database;
    await createRow(url);
    const pid = pidOf(database);
    process.kill(pid, 'SIGKILL');
    await restarted(database);

    expect(pidOf(database)).not.toBe(pid);
    expect(database.url).toBe(url);
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(reports).toEqual([
      expect.stringContaining(`(process ${pid}) ended unexpectedly (signal SIGKILL)`),
      expect.stringContaining(`is back (process ${database.pid}`),
    ]);
  });

  it('comes back again and again', async () => {
    const database = await start();
    for (let round = 1; round <= 3; round += 1) {
      process.kill(pidOf(database), 'SIGKILL');
      await restarted(database);
    }
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not come back when it is stopped during the restart', async () => {
    for (const delay of [0, 1, 5, 30]) {
      const database = await start();
      process.kill(pidOf(database), 'SIGKILL');
      await vi.waitFor(() => expect(database.pid).toBeUndefined(), { interval: 1 });
      await sleep(delay);
      await database.stop();
      expect(database.pid).toBeUndefined();
      expect((await readdir(dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);
    }
  });
});

describe('a gateway', () => {
  it('that is killed takes its server with it, cleanly, and can be started again', async () => {
    const gateway = await startGateway();
    await createRow(gateway.url);
    await killed(gateway.process);
    await gone(gateway.server);
    expect(await readFile(join(dataDirectory, 'server.log'), 'utf8')).toContain('Shutdown complete');

    const { url } = await start();
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('that is killed can be started again at once', async () => {
    const gateway = await startGateway();
    await createRow(gateway.url);
    await killed(gateway.process);
    const { url } = await start();
    expect(await processIdentity(gateway.server)).toBeUndefined();
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it.runIf(process.platform === 'linux')(
    'that is killed with the guard leaves a server that the next one ends',
    async () => {
      const gateway = await startGateway();
      const guards = await childrenOf(gateway.server);
      expect(guards).toHaveLength(1);
      for (const guard of guards) process.kill(guard, 'SIGKILL');
      await killed(gateway.process);
      await sleep(300);
      // The negative control of the tests above: without the guard the server does live on.
      expect(await processIdentity(gateway.server)).toBeDefined();

      await start();
      expect(reports[0]).toContain(`waiting for the earlier database server (process ${gateway.server})`);
      expect(await processIdentity(gateway.server)).toBeUndefined();
    },
  );

  it('can use its database after Ctrl-C, which signals the whole process group', async () => {
    const gateway = await startGateway();
    process.kill(-(gateway.process.pid as number), 'SIGINT');
    expect(await gateway.line('interrupted')).toEqual({ interrupted: true, server: gateway.server, one: 1 });
    await once(gateway.process, 'exit');
    expect(gateway.process.exitCode).toBe(0);
    expect(await processIdentity(gateway.server)).toBeUndefined();
  });
});

async function start(overrides: Partial<EmbeddedDatabaseOptions> = {}): Promise<EmbeddedDatabase> {
  const report = (message: string) => reports.push(message);
  const database = await startEmbeddedDatabase({ dataDirectory, cacheDirectory, report, ...overrides });
  databases.push(database);
  return database;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return Array.isArray(rows) ? rows.map((row) => ({ ...row })) : [];
  } finally {
    await connection.end();
  }
}

async function createRow(url: string): Promise<void> {
  await query(url, 'CREATE TABLE kept (id INT PRIMARY KEY)');
  await query(url, 'INSERT INTO kept VALUES (7)');
}

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}

function pidOf(database: EmbeddedDatabase): number {
  expect(database.pid).toBeTypeOf('number');
  return database.pid as number;
}

/** Waits for the end of a restart, whose beginning may not have been noticed yet. */
async function restarted(database: EmbeddedDatabase): Promise<void> {
  await vi.waitFor(() => expect(database.pid).toBeUndefined(), { interval: 1, timeout: 5_000 });
  await vi.waitFor(() => expect(database.pid).toBeDefined(), { interval: 10, timeout: 15_000 });
}

async function gone(pid: number): Promise<void> {
  const isGone = async () => expect(await processIdentity(pid)).toBeUndefined();
  await vi.waitFor(isGone, { interval: 20, timeout: 10_000 });
}

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

/** A process of its own that has the database, in a process group of its own. Speaks JSON, a line each. */
const GATEWAY_SCRIPT = `
  const [dataDirectory, cacheDirectory] = process.argv.slice(1);
  const { startEmbeddedDatabase } = await import('./src/database/embedded/embedded-database.ts');
  const { createConnection } = await import('mysql2/promise');
  const say = (line) => console.log(JSON.stringify(line));
  say({ starting: true });
  const database = await startEmbeddedDatabase({ dataDirectory, cacheDirectory, report: () => {} });
  process.on('SIGINT', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const connection = await createConnection(database.url);
    const [[{ one }]] = await connection.query('SELECT 1 AS one');
    await connection.end();
    say({ interrupted: true, server: database.pid, one });
    await database.stop();
    process.exit(0);
  });
  say({ started: true, server: database.pid, url: database.url });
  setInterval(() => {}, 1000);
`;

function spawnGateway() {
  const flags = ['--import', '@oxc-node/core/register', '--input-type=module', '-e', GATEWAY_SCRIPT];
  const gateway = spawn(process.execPath, [...flags, dataDirectory, cacheDirectory], {
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  gateways.push(gateway);
  const lines = createInterface({ input: gateway.stdout })[Symbol.asyncIterator]();
  return {
    process: gateway,
    /** The next line, which must be of this kind. */
    async line(kind: string): Promise<Record<string, unknown>> {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the gateway ended before it was ${kind}`);
      const line = JSON.parse(value);
      expect(line).toHaveProperty(kind);
      return line;
    },
  };
}

async function startGateway() {
  const gateway = spawnGateway();
  await gateway.line('starting');
  const { server, url } = await gateway.line('started');
  return { ...gateway, server: server as number, url: url as string };
}

async function killed(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return;
  gateway.kill('SIGKILL');
  await once(gateway, 'exit');
}

async function processes(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
}

async function proc(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

async function childrenOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processes()) {
    if (new RegExp(`^PPid:\\s+${parent}$`, 'm').test(await proc(pid, 'status'))) found.push(pid);
  }
  return found;
}
