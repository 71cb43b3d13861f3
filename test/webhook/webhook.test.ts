import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WebhookTimes } from '../../src/webhook/service/webhook-worker.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer } from '../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { measure } from '../verification-runs/runs.js';
import { type Answer, answerWith, type Received, startReceiver } from './receiver.js';

const secret = 'a secret of the webhook';
const kinds = ['SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'];
const times: WebhookTimes = {
  pollMilliseconds: 20,
  attemptMilliseconds: 300,
  leaseMilliseconds: 1000,
  firstPauseMilliseconds: 20,
  longestPauseMilliseconds: 100,
  giveUpMilliseconds: 86_400_000,
};

let dns: DnsTestServer;
let database: TestDatabase;
const undone: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  dns = await startDnsServer({
    'track.example.com': [['A', '192.0.2.1']],
    'bounce.example.com': [['A', '192.0.2.2']],
    'open.example.com': [['A', '192.0.2.3']],
    'hooks.shop.test': [['A', '127.0.0.1']],
  });
});
afterAll(() => dns.stop());
afterEach(async () => {
  for (const undo of undone.splice(0).reverse()) await undo();
});

const shared = { adminApiKey: 'the-key-of-both', secretsKey: randomBytes(32) };

async function freshDatabase(): Promise<void> {
  database = await createTestDatabase();
  undone.push(() => database.drop());
}

type GatewayWishes = Partial<Omit<TestAppOptions, 'webhookTimes'>> & { webhookTimes?: Partial<WebhookTimes> };

/** A gateway on the database, with the webhook at a URL. */
async function gateway(url: string | null, { webhookTimes, ...more }: GatewayWishes = {}): Promise<TestApp> {
  const app = await startTestApp({
    ...shared,
    databaseUrl: database.url,
    dnsResolvers: [dns.server],
    allowedNetworks: ['127.0.0.1'],
    publishMilliseconds: 20,
    ...more,
    webhook: url === null ? null : { url, secret },
    webhookTimes: { ...times, ...webhookTimes },
  });
  app.transcript.guard('webhook secret', secret);
  let isStopped = false;
  const stop = app.stop.bind(app);
  app.stop = async () => {
    if (!isStopped) await stop();
    isStopped = true;
  };
  undone.push(() => app.stop());
  return app;
}

async function receiver(answer?: Answer) {
  const started = await startReceiver(answer);
  undone.push(started.stop);
  return { ...started, url: `http://hooks.shop.test:${started.port}/hook` };
}

/** Has the checks of a new server turn from NOT_CHECKED to PASS, which is three transitions. */
async function turn(app: TestApp, name: string): Promise<string> {
  const { id } = await createServer(app, { name });
  await measure(app, id, kinds);
  return id;
}

const turnsOf = (name: string) => kinds.map((kind) => `${name} ${kind} NOT_CHECKED PASS`);

function told({ body }: Pick<Received, 'body'>): string {
  const { deliveryServer, transition } = JSON.parse(body);
  return `${deliveryServer.name} ${transition.kind} ${transition.from} ${transition.to}`;
}

const idOf = ({ headers }: Received) => headers['webhook-id'];

const until = (expectation: () => unknown) => vi.waitFor(expectation, { interval: 10, timeout: 20_000 });

async function look(app: TestApp, key?: string) {
  return app.graphql(
    `{ verificationWebhook {
         url isCurrent pending failedAttempts lastAttemptAt lastStatus lastError nextAttemptAt lastDeliveredAt givenUp
       } }`,
    {},
    key,
  );
}

async function state(app: TestApp) {
  const { data, errors } = await look(app);
  expect(errors).toBeUndefined();
  return data.verificationWebhook;
}

