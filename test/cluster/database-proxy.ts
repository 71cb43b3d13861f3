import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection as createSqlConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, vi } from 'vitest';
import { freePort } from '../../src/database/embedded/free-port.js';
import { changed, changeIf } from '../proxies/configurations.js';
import type { DatabaseCluster } from './database-cluster.js';

/** An example without its questions to the node, which is then up when it takes connections. */
export const withoutQuestions = (example: string) =>
  example.replaceAll(/^ {2}(option tcp-check|tcp-check .*)\n/gm, '');

/** HAProxy beside a gateway, with the example for its cluster, of which only the marked lines are changed. */
export class DatabaseProxy {
  private constructor(
    private readonly directory: string,
    /** For the gateway. */
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  /** One for each of two gateways. */
  static async startTwo(cluster: DatabaseCluster): Promise<[DatabaseProxy, DatabaseProxy]> {
    const peers = [await freePort(), await freePort()];
    return Promise.all([
      DatabaseProxy.start(cluster, cluster.haproxy, 'gateway-1', peers),
      DatabaseProxy.start(cluster, cluster.haproxy, 'gateway-2', peers),
    ]);
  }

  static async start(
    { nodes, haproxy }: DatabaseCluster,
    text = haproxy,
    name = 'gateway-1',
    peers: readonly number[] = [],
  ): Promise<DatabaseProxy> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-haproxy-'));
    const address = `127.0.0.1:${await freePort()}`;
    const [one = await freePort(), two = await freePort()] = peers;
    const file = join(directory, 'haproxy.cfg');
    const own = changed(text, [
      ['  user haproxy', `  stats socket ${join(directory, 'socket')} mode 600`],
      ['bind 127.0.0.1:3306', `bind ${address}`],
      // Where the nodes themselves choose which one is used, HAProxies need not hear of one another.
      ...changeIf(text.includes('peers gateways'), '10.0.1.1:10000', `127.0.0.1:${one}`),
      ...changeIf(text.includes('peers gateways'), '10.0.1.2:10000', `127.0.0.1:${two}`),
      ...nodes.map((node, index) => [`10.0.0.${index + 1}:3306`, node.address] as const),
    ]);
    await writeFile(file, own);
    const child = spawn('haproxy', ['-db', '-L', name, '-f', file], {
      env: { PATH: `${process.env.PATH}:/usr/sbin` },
      stdio: 'ignore',
    });
    const proxy = new DatabaseProxy(directory, address, child);
    await vi.waitFor(async () => expect(await proxy.states()).toHaveProperty('db-1'), { timeout: 10_000 });
    return proxy;
  }

  /** What it thinks of each node: `UP`, `DOWN`, or on the way there. */
  async states(): Promise<Record<string, string>> {
    const socket = createConnection(join(this.directory, 'socket'));
    socket.end('show stat\n');
    let text = '';
    for await (const part of socket) text += part;
    const rows = text.split('\n').map((line) => line.split(','));
    return Object.fromEntries(
      rows.filter(([, name]) => name?.startsWith('db-')).map((row) => [row[1], row[17]]),
    );
  }

  /** The node that it lets through to; null where it lets nobody through. */
  async usedNode({ nodes: [node], nameQuery }: DatabaseCluster): Promise<string | null> {
    const uri = node.url('information_schema', this.address);
    const connection = await createSqlConnection({ uri, connectTimeout: 2_000 }).catch(() => null);
    if (connection === null) return null;
    connection.on('error', () => {});
    try {
      const [rows] = await connection.query<RowDataPacket[]>(nameQuery);
      return rows[0]?.name;
    } finally {
      connection.destroy();
    }
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    await rm(this.directory, { recursive: true, force: true });
  }
}
