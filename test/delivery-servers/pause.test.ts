import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, mutate, readServer, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const state = 'deliveryServer { id version state pause { since until reason } }';
const pause = (input: object) => mutate(app, 'deliveryServerPause', input, state);
const enable = (input: object) => mutate(app, 'deliveryServerEnable', input, state);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('a delivery server', () => {
  it('is enabled when it is new', async () => {
    expect(await createServer(app)).toMatchObject({ state: 'ENABLED', pause: null });
  });

  it('is paused with a reason and an end, and enabled again', async () => {
    const { id } = await createServer(app);
    const until = inHours(2);
    const paused = await pause({ id, reason: 'The provider moves house.', until });
    expect(paused.deliveryServer).toMatchObject({
      version: 2,
      state: 'PAUSED',
      pause: { reason: 'The provider moves house.', until, since: expect.any(String) },
    });
    expect(await readServer(app, id)).toMatchObject({ state: 'PAUSED', pause: paused.deliveryServer.pause });
    const enabled = await enable({ id });
    expect(enabled.deliveryServer).toMatchObject({ version: 3, state: 'ENABLED', pause: null });
  });

  it('is paused without a reason or an end until somebody enables it', async () => {
    const { id } = await createServer(app);
    expect((await pause({ id })).deliveryServer.pause).toMatchObject({ reason: null, until: null });
  });

  it('that is paused again keeps when it was paused and gets the new reason and end', async () => {
    const { id } = await createServer(app);
    const first = await pause({ id, reason: 'one', until: inHours(1) });
    const second = await pause({ id, reason: 'two' });
    expect(second.deliveryServer.pause).toEqual({
      since: first.deliveryServer.pause.since,
      until: null,
      reason: 'two',
    });
  });

  it('is enabled by itself once the end of the pause has come', async () => {
    const { id, legacyId } = await createServer(app);
    await pause({ id, until: inHours(1) });
    await app.sql('UPDATE delivery_servers SET paused_until = ? WHERE id = ?', [
      new Date(Date.now() - 1),
      legacyId,
    ]);
    expect(await readServer(app, id)).toMatchObject({ state: 'ENABLED', pause: null });
  });

  it('refuses an end that is over, and a reason that is too long, both at once', async () => {
    const { id } = await createServer(app);
    const { deliveryServer, userErrors } = await pause({ id, reason: 'x'.repeat(501), until: inHours(-1) });
    expect(told(userErrors)).toEqual(['input.reason TOO_LONG', 'input.until OUT_OF_RANGE']);
    expect(deliveryServer).toBeNull();
    expect(await readServer(app, id)).toMatchObject({ version: 1, state: 'ENABLED' });
  });

  it('that was changed meanwhile is shown as it is, and not paused or enabled', async () => {
    const { id } = await createServer(app);
    await mutate(app, 'deliveryServerUpdate', { id, name: 'Changed' });
    for (const change of [pause, enable]) {
      const { deliveryServer, userErrors } = await change({ id, expectedVersion: 1 });
      expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
      expect(deliveryServer).toMatchObject({ version: 2, state: 'ENABLED' });
    }
  });

  it('that does not exist is told of', async () => {
    expect(told((await pause({ id: 'ds_999999' })).userErrors)).toEqual(['input.id NOT_FOUND']);
    expect(told((await enable({ id: 'ug_1' })).userErrors)).toEqual(['input.id INVALID_ID']);
  });

  it('looks the same to the legacy API whether it is paused or not', async () => {
    const { id, legacyId } = await createServer(app);
    const get = async () => {
      const { body } = await app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: legacyId });
      return body;
    };
    const before = await get();
    await pause({ id, reason: 'quiet' });
    expect(await get()).toEqual(before);
  });
});
