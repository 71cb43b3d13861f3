import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { ask, begin, type Question } from './https.js';
import { largeServer } from './large-server.js';
import { proxies } from './proxies.js';
import { type StartedProxy, startProxy } from './started-proxy.js';

const toEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).reverse()) await end();
});

async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp({ basePath: '/gateway', rateLimit: 0, ...options });
  toEnd.push(app.stop);
  return app;
}

describe.each(proxies)('behind $kind.name', ({ kind, program }) => {
  if (program === null) return it.skip(`cannot be tried without ${kind.name}, absent here`);

  async function start(...gateways: string[]): Promise<StartedProxy> {
    const proxy = await startProxy(kind, program as NonNullable<typeof program>, gateways);
    toEnd.push(proxy.stop);
    return proxy;
  }

  it('a long list waits at the gateway for a client that is slow', async () => {
    const app = await startApp();
    const settings = 'x'.repeat(1_900_000);
    for (let made = 0; made < serversInList; made++) {
      const { query, variables } = largeServer(settings);
      expect((await app.graphql(query, variables)).data.deliveryServerCreate.userErrors).toEqual([]);
    }
    const proxy = await start(app.url);
    app.log.length = 0;
    const parameters = new URLSearchParams({ Command: 'DeliveryServers.Get', APIKey: app.adminKey });
    const answer = await begin(`${proxy.url}/api.php?${parameters}`, { ca: proxy.certificate.text });
    // Whoever reads the beginning has not made the gateway write the end.
    const [first] = await once(answer, 'data');
    answer.pause();
    await sleep(1_000);
    expect(app.log.filter(({ path }) => path === '/api.php')).toEqual([]);
    const { DeliveryServers } = JSON.parse(String(first) + (await textOf(answer)));
    expect(Object.keys(DeliveryServers)).toHaveLength(serversInList);
  });

  it('connections are kept for longer than most servers keep them, and none breaks', async () => {
    const app = await startApp();
    const relay = await startRelay(new URL(app.url).port);
    const proxy = await start(relay.url);
    const agent = new Agent({ keepAlive: true, ca: proxy.certificate.text, maxSockets: 1 });
    toEnd.push(() => agent.destroy());
    await expectAnswers(proxy, app, agent, 20);
    const opened = relay.opened();
    // Node's own servers end a connection after 5 seconds.
    await sleep(6_500);
    await expectAnswers(proxy, app, agent, 20);
    expect(relay.opened()).toBe(opened);
  });

  it('a gateway without its database tells clients so itself', async () => {
    const database = await createMigratedDatabase();
    toEnd.push(database.drop);
    const way = await startDatabaseProxy(database.url);
    toEnd.push(() => way.close());
    const app = await startApp({ databaseUrl: way.url });
    const proxy = await start(app.url);
    await way.cut();
    const checks = () => app.log.filter(({ path, status }) => path === '/readyz' && status === 503);
    if (kind.isChecking) await expect.poll(() => checks().length).toBeGreaterThan(1);
    const url = `${proxy.url}/api.php?Command=DeliveryServers.Get&APIKey=${app.adminKey}`;
    const { status, headers, text } = await ask(url, { ca: proxy.certificate.text });
    expect([status, Number(headers['retry-after']) > 0]).toEqual([503, true]);
    expect(JSON.parse(text)).toMatchObject({ Success: false });
  });

  it('a gateway that stops under load breaks no request where there is another', async () => {
    const database = await createMigratedDatabase();
    toEnd.push(database.drop);
    const shared = { databaseUrl: database.url, secretsKey: randomBytes(32), adminApiKey: 'the-key-of-both' };
    const { stopTimes } = usualTimes;
    const [app, other] = [await startApp({ ...shared, stopTimes }), await startApp({ ...shared, stopTimes })];
    const proxy = await start(app.url, other.url);

    const outcomes: number[] = [];
    let isOver = false;
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    toEnd.push(() => agent.destroy());
    const clients = Array.from({ length: 16 }, async () => {
      while (!isOver) outcomes.push((await ask(`${proxy.url}/graphql`, question(proxy, app, agent))).status);
    });
    await expect.poll(() => outcomes.length).toBeGreaterThan(200);
    await app.stop();
    toEnd.splice(toEnd.indexOf(app.stop), 1);
    const stopped = outcomes.length;
    await expect.poll(() => outcomes.length).toBeGreaterThan(stopped + 200);
    isOver = true;
    await Promise.all(clients);
    expect([...new Set(outcomes)]).toEqual([200]);
  });
});

const serversInList = 20;

function question(proxy: StartedProxy, app: TestApp, agent: Agent): Question {
  return {
    ca: proxy.certificate.text,
    agent,
    headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json' },
    body: '{"query":"{ viewer { name } }"}',
  };
}

async function expectAnswers(proxy: StartedProxy, app: TestApp, agent: Agent, times: number): Promise<void> {
  for (let asked = 0; asked < times; asked++) {
    const { status, headers } = await ask(`${proxy.url}/graphql`, question(proxy, app, agent));
    // What the gateway promises to the proxy would be false for clients.
    expect([status, headers['keep-alive']]).toEqual([200, undefined]);
  }
}

/** A way to a server on which connections are counted, but for those of health checks. */
async function startRelay(port: string) {
  let opened = 0;
  const relay = createServer((client) => {
    client.once('data', (head) => {
      if (!String(head).startsWith('GET /readyz')) opened += 1;
    });
    const server = connect(Number(port), '127.0.0.1');
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.pipe(other).once('error', () => one.destroy());
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  toEnd.push(() => relay.close());
  return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, opened: () => opened };
}
