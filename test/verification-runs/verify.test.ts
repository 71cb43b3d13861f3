import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { measure, verdicts, verifyPayload } from './runs.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const dnsChecks = ['SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'];

describe('deliveryServerVerify', () => {
  it('makes the six checks of DNS, in the order of CheckKind', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id);
    expect(run).toMatchObject({
      deliveryServer: { id },
      deliveryServerVersion: 1,
      trigger: 'REQUESTED',
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    });
    expect(run.checks.map(({ kind }: { kind: string }) => kind)).toEqual(dnsChecks);
  });

  it('makes the checks that it is asked for alone', async () => {
    const { id } = await createServer(app);
    const { checks } = await measure(app, id, ['LINK_DOMAIN', 'SPF', 'SPF']);
    expect(verdicts(checks)).toEqual([
      expect.stringMatching(/^SPF /),
      expect.stringMatching(/^LINK_DOMAIN /),
    ]);
  });

  it.each([
    ['ds_2147483647', undefined, ['input.id NOT_FOUND']],
    ['vr_1', ['SPF'], ['input.id INVALID_ID']],
    ['nobody', ['SPF', 'EMAIL_DELIVERY'], ['input.id INVALID_ID', 'input.checks.1 INVALID']],
    ['ds_2147483647', [], ['input.id NOT_FOUND', 'input.checks REQUIRED']],
  ])('refuses %s with the checks %j, telling of everything', async (id, checks, problems) => {
    const { run, userErrors } = await verifyPayload(app, { id, checks });
    expect(run).toBeNull();
    expect(told(userErrors)).toEqual(problems);
  });
});
