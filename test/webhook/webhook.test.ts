import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { accepted } from '../support/operations.js';
import { type Answer, answerWith, type Received } from './receiver.js';
import {
  idOf,
  look,
  secret,
  state,
  told,
  turn,
  turnsOf,
  until,
  useWebhookGateways,
} from './webhook-gateways.js';

const gateways = useWebhookGateways();

describe('a check that turns', () => {
  it('is posted, in the words of the subscription, and signed', async () => {
    const { url, received } = await gateways.receiver();
    const app = await gateways.start(url);
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
    const troubles: Answer[] = [
      answerWith(500),
      answerWith(302, { location: '/elsewhere' }),
      // No answer in time, and none at all.
      () => {},
      (response) => void response.destroy(),
    ];
    const { url, received } = await gateways.receiver((response, request, index) =>
      (troubles[index] ?? answerWith(200))(response, request, index),
    );
    const app = await gateways.start(url, { webhookTimes: { attemptMilliseconds: 1500 } });
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
    const { url } = await gateways.receiver(answerWith(503));
    const app = await gateways.start(url, {
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
    const { url, received, answerFromNowOn } = await gateways.receiver(answerWith(500));
    const app = await gateways.start(url);
    await turn(app, 'Old');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 3 }));
    await turn(app, 'Young');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 6 }));
    await gateways.database.sql(
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
    const { url, connections } = await gateways.receiver();
    const app = await gateways.start(url, { allowedNetworks: [] });
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
  it('is nothing without a URL: nobody looks, and the query is null', async () => {
    const app = await gateways.start(null);
    await turn(app, 'Relay');
    expect(await state(app)).toBeNull();
    expect(await gateways.database.sql('SELECT position, receiver FROM webhook')).toEqual([
      { position: 0, receiver: null },
    ]);
    expect(await gateways.database.sql('SELECT * FROM webhook_posts')).toEqual([]);
  });

  it('is shown to ADMIN alone, without the secrets of its URL', async () => {
    const { port, received } = await gateways.receiver(answerWith(401));
    const app = await gateways.start(
      `http://me:canary-password@hooks.shop.test:${port}/hook?key=canary-token`,
    );
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
    expect(JSON.stringify(await gateways.database.sql('SELECT * FROM webhook'))).not.toMatch(
      /canary|a secret/,
    );
  });

  it('tells of a server that was deleted after its check had turned', async () => {
    const { url, received, answerFromNowOn } = await gateways.receiver(answerWith(500));
    const app = await gateways.start(url);
    const id = await turn(app, 'Relay');
    await until(async () => expect(await state(app)).toMatchObject({ pending: 3 }));
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, '');
    answerFromNowOn(answerWith(200));
    await until(async () => expect(await state(app)).toMatchObject({ pending: 0 }));
    expect(new Set(received.map(told))).toEqual(new Set(turnsOf('Relay')));
  });
});
