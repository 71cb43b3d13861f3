import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { StatementReader } from './statement-reader.js';

/** A way to a database that a test can cut, freeze, and cut at a certain statement. */
export interface DatabaseProxy {
  /** The address of the database by way of the proxy. */
  readonly url: string;
  /** Cuts every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps every connection, takes new ones, and passes nothing on, either way. */
  freeze(): void;
  /** Ends a cut or a freeze. What came in the meantime is passed on. */
  restore(): Promise<void>;
  /**
   * Cuts the connection on which this is about to be run, once, before or after it has been; or lets it be run and
   * swallows every answer from then on.
   * @param following only on a connection on which this has been run since: a gateway commits other things as well
   */
  cutAt(statement: RegExp, moment: Moment, following?: RegExp): void;
  /** Whether the last {@link cutAt} has happened. */
  readonly hasCut: boolean;
  close(): Promise<void>;
}

type Moment = 'before' | 'after' | 'swallow';

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const proxy = new TcpProxy(new URL(databaseUrl));
  await proxy.listen(0);
  return proxy;
}

class TcpProxy implements DatabaseProxy {
  hasCut = false;
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private isFrozen = false;
  private trap: { statement: RegExp; moment: Moment; following: RegExp } | null = null;
  /** The connections on which what the trap waits for has been run. */
  private readonly followed = new Set<readonly [Socket, Socket]>();
  private port = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const pair of this.pairs) destroy(pair);
    await closed;
  }

  freeze(): void {
    this.isFrozen = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  async restore(): Promise<void> {
    this.isFrozen = false;
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
    if (!this.server.listening) await this.listen(this.port);
  }

  cutAt(statement: RegExp, moment: Moment, following = /^/): void {
    this.hasCut = false;
    this.followed.clear();
    this.trap = { statement, moment, following };
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.cut();
  }

  private join(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.pairs.delete(pair);
        destroy(pair);
      });
    }
    const statements = new StatementReader();
    upstream.on('data', (bytes) => {
      statements.answered(bytes);
      client.write(bytes);
    });
    client.on('data', (bytes) => this.pass(bytes, statements.sent(bytes), pair));
    if (this.isFrozen) for (const socket of pair) socket.pause();
  }

  private pass(bytes: Buffer, statement: string, pair: readonly [Socket, Socket]): void {
    const [, upstream] = pair;
    if (this.trap?.following.test(statement)) this.followed.add(pair);
    if (!this.trap?.statement.test(statement) || !this.followed.has(pair)) {
      upstream.write(bytes);
      return;
    }
    const { moment } = this.trap;
    this.trap = null;
    this.hasCut = true;
    if (moment === 'before') {
      destroy(pair);
      return;
    }
    // The work is done once there is an answer, of which nothing comes back.
    upstream.removeAllListeners('data').on('data', () => moment === 'after' && destroy(pair));
    upstream.write(bytes);
  }
}

function destroy(pair: readonly Socket[]): void {
  for (const socket of pair) socket.destroy();
}
