import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Connection, createConnection } from 'mysql2/promise';
import { expect, vi } from 'vitest';
import { type ServerProcess, spawnServer } from '../../src/database/embedded/server-process.js';
import { textIn } from '../deployment/deployment-files.js';
import { changed } from '../proxies/configurations.js';

const run = promisify(execFile);

export interface NodePorts {
  /** Of clients. */
  sql: number;
  /** Between the nodes: of the group, and of those that are missing little or all. */
  group: number;
  ist: number;
  sst: number;
}

const startMilliseconds = 60_000;

/** A node with `deploy/galera/60-galera.cnf`, of which only the marked lines and the ports are changed. */
export class GaleraNode {
  private server: ServerProcess | null = null;
  private readonly directory: string;

  constructor(
    readonly name: string,
    parent: string,
    private readonly ports: NodePorts,
    private readonly clusterAddress: string,
    private readonly password: string,
  ) {
    this.directory = join(parent, name);
  }

  get settingsFile(): string {
    return join(this.directory, 'my.cnf');
  }

  /** For HAProxy. */
  get address(): string {
    return `127.0.0.1:${this.ports.sql}`;
  }

  get pid(): number {
    return this.server?.pid as number;
  }

  url(database: string, address = this.address): string {
    return `mysql://gateway:${this.password}@${address}/${database}`;
  }

  async writeFiles(): Promise<void> {
    for (const folder of [this.directory, join(this.directory, 'data'), join(this.directory, 'tmp')]) {
      await mkdir(folder);
      if (process.getuid?.() === 0) await run('chown', ['mysql:mysql', folder]);
    }
    const { sql, group, ist, sst } = this.ports;
    const example = changed(textIn('deploy', 'galera', '60-galera.cnf'), [
      ['gcomm://10.0.0.1,10.0.0.2,10.0.0.3', this.clusterAddress],
      ['wsrep_node_name = db-1', `wsrep_node_name = ${this.name}`],
      ['wsrep_node_address = 10.0.0.1', 'wsrep_node_address = 127.0.0.1'],
      ['bind_address = 10.0.0.1', 'bind_address = 127.0.0.1'],
      [
        'gcache.size=512M',
        `gcache.size=32M; gmcast.listen_addr=tcp://127.0.0.1:${group}; ist.recv_addr=127.0.0.1:${ist}`,
      ],
    ]);
    const own = `
[mariadbd]
datadir = ${join(this.directory, 'data')}
tmpdir = ${join(this.directory, 'tmp')}
socket = ${join(this.directory, 'socket')}
pid_file = ${join(this.directory, 'own.pid')}
port = ${sql}
wsrep_sst_receive_address = 127.0.0.1:${sst}
innodb_buffer_pool_size = 64M
# io_uring and AIO are forbidden in many containers.
innodb_use_native_aio = OFF
`;
    await writeFile(this.settingsFile, example + own);
  }

  /** Starts it as the unit of Debian does: from where it was, if it was killed. */
  async start(...options: string[]): Promise<void> {
    const settings = `--defaults-file=${this.settingsFile}`;
    const { stdout } = await run('galera_recovery', [settings]);
    this.server = await spawnServer(
      ['/usr/sbin/mariadbd', settings, '--user=mysql', ...stdout.split(/\s+/).filter(Boolean), ...options],
      { PATH: `${process.env.PATH}:/usr/sbin` },
      { log: join(this.directory, 'log'), serverPid: join(this.directory, 'pid') },
    );
    this.server.markReady();
  }

  /** As a crash or the loss of its machine would end it. */
  async kill(): Promise<void> {
    if (this.server === null) return;
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // Gone before.
    }
    await this.server.ended;
    this.server = null;
  }

  /** Waits until it has all that the others have. */
  async synced(): Promise<void> {
    const state = () =>
      this.sql<{ Value: string }>("SHOW STATUS LIKE 'wsrep_local_state_comment'").then(
        ([row]) => row?.Value,
        (error) => String(error),
      );
    try {
      await vi.waitFor(async () => expect(await state()).toBe('Synced'), {
        timeout: startMilliseconds,
        interval: 100,
      });
    } catch (error) {
      const log = await readFile(join(this.directory, 'log'), 'utf8');
      throw new Error(`${this.name} does not come: ${log.slice(-3_000)}`, { cause: error });
    }
  }

  async sql<Row = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return this.withConnection(async (connection) => {
      const [rows] = await connection.query(statement, values);
      return rows as Row[];
    });
  }

  /** Reads what was committed before at any node. */
  async sqlInSync<Row>(statement: string): Promise<Row[]> {
    return this.withConnection(async (connection) => {
      await connection.query('SET SESSION wsrep_sync_wait = 1');
      const [rows] = await connection.query(statement);
      return rows as Row[];
    });
  }

  private async withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      return await use(connection);
    } finally {
      connection.destroy();
    }
  }

  async connect(): Promise<Connection> {
    const connection = await createConnection({ uri: this.url('information_schema'), connectTimeout: 2_000 });
    connection.on('error', () => {});
    return connection;
  }
}
