import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { type ServerProcess, spawnServer } from '../../src/database/embedded/server-process.js';

const startMilliseconds = 60_000;

/** A node of a cluster, with files of its own below the folder of the cluster. */
export abstract class ClusterNode {
  private server: ServerProcess | null = null;
  protected readonly directory: string;
  /** Makes a session read what was committed before at any node. */
  protected abstract readonly readInSync: string;
  /** Asks for the state of the node, as `Value`, and what it is when the node takes part. */
  protected abstract readonly state: { query: string; whenSynced: string };

  /** @param name as in the example of HAProxy */
  constructor(
    readonly name: string,
    parent: string,
    protected readonly port: number,
    protected readonly password: string,
  ) {
    this.directory = join(parent, name);
  }

  /** Starts it as the unit of Debian does: from where it was, if it was killed. */
  abstract start(...options: string[]): Promise<void>;

  get settingsFile(): string {
    return join(this.directory, 'my.cnf');
  }

  /** For HAProxy. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.server?.pid as number;
  }

  url(database: string, address = this.address): string {
    return `mysql://gateway:${this.password}@${address}/${database}`;
  }

  protected async spawn(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    const files = { log: join(this.directory, 'log'), serverPid: join(this.directory, 'pid') };
    const server = await spawnServer(command, environment, files);
    this.server = server;
    server.markReady();
    void server.ended.then(() => {
      if (this.server === server) this.server = null;
    });
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
    await this.reaches(this.state.query, this.state.whenSynced);
  }

  /** Waits until a query answers this as its `Value`, or the server has ended. */
  protected async reaches(query: string, wanted: string): Promise<void> {
    const value = () =>
      this.sql<{ Value: string }>(query).then(
        ([row]) => row?.Value,
        (error) => String(error),
      );
    const until = performance.now() + startMilliseconds;
    while (this.server !== null && performance.now() < until) {
      if ((await value()) === wanted) return;
      await sleep(100);
    }
    const log = await readFile(join(this.directory, 'log'), 'utf8');
    throw new Error(`${this.name} does not come: ${log.slice(-3_000)}`);
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
      await connection.query(this.readInSync);
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