describe('a check that turns', () => {
  it('is posted, in the words of the subscription, and signed', async () => {
    await freshDatabase();
    const { url, received } = await receiver();
    const app = await gateway(url);
    const id = await turn(app, 'Relay of the shop');
    await until(() => expect(received).toHaveLength(3));
    expect(received.map(told)).toEqual(turnsOf('Relay of the shop'));

    const [first] = received as [Received];
    const body = JSON.parse(first.body);
    expect(body).toEqual({
      id: first.headers['webhook-id'],
      kind: 'CHECK_CHANGED',
      occurredAt: expect.stringMatching(/Z$/),
      deliveryServer: { id, name: 'Relay of the shop' },
      transition: {
        id: expect.stringMatching(/^ct_\d+$/),
        kind: 'SENDER_DOMAIN',
        from: 'NOT_CHECKED',
        to: 'PASS',
        since: expect.stringMatching(/Z$/),
        finding: null,
        run: { id: expect.stringMatching(/^vr_\d+$/) },
      },
    });
    expect(first).toMatchObject({ method: 'POST', path: '/hook' });
    expect(first.headers['content-type']).toBe('application/json');
    for (const { headers, body } of received) {
      const timestamp = String(headers['webhook-timestamp']);
      const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      expect(headers['webhook-signature']).toBe(`v1=${expected}`);
      expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(60_000);
    }
    await until(async () => expect(await state(app)).toMatchObject({ pending: 0 }));
    expect(await state(app)).toEqual({
      url,
      isCurrent: true,
      pending: 0,
      failedAttempts: 0,
      lastAttemptAt: expect.any(String),
      lastStatus: 204,
      lastError: null,
      nextAttemptAt: null,
      lastDeliveredAt: expect.any(String),
      givenUp: 0,
    });
  });

  it('is posted again until it is taken, and holds up those behind it', async () => {
    await freshDatabase();
    const troubles: Answer[] = [
      answerWith(500),
      answerWith(302, { location: '/elsewhere' }),
      // No answer in time, and none at all.
      () => {},
      (response) => void response.destroy(),
    ];
    const { url, received } = await receiver((response, request, index) =>
      (troubles[index] ?? answerWith(200))(response, request, index),
    );
    const app = await gateway(url);
    await turn(app, 'Relay');
    await until(() => expect(received).toHaveLength(7));
    const [first, , , , fifth, ...rest] = received as [Received, ...Received[]];
    expect(new Set(received.slice(0, 5).map(idOf)).size).toBe(1);
    expect(new Set(received.slice(0, 5).map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(idOf)).size).toBe(3);
    expect([fifth as Received, ...rest].map(told)).toEqual(turnsOf('Relay'));
    expect(first.path).toBe('/hook');
    expect(received.map(({ path }) => path)).not.toContain('/elsewhere');
    await until(() =>
      expect(
        app.log.filter(({ msg }) => String(msg).startsWith('the webhook')).map(({ msg }) => msg),
      ).toEqual(['the webhook was not taken; it is tried again', 'the webhook is taken again']),
    );
  });

  it('is told in the query while it is not taken', async () => {
    await freshDatabase();
    const { url } = await receiver(answerWith(503));
    const app = await gateway(url, {
      webhookTimes: { firstPauseMilliseconds: 60_000, longestPauseMilliseconds: 60_000 },
    });
    await turn(app, 'Relay');
    await until(async () => expect(await state(app)).toMatchObject({ failedAttempts: 1, pending: 3 }));
    const { lastStatus, lastError, nextAttemptAt, lastAttemptAt, lastDeliveredAt } = await state(app);
    expect({ lastStatus, lastError, lastDeliveredAt }).toEqual({
      lastStatus: 503,
      lastError: 'The receiver answered 503.',
      lastDeliveredAt: null,
    });
    expect(Date.parse(nextAttemptAt)).toBeGreaterThan(Date.parse(lastAttemptAt));
  });

  it('is given up after a day, and with it those that have waited as long', async () => {
    await freshDatabase();
    const { url, received, answerFromNowOn } = await receiver(answerWith(500));
    const app = await gateway(url);
    await turn(app, 'Old');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 3 }));
    await turn(app, 'Young');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 6 }));
    await database.sql(
      'UPDATE webhook_posts SET occurred_at = occurred_at - INTERVAL 1 DAY ORDER BY event_id LIMIT 3',
    );
    await until(async () => expect(await state(app)).toMatchObject({ pending: 3, givenUp: 3 }));
    expect(app.log).toContainEqual(
      expect.objectContaining({ level: 50, count: 3, msg: expect.stringContaining('given up') }),
    );
    const before = received.length;
    answerFromNowOn(answerWith(200));
    await until(async () => expect(await state(app)).toMatchObject({ pending: 0 }));
    expect(received.slice(before).map(told).slice(-3)).toEqual(turnsOf('Young'));
  });

  it('is not posted to an address inside, and the query says why', async () => {
    await freshDatabase();
    const { url, connections } = await receiver();
    const app = await gateway(url, { allowedNetworks: [] });
    await turn(app, 'Relay');
    await until(async () => expect(await state(app)).toMatchObject({ failedAttempts: 2 }));
    const { lastStatus, lastError } = await state(app);
    expect(lastStatus).toBeNull();
    expect(lastError).toBe(
      'No connection to hooks.shop.test. 127.0.0.1 is not of the public internet, and not in VERIFY_ALLOW_NETWORKS.',
    );
    expect(connections()).toBe(0);
  });
});

