import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { usualTimes } from '../../src/app/options.js';
import type { StopTimes } from '../../src/http/stop-server.js';
import { Saboteur } from '../soak/sabotage.js';
import { Subscriber, type Transport } from '../soak/subscriber.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, readServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { ProxyKind } from './configurations.js';
import { ask } from './https.js';
import { proxies } from './proxies.js';
import type { ProxyProgram } from './proxy-program.js';
import { type StartedProxy, startProxy } from './started-proxy.js';

const toEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end();
});

const clients = 16;
/** Of a client after a read and a change, so that the machine is not the limit. */
const rest = 50;
/** As `docs/operations.md` says. HAProxy asks every second whether a gateway is back; nginx leaves it alone for 10 seconds. */
const pauseOf = ({ isChecking }: ProxyKind) => (isChecking ? 5_000 : 11_000);

describe.each(proxies)('behind $kind.name', ({ kind, program }) => {
  if (program === null) return it.skip(`cannot be tried without ${kind.name}, absent here`);

  it('two gateways are restarted one after the other without a failed request or a lost event', async () => {
    const run = await startUnderLoad(kind, program, usualTimes.stopTimes, rest);
    const { gateways, subscribers } = run;
    await run.restart(0);
    await sleep(pauseOf(kind));
    await run.restart(1);
    await run.load.untilMore();
    const { outcomes, updates } = await run.load.end();
    expect([...outcomes]).toEqual([200]);
    const found = await Promise.all(
      [...updates.keys()].map(async (id) => ({ id, ...(await readServer(gateways[0], id)) })),
    );
    for (const { id, version } of found) expect(version - 1).toBe(updates.get(id));
    await expect.poll(() => subscribers.flatMap((subscriber) => subscriber.missing(found, []))).toEqual([]);
    expect(subscribers.flatMap(({ faults }) => faults)).toEqual([]);
    expect(subscribers.every(({ connections }) => connections > 1)).toBe(true);
  }, 120_000);

  it('a request that fails is noticed: gateways that do not wait for what is under way', async () => {
    const run = await startUnderLoad(kind, program, { listenUntil: 0, refuseAt: 0, cutAt: 0 }, 0);
    await run.restart(0);
    const { outcomes } = await run.load.end();
    expect(outcomes.size).toBeGreaterThan(1);
  }, 120_000);
});

/** Two gateways behind a proxy, which are asked and followed by way of it. */
async function startUnderLoad(
  kind: ProxyKind,
  program: ProxyProgram,
  stopTimes: StopTimes,
  restMilliseconds: number,
) {
  const database = await createMigratedDatabase();
  toEnd.push(database.drop);
  const options = {
    databaseUrl: database.url,
    secretsKey: randomBytes(32),
    adminApiKey: 'the-key-of-both',
    basePath: '/gateway',
    rateLimit: 0,
    stopTimes,
  };
  const gateways: [TestApp, TestApp] = [await startTestApp(options), await startTestApp(options)];
  toEnd.push(() => Promise.all(gateways.map((gateway) => gateway.stop())));
  const [first] = gateways;
  const urls = gateways.map(({ url }) => url);
  const proxy = await startProxy(kind, program, urls);
  toEnd.push(proxy.stop);

  const transport = transportTrusting(proxy.certificate.text);
  const subscribers = (['WebSocket', 'events'] as const).map(
    (way) => new Subscriber(proxy.url, first.adminKey, way, new Saboteur(), transport),
  );
  const following = subscribers.map((subscriber) => subscriber.run());
  toEnd.push(async () => {
    for (const subscriber of subscribers) subscriber.stop();
    await Promise.all(following);
  });
  while (!subscribers.every(({ events }) => events > 0)) {
    await createServer(first);
    await sleep(50);
  }

  const load = startLoad(proxy, first, await createServers(first, clients), restMilliseconds);
  await load.untilMore();
  return {
    gateways,
    subscribers,
    load,
    async restart(place: 0 | 1) {
      const { url, stop } = gateways[place];
      await stop();
      gateways[place] = await startTestApp({ ...options, port: Number(new URL(url).port) });
    },
  };
}

async function createServers(app: TestApp, count: number): Promise<string[]> {
  const ids = [];
  for (let made = 0; made < count; made += 1) ids.push(`ds_${await createServer(app)}`);
  return ids;
}

/** Clients on connections that stay: each reads and changes a server of its own, without idempotency keys. */
function startLoad(
  proxy: StartedProxy,
  { adminKey }: TestApp,
  ids: readonly string[],
  restMilliseconds: number,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: ids.length });
  const outcomes = new Set<unknown>();
  const updates = new Map(ids.map((id) => [id, 0]));
  let answers = 0;
  let isOver = false;
  const send = async (query: string, variables: object) => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const outcome = await ask(`${proxy.url}/graphql`, {
      ca: proxy.certificate.text,
      agent,
      headers,
      body,
    }).then(
      ({ status, text }) => (status === 200 && !JSON.parse(text).errors ? 200 : `${status} ${text}`),
      ({ message }: Error) => message,
    );
    outcomes.add(outcome);
    answers += 1;
  };
  const client = async (id: string) => {
    for (let change = 1; !isOver; change += 1) {
      await send('query ($id: ID!) { deliveryServer(id: $id) { name } }', { id });
      await send(update, { input: { id, name: `Change ${change}` } });
      updates.set(id, change);
      await sleep(restMilliseconds);
    }
  };
  const working = ids.map(client);
  return {
    /** Until what is now under way is long over. */
    async untilMore() {
      const before = answers;
      await expect.poll(() => answers).toBeGreaterThan(before + 20 * ids.length);
    },
    async end() {
      isOver = true;
      await Promise.all(working);
      agent.destroy();
      return { outcomes, updates };
    },
  };
}

const update = `mutation ($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) { deliveryServer { version } userErrors { code } }
}`;

/** Neither `fetch` nor WebSocket can be told which certificate to trust. */
function transportTrusting(ca: string): Transport {
  class TrustingWebSocket extends WebSocket {
    constructor(address: string, protocols?: string[]) {
      super(address, protocols, { ca });
    }
  }
  const fetchFn = (async (url: string, { method, headers, body, signal }: RequestInit) => {
    const sent = request(url, {
      ca,
      method,
      headers: headers as Record<string, string>,
      signal: signal ?? undefined,
    } as object);
    sent.end(body);
    const [answer] = await once(sent, 'response');
    return new Response(Readable.toWeb(answer) as ReadableStream, {
      status: answer.statusCode,
      headers: { 'content-type': answer.headers['content-type'] ?? '' },
    });
  }) as typeof fetch;
  return { webSocketImpl: TrustingWebSocket, fetchFn };
}
