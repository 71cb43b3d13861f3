import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import {
  type EmbeddedDatabase,
  type EmbeddedDatabaseOptions,
  startEmbeddedDatabase,
} from '../../../src/database/embedded/embedded-database.js';
import { processIdentity } from '../../../src/database/embedded/process-identity.js';
import { fetchMySql } from '../../support/database-servers/mysql-binary.js';

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const cacheDirectory = join(projectRoot, '.cache');

/** Embedded databases of one test, in a folder of its own; all of it is gone when the test is over. */
export class EmbeddedDatabases {
  dataDirectory = '';
  reports: string[] = [];
  private databases: EmbeddedDatabase[] = [];
  private gateways: ChildProcess[] = [];

  /** @param isMySql whether they run on a MySQL rather than on what the gateway finds itself */
  constructor(private readonly isMySql = false) {
    beforeEach(async () => {
      const parent = await mkdtemp(join(tmpdir(), 'embedded-database-'));
      this.dataDirectory = join(parent, 'data');
      this.databases = [];
      this.gateways = [];
      this.reports = [];
    });
    afterEach(async () => {
      for (const gateway of this.gateways) await killed(gateway);
      await Promise.all(this.databases.map((database) => database.stop()));
      const orphan = Number(await readFile(join(this.dataDirectory, 'server.pid'), 'utf8').catch(() => ''));
      if (orphan) await gone(orphan);
      await rm(join(this.dataDirectory, '..'), { recursive: true, force: true });
    });
  }

  async start(overrides: Partial<EmbeddedDatabaseOptions> = {}): Promise<EmbeddedDatabase> {
    const report = (message: string) => this.reports.push(message);
    const database = await startEmbeddedDatabase({
      dataDirectory: this.dataDirectory,
      cacheDirectory,
      report,
      ...(this.isMySql && { findServer: fetchMySql }),
      ...overrides,
    });
    this.databases.push(database);
    return database;
  }

  /** Starts the database in a process of its own. */
  async startGateway() {
    const gateway = this.spawnGateway();
    await gateway.line('starting');
    const { server, url } = await gateway.line('started');
    return { ...gateway, server: server as number, url: url as string };
  }

  spawnGateway() {
    const flags = ['--import', '@oxc-node/core/register', '--input-type=module', '-e', GATEWAY_SCRIPT];
    const gateway = spawn(
      process.execPath,
      [...flags, this.dataDirectory, cacheDirectory, this.isMySql ? 'mysql' : ''],
      {
        cwd: projectRoot,
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.gateways.push(gateway);
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
}

export async function query(url: string, sql: string): Promise<unknown[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return Array.isArray(rows) ? rows.map((row) => ({ ...row })) : [];
  } finally {
    await connection.end();
  }
}

export async function createRow(url: string): Promise<void> {
  await query(url, 'CREATE TABLE kept (id INT PRIMARY KEY)');
  await query(url, 'INSERT INTO kept VALUES (7)');
}

export function pidOf(database: EmbeddedDatabase): number {
  expect(database.pid).toBeTypeOf('number');
  return database.pid as number;
}

/** Waits for the end of a restart, whose beginning may not have been noticed yet. */
export async function restarted(database: EmbeddedDatabase): Promise<void> {
  await vi.waitFor(() => expect(database.pid).toBeUndefined(), { interval: 1, timeout: 5_000 });
  await vi.waitFor(() => expect(database.pid).toBeDefined(), { interval: 10, timeout: 15_000 });
}

export async function gone(pid: number): Promise<void> {
  const isGone = async () => expect(await processIdentity(pid)).toBeUndefined();
  await vi.waitFor(isGone, { interval: 20, timeout: 10_000 });
}

/** A process of its own that has the database, in a process group of its own. Speaks JSON, a line each. */
const GATEWAY_SCRIPT = `
  const [dataDirectory, cacheDirectory, kind] = process.argv.slice(1);
  const { startEmbeddedDatabase } = await import('./src/database/embedded/embedded-database.ts');
  const { createConnection } = await import('mysql2/promise');
  const { fetchMySql } = await import('./test/support/database-servers/mysql-binary.ts');
  const findServer = kind === 'mysql' ? fetchMySql : undefined;
  const say = (line) => console.log(JSON.stringify(line));
  say({ starting: true });
  const database = await startEmbeddedDatabase({ dataDirectory, cacheDirectory, findServer, report: () => {} });
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

export async function killed(gateway: ChildProcess): Promise<void> {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return;
  gateway.kill('SIGKILL');
  await once(gateway, 'exit');
}

export async function processes(): Promise<number[]> {
  return (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
}

export async function proc(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
