import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../src/database/migrations/index.js';
import { Client } from '../process/client.js';
import { type Environment, GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';
import { GaleraCluster } from './galera-cluster.js';
import type { GaleraNode } from './galera-node.js';

// Each gateway talks to a node of its own, as it may be for a moment when HAProxies do not agree.

let cluster: GaleraCluster;
let one: GaleraNode;
let two: GaleraNode;
let fixture: GatewayFixture;
let database: string;
const adminKey = `cluster-${randomBytes(16).toString('hex')}`;
const environment: Environment = {
  SECRETS_KEY: randomBytes(32).toString('base64'),
  ADMIN_API_KEY: adminKey,
  RATE_LIMIT: '0',
};

beforeAll(async () => {
  cluster = await GaleraCluster.start();
  [one, two] = cluster.nodes;
});
afterAll(() => cluster?.stop());
beforeEach(async () => {
  fixture = await GatewayFixture.create();
  database = await cluster.createDatabase();
});
afterEach(() => fixture.dispose());

const client = (gateway: GatewayProcess) => new Client(gateway.url, adminKey, fixture.transcript);

/** Two gateways that start at once, each at another node. */
async function startTwo(argv: readonly string[] = []): Promise<[GatewayProcess, GatewayProcess]> {
  const spawn = (node: GaleraNode) =>
    fixture.spawn({ ...environment, DATABASE_URL: node.url(database) }, argv);
  const gateways = [spawn(one), spawn(two)] as const;
  await Promise.all(gateways.map((gateway) => gateway.ready()));
  return [...gateways];
}

async function startClients(): Promise<[Client, Client]> {
  const [first, second] = await startTwo();
  return [client(first), client(second)];
}

describe('two gateways at different nodes', () => {
  it('start at once on an empty database and run each migration once', async () => {
    await startTwo();
    for (const node of [one, two]) {
      const rows = await node.sqlInSync<{ name: string }>(
        `SELECT name FROM ${database}.migrations ORDER BY id`,
      );
      expect(rows.map(({ name }) => name)).toEqual(migrations.map((Migration) => new Migration().name));
    }
  });

  it('would not do so by GET_LOCK, which each node gives to somebody', async () => {
    const connections = [await one.connect(), await two.connect()];
    for (const connection of connections) {
      const [rows] = await connection.query("SELECT GET_LOCK('delivery-gateway migrations', 0) AS granted");
      expect(rows).toEqual([{ granted: 1 }]);
    }
    for (const connection of connections) connection.destroy();
  });

  it('add demo data once when both are told to', async () => {
    await startTwo(['--demo']);
    const [row] = await one.sqlInSync<{ count: number }>(
      `SELECT COUNT(*) AS count FROM ${database}.user_groups`,
    );
    expect(row).toEqual({ count: 10 });
  });

  it('change the same server at the same time without an error and without losing a change', async () => {
    const [first, second] = await startClients();
    const id = await first.createServer();
    await expect.poll(() => second.serverNames()).toEqual(['Main relay']);
    const before = await certificationFailures();
    const rounds = 20;
    const update = (from: Client, change: object) =>
      from.graphql(
        `mutation ($input: DeliveryServerUpdateInput!) {
          deliveryServerUpdate(input: $input) { deliveryServer { version } userErrors { code } } }`,
        { input: { id: `ds_${id}`, ...change } },
      );
    for (let round = 1; round <= rounds; round += 1) {
      const answers = await Promise.all([
        update(first, { name: `Name ${round}` }),
        update(second, { smtp: { port: 1_000 + round } }),
      ]);
      for (const { status, body } of answers) expect([status, body.errors]).toEqual([200, undefined]);
    }
    // That the nodes got in one another's way is what this is about.
    expect(await certificationFailures()).toBeGreaterThan(before);
    const [row] = await one.sqlInSync(
      `SELECT name, smtp_port AS port, version FROM ${database}.delivery_servers`,
    );
    expect(row).toEqual({ name: `Name ${rounds}`, port: 1_000 + rounds, version: 1 + 2 * rounds });
  });

  it('tell of each change once, in one order', async () => {
    const gateways = await startTwo();
    const clients = gateways.map(client);
    const [first, second] = gateways.map(follow) as [Following, Following];
    // Until both are heard.
    await expect
      .poll(async () => {
        await clients[0]?.createServer({ DeliveryServerName: 'Is anybody there?' });
        return Math.min(first.events.length, second.events.length);
      })
      .toBeGreaterThan(0);

    const perClient = 40;
    const created = await Promise.all(
      clients.map(async (from, index) => {
        const ids: string[] = [];
        for (let count = 0; count < perClient; count += 1)
          ids.push(`ds_${await from.createServer({ DeliveryServerName: `Server ${index} ${count}` })}`);
        return ids;
      }),
    );
    const ids = new Set(created.flat());
    const heard = ({ events }: Following) =>
      events.filter(({ deliveryServerId }) => ids.has(deliveryServerId));
    for (const following of [first, second]) {
      await expect.poll(() => heard(following).length).toBeGreaterThanOrEqual(2 * perClient);
      following.stop();
    }
    expect(new Set(heard(first).map(({ deliveryServerId }) => deliveryServerId))).toEqual(ids);
    expect(heard(second)).toEqual(heard(first));
    expect(heard(first)).toHaveLength(ids.size);
  });

  it('take turns by a row that is changed, as the lock of a row is unknown at another node', async () => {
    await startTwo();
    const turn = "INSERT INTO turns VALUES ('EVENTS', 1) ON DUPLICATE KEY UPDATE taken = taken + 1";
    expect(await bothAtOnce(turn)).toEqual(['done', 1213]);
    expect(await bothAtOnce("SELECT taken FROM turns WHERE name = 'EVENTS' FOR UPDATE")).toEqual([
      'done',
      'done',
    ]);
  });
});

/** Has a statement done in a transaction at each node, both open at the same time, and tells what became of the two. */
async function bothAtOnce(statement: string): Promise<(number | string)[]> {
  const connections = [await one.connect(), await two.connect()];
  try {
    for (const connection of connections) {
      await connection.query(`USE ${database}`);
      await connection.query('START TRANSACTION');
      await connection.query(statement);
      await connection.query('INSERT INTO user_groups (name) VALUES (UUID())');
    }
    const ends: (number | string)[] = [];
    for (const connection of connections)
      ends.push(
        await connection.query('COMMIT').then(
          () => 'done',
          ({ errno }) => errno,
        ),
      );
    return ends;
  } finally {
    for (const connection of connections) connection.destroy();
  }
}

describe('what was written through one gateway', () => {
  /** A node that has received what was committed, and does not show it yet. */
  async function whileBehind(work: (catchUp: () => Promise<void>) => Promise<void>): Promise<void> {
    const connection = await two.connect();
    try {
      await connection.query('FLUSH TABLES WITH READ LOCK');
      await work(async () => void (await connection.query('UNLOCK TABLES')));
    } finally {
      connection.destroy();
    }
    await two.synced();
  }

  it('may be missing for a moment at a gateway that uses another node', async () => {
    const [first, second] = await startClients();
    await whileBehind(async (catchUp) => {
      await first.createServer();
      expect(await second.serverNames()).toEqual([]);
      await catchUp();
      await expect.poll(() => second.serverNames()).toEqual(['Main relay']);
    });
  });

  it('is waited for there with wsrep_sync_wait', async () => {
    await two.sql('SET GLOBAL wsrep_sync_wait = 1');
    try {
      const [first, second] = await startClients();
      await whileBehind(async (catchUp) => {
        await first.createServer();
        let isAnswered = false;
        const names = second.serverNames().finally(() => {
          isAnswered = true;
        });
        await sleep(500);
        expect(isAnswered).toBe(false);
        await catchUp();
        expect(await names).toEqual(['Main relay']);
      });
    } finally {
      await two.sql('SET GLOBAL wsrep_sync_wait = DEFAULT');
    }
  });
});

/** Transactions that another node was faster than, at any node. */
async function certificationFailures(): Promise<number> {
  let sum = 0;
  for (const node of [one, two]) {
    const rows = await node.sql<{ Value: string }>(
      "SHOW STATUS WHERE Variable_name IN ('wsrep_local_cert_failures', 'wsrep_local_bf_aborts')",
    );
    for (const { Value } of rows) sum += Number(Value);
  }
  return sum;
}

interface ServerEvent {
  id: string;
  deliveryServerId: string;
}

interface Following {
  readonly events: readonly ServerEvent[];
  stop(): void;
}

/** What a gateway tells from about now on. */
function follow(gateway: GatewayProcess): Following {
  const events: ServerEvent[] = [];
  const ending = new AbortController();
  void readStream(gateway, ending.signal, (event) => events.push(event)).catch(() => {});
  return { events, stop: () => ending.abort() };
}

async function readStream(gateway: GatewayProcess, signal: AbortSignal, tell: (event: ServerEvent) => void) {
  const response = await fetch(`${gateway.url}/graphql/stream`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${adminKey}`,
    },
    body: JSON.stringify({ query: 'subscription { deliveryServerChanged { id deliveryServerId } }' }),
    signal,
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines)
      if (line.startsWith('data: {')) tell(JSON.parse(line.slice(6)).data.deliveryServerChanged);
  }
}
