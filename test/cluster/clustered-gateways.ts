import { randomBytes } from 'node:crypto';
import { type Environment, GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';
import type { DatabaseCluster } from './database-cluster.js';
import { DatabaseProxy } from './database-proxy.js';

/** The set-up that docs/operations.md describes: two gateways, each behind a HAProxy of its own, on a cluster of three nodes. */
export class ClusteredGateways {
  readonly adminKey = `cluster-${randomBytes(16).toString('hex')}`;
  readonly environment: Environment = {
    SECRETS_KEY: randomBytes(32).toString('base64'),
    ADMIN_API_KEY: this.adminKey,
    RATE_LIMIT: '0',
  };

  private constructor(
    readonly cluster: DatabaseCluster,
    readonly fixture: GatewayFixture,
    readonly database: string,
    readonly proxies: readonly DatabaseProxy[],
    readonly gateways: readonly GatewayProcess[],
  ) {}

  static async start(startCluster: () => Promise<DatabaseCluster>): Promise<ClusteredGateways> {
    const cluster = await startCluster();
    const fixture = await GatewayFixture.create();
    const database = await cluster.createDatabase();
    const proxies = await DatabaseProxy.startTwo(cluster);
    const gateways: GatewayProcess[] = [];
    const all = new ClusteredGateways(cluster, fixture, database, proxies, gateways);
    for (const { address } of proxies)
      gateways.push(
        await fixture.start({
          ...all.environment,
          DATABASE_URL: cluster.nodes[0].url(database, address),
        }),
      );
    return all;
  }

  get urls(): string[] {
    return this.gateways.map(({ url }) => url);
  }

  /** Of all gateways. */
  readiness(): Promise<number[]> {
    return Promise.all(this.urls.map(async (url) => (await fetch(`${url}/readyz`)).status));
  }

  /** The node that is used through each HAProxy; null where it lets nobody through. */
  usedNodes(): Promise<(string | null)[]> {
    return Promise.all(this.proxies.map((proxy) => proxy.usedNode(this.cluster)));
  }

  /** The names of all delivery servers, at a node that has all that was committed before at any other. */
  async storedNames(node = this.cluster.nodes[0]): Promise<string[]> {
    const rows = await node.sqlInSync<{ name: string }>(`SELECT name FROM ${this.database}.delivery_servers`);
    return rows.map(({ name }) => name);
  }

  async stop(): Promise<void> {
    await this.fixture.dispose();
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.cluster.stop();
  }
}