describe('the webhook', () => {
  it('begins with what turns from its first start on, and goes on after a stop where it was', async () => {
    await freshDatabase();
    const without = await gateway(null);
    await turn(without, 'Before');
    const { url, received } = await receiver();
    const first = await gateway(url);
    await turn(first, 'First');
    await until(() => expect(received.map(told)).toEqual(turnsOf('First')));
    await first.stop();
    await turn(without, 'Meanwhile');
    await gateway(url);
    await until(() => expect(received.map(told)).toEqual([...turnsOf('First'), ...turnsOf('Meanwhile')]));
  });

  it('begins anew where its URL changes, and the gateway with the other URL says so', async () => {
    await freshDatabase();
    const [old, next] = [await receiver(answerWith(500)), await receiver()];
    const one = await gateway(old.url);
    await turn(one, 'Before');
    await until(async () => expect(await state(one)).toMatchObject({ pending: 3 }));
    const other = await gateway(next.url);
    await turn(other, 'After');
    await until(() => expect(next.received.map(told)).toEqual(turnsOf('After')));
    expect(old.received.map(told)).not.toContain(turnsOf('After')[0]);
    expect(await state(one)).toMatchObject({ url: old.url, isCurrent: false, pending: 0 });
    expect(await state(other)).toMatchObject({ url: next.url, isCurrent: true });
    await until(() =>
      expect(one.log).toContainEqual(
        expect.objectContaining({ msg: expect.stringContaining('another VERIFY_WEBHOOK_URL') }),
      ),
    );
  });

  it('is posted by one of several gateways at a time, each transition once and in order', async () => {
    await freshDatabase();
    let open = 0;
    let most = 0;
    const { url, received } = await receiver((response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.writeHead(200).end();
      }, 5);
    });
    const gateways = [await gateway(url), await gateway(url), await gateway(url)];
    const names = Array.from({ length: 6 }, (_, index) => `Relay ${index}`);
    for (const [index, name] of names.entries()) await turn(gateways[index % 3] as TestApp, name);
    await until(() => expect(received).toHaveLength(18));
    expect(received.map(told)).toEqual(names.flatMap(turnsOf));
    expect(new Set(received.map(idOf)).size).toBe(18);
    expect(most).toBe(1);
  });

  it('goes on at another gateway when one has died over it, with the same post', async () => {
    await freshDatabase();
    // The first post never gets an answer, and its gateway waits for far longer than its lease.
    const { url, received } = await receiver((response, request, index) => {
      if (index > 0) answerWith(200)(response, request, index);
    });
    const hanging = await gateway(url, {
      webhookTimes: { attemptMilliseconds: 60_000, leaseMilliseconds: 300 },
    });
    await turn(hanging, 'Relay');
    await until(() => expect(received).toHaveLength(1));
    await gateway(url);
    await until(() => expect(received).toHaveLength(4));
    expect(received.map(told)).toEqual([turnsOf('Relay')[0], ...turnsOf('Relay')]);
    expect(idOf(received[0] as Received)).toBe(idOf(received[1] as Received));
    expect(received[0]?.body).toBe(received[1]?.body);
  });

  it('ends at once with its gateway, and is not counted as a failure', async () => {
    await freshDatabase();
    const { url, received, answerFromNowOn } = await receiver(() => {});
    const app = await gateway(url, {
      webhookTimes: { attemptMilliseconds: 60_000, leaseMilliseconds: 120_000 },
    });
    await turn(app, 'Relay');
    await until(() => expect(received).toHaveLength(1));
    await app.stop();
    answerFromNowOn(answerWith(200));
    const [row] = await database.sql<{ failed: number; holder: null }>(
      'SELECT failed_attempts AS failed, gateway_id AS holder FROM webhook',
    );
    expect(row).toEqual({ failed: 0, holder: null });
    await gateway(url);
    await until(() => expect(received).toHaveLength(4));
    expect(received.map(told)).toEqual([turnsOf('Relay')[0], ...turnsOf('Relay')]);
  });

  it('goes on with what is there where events were removed meanwhile, and says so', async () => {
    await freshDatabase();
    const { url, received } = await receiver();
    const app = await gateway(url);
    await turn(app, 'Relay');
    await until(() => expect(received).toHaveLength(3));
    await app.stop();
    await database.sql('UPDATE event_log SET removed_through = (SELECT MAX(id) FROM events)');
    await database.sql('DELETE FROM events');
    await database.sql('UPDATE webhook SET position = position - 1');
    const again = await gateway(url);
    await turn(again, 'Next');
    await until(() => expect(received.slice(3).map(told)).toEqual(turnsOf('Next')));
    expect(again.log).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('more than a day ago') }),
    );
  });

  it('is nothing without a URL: nobody looks, and the query is null', async () => {
    await freshDatabase();
    const app = await gateway(null);
    await turn(app, 'Relay');
    expect(await state(app)).toBeNull();
    expect(await database.sql('SELECT position, receiver FROM webhook')).toEqual([
      { position: 0, receiver: null },
    ]);
    expect(await database.sql('SELECT * FROM webhook_posts')).toEqual([]);
  });

  it('is shown to ADMIN alone, without the secrets of its URL', async () => {
    await freshDatabase();
    const { port, received } = await receiver(answerWith(401));
    const app = await gateway(`http://me:canary-password@hooks.shop.test:${port}/hook?key=canary-token`);
    app.transcript.guard('webhook password', 'canary-password');
    app.transcript.guard('webhook token', 'canary-token');
    await turn(app, 'Relay');
    await until(() => expect(received.length).toBeGreaterThan(0));
    expect(received[0]?.path).toBe('/hook?key=canary-token');
    await until(async () => expect(await state(app)).toMatchObject({ lastStatus: 401 }));
    expect((await state(app)).url).toBe(`http://hooks.shop.test:${port}/hook?…`);
    const key = await app.createKey(['READ', 'WRITE', 'VERIFY', 'SECRETS']);
    expect((await look(app, key)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(JSON.stringify(app.log)).not.toMatch(/canary/);
    expect(JSON.stringify(await database.sql('SELECT * FROM webhook'))).not.toMatch(/canary|a secret/);
  });

  it('tells of a server that was deleted after its check had turned', async () => {
    await freshDatabase();
    const { url, received, answerFromNowOn } = await receiver(answerWith(500));
    const app = await gateway(url);
    const id = await turn(app, 'Relay');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 3 }));
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, '');
    answerFromNowOn(answerWith(200));
    await until(async () => expect(await state(app)).toMatchObject({ pending: 0 }));
    expect(new Set(received.map(told))).toEqual(new Set(turnsOf('Relay')));
  });
});
