import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TestApp } from '../support/test-app.js';
import { answerWith, type Received } from './receiver.js';
import { idOf, state, told, turn, turnsOf, until, useWebhookGateways } from './webhook-gateways.js';

const gateways = useWebhookGateways();

/** So many have come, and it is noted that they were taken. */
const allTaken = (app: TestApp, received: readonly Received[], count: number) =>
  until(async () => {
    expect(received).toHaveLength(count);
    expect(await state(app)).toMatchObject({ pending: 0 });
  });

describe('the webhook of several gateways', () => {
  it('begins with what turns from its first start on, and goes on after a stop where it was', async () => {
    const without = await gateways.start(null);
    await turn(without, 'Before');
    const { url, received } = await gateways.receiver();
    const first = await gateways.start(url);
    await turn(first, 'First');
    await allTaken(first, received, 3);
    expect(received.map(told)).toEqual(turnsOf('First'));
    await first.stop();
    await turn(without, 'Meanwhile');
    await gateways.start(url);
    await until(() => expect(received.map(told)).toEqual([...turnsOf('First'), ...turnsOf('Meanwhile')]));
  });

  it('goes on where it was at gateways that seal with another key, and at the last of all without the old one', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)];
    const { url, received } = await gateways.receiver();
    const first = await gateways.start(url, { secretsKeys: [older] });
    await first.stop();
    const without = await gateways.start(null, { secretsKeys: [older, newer] });
    await turn(without, 'Meanwhile');
    const turned = await gateways.start(url, { secretsKeys: [newer, older] });
    await allTaken(turned, received, 3);
    expect(received.map(told)).toEqual(turnsOf('Meanwhile'));
    // One that still seals with the old key goes on with it too.
    const behind = await gateways.start(url, { secretsKeys: [older, newer] });
    for (const app of [turned, behind]) expect(await state(app)).toMatchObject({ isCurrent: true });
    await Promise.all([turned.stop(), behind.stop()]);
    const again = await gateways.start(url, { secretsKeys: [newer, older] });
    await again.stop();
    await turn(without, 'Later');
    await gateways.database.sql('UPDATE delivery_servers SET smtp_password_sealed = NULL');
    await gateways.start(url, { secretsKeys: [newer] });
    await until(() => expect(received.map(told)).toEqual([...turnsOf('Meanwhile'), ...turnsOf('Later')]));
  });

  it('begins anew where its URL changes, and the gateway with the other URL says so', async () => {
    const [old, next] = [await gateways.receiver(answerWith(500)), await gateways.receiver()];
    const one = await gateways.start(old.url);
    await turn(one, 'Before');
    await until(async () => expect(await state(one)).toMatchObject({ pending: 3 }));
    const other = await gateways.start(next.url);
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
    let open = 0;
    let most = 0;
    const { url, received } = await gateways.receiver((response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.writeHead(200).end();
      }, 5);
    });
    const three = [await gateways.start(url), await gateways.start(url), await gateways.start(url)];
    const names = Array.from({ length: 6 }, (_, index) => `Relay ${index}`);
    for (const [index, name] of names.entries()) await turn(three[index % 3] as TestApp, name);
    await until(() => expect(received).toHaveLength(18));
    expect(received.map(told)).toEqual(names.flatMap(turnsOf));
    expect(new Set(received.map(idOf)).size).toBe(18);
    expect(most).toBe(1);
  });

  it('goes on at another gateway when one has died over it, with the same post', async () => {
    // The first post never gets an answer, and its gateway waits for far longer than its lease.
    const { url, received } = await gateways.receiver((response, request, index) => {
      if (index > 0) answerWith(200)(response, request, index);
    });
    const hanging = await gateways.start(url, {
      webhookTimes: { attemptMilliseconds: 60_000, leaseMilliseconds: 300 },
    });
    await turn(hanging, 'Relay');
    await until(() => expect(received).toHaveLength(1));
    await gateways.start(url);
    await until(() => expect(received).toHaveLength(4));
    expect(received.map(told)).toEqual([turnsOf('Relay')[0], ...turnsOf('Relay')]);
    expect(idOf(received[0] as Received)).toBe(idOf(received[1] as Received));
    expect(received[0]?.body).toBe(received[1]?.body);
  });

  it('ends at once with its gateway, and is not counted as a failure', async () => {
    const { url, received, answerFromNowOn } = await gateways.receiver(() => {});
    const app = await gateways.start(url, {
      webhookTimes: { attemptMilliseconds: 60_000, leaseMilliseconds: 120_000 },
    });
    await turn(app, 'Relay');
    await until(() => expect(received).toHaveLength(1));
    await app.stop();
    answerFromNowOn(answerWith(200));
    const [row] = await gateways.database.sql<{ failed: number; holder: null }>(
      'SELECT failed_attempts AS failed, gateway_id AS holder FROM webhook',
    );
    expect(row).toEqual({ failed: 0, holder: null });
    await gateways.start(url);
    await until(() => expect(received).toHaveLength(4));
    expect(received.map(told)).toEqual([turnsOf('Relay')[0], ...turnsOf('Relay')]);
  });

  it('is tried at once when a gateway starts, once for each start', async () => {
    const { url, received } = await gateways.receiver(answerWith(503));
    const putOff = { firstPauseMilliseconds: 600_000, longestPauseMilliseconds: 600_000 };
    const app = await gateways.start(url, { webhookTimes: putOff });
    await turn(app, 'Relay');
    for (const failedAttempts of [1, 2]) {
      await until(async () => expect(await state(app)).toMatchObject({ failedAttempts, pending: 3 }));
      expect(received).toHaveLength(failedAttempts);
      expect((await state(app)).nextAttemptAt).not.toBeNull();
      await gateways.start(url, { webhookTimes: putOff });
    }
    await until(async () => expect(await state(app)).toMatchObject({ failedAttempts: 3 }));
  });

  it('goes on with what is there where events were removed meanwhile, and says so', async () => {
    const { url, received } = await gateways.receiver();
    const app = await gateways.start(url);
    await turn(app, 'Relay');
    await allTaken(app, received, 3);
    await app.stop();
    await gateways.database.sql('UPDATE event_log SET removed_through = (SELECT MAX(id) FROM events)');
    await gateways.database.sql('DELETE FROM events');
    await gateways.database.sql('UPDATE webhook SET position = position - 1');
    const again = await gateways.start(url);
    await turn(again, 'Next');
    await until(() => expect(received.slice(3).map(told)).toEqual(turnsOf('Next')));
    expect(again.log).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('more than a day ago') }),
    );
  });
});
