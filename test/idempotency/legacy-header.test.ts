import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

const adminApiKey = 'a-key-of-the-environment';

beforeAll(async () => {
  app = await startTestApp({ adminApiKey });
});
afterAll(() => app?.stop());

const countServers = async (name: string) => {
  const [row] = await app.sql('SELECT COUNT(*) AS count FROM delivery_servers WHERE name = ?', [name]);
  return Number(row?.count);
};

describe('the header Idempotency-Key of /api.php', () => {
  const parameters = (name: string) => ({
    Command: 'deliveryserver.create',
    APIKey: adminApiKey,
    DeliveryServerName: name,
    SendMethodSMTPHost: 'smtp.example.com',
    SendMethodSMTPPort: 587,
    SendMethodSMTPSecure: 'tls',
    SendMethodSMTPTimeout: 30,
    SendMethodSMTPAuth: 'false',
    DomainSettings_LinkTracking: 'track.example.com',
    DomainSettings_OpenTracking: 'open.example.com',
    DomainSettings_MFrom: 'bounce.example.com',
  });
  const post = async (body: object, key: string) => {
    const response = await fetch(`${app.url}/api.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('makes 20 simultaneous sends one server and 20 equal answers', async () => {
    const name = `Server ${randomUUID()}`;
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(parameters(name), key)));
    expect(answers[0]).toMatchObject({ status: 200, body: { Success: true, ErrorCode: 0 } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await countServers(name)).toBe(1);
  });

  it('answers 422 to another request under the same key', async () => {
    const key = randomUUID();
    await post(parameters('One'), key);
    const { status, body } = await post(parameters('Another'), key);
    expect([status, body.Success, body.ErrorCode]).toEqual([422, false, 422]);
    expect(await countServers('Another')).toBe(0);
  });

  it('repeats a deletion without finding the server gone', async () => {
    const { legacyId } = await createServer(app);
    const key = randomUUID();
    const remove = {
      Command: 'deliveryservers.delete',
      APIKey: adminApiKey,
      DeliveryServerID: `${legacyId}`,
    };
    const first = await post(remove, key);
    expect(first.body.Success).toBe(true);
    expect(await post(remove, key)).toEqual(first);
  });

  it.each([
    ['longer than 255 characters', 'k'.repeat(256)],
    ['a zero-width space', Buffer.from('\u200b').toString('latin1')],
    ['a soft hyphen', '\u00ad'],
  ])('is refused when it is %s', async (_, key) => {
    const { status, body } = await post(parameters('Refused'), key);
    expect([status, body.ErrorCode]).toEqual([400, 100001]);
    expect(body.ErrorText).toContain('Idempotency-Key');
  });

  it('changes nothing for a command that only reads', async () => {
    const key = randomUUID();
    const { legacyId } = await createServer(app);
    const get = { Command: 'deliveryserver.get', APIKey: adminApiKey, DeliveryServerID: legacyId };
    expect((await post(get, key)).body.Success).toBe(true);
    expect((await post({ ...get, DeliveryServerID: 999_999 }, key)).body.Success).toBe(false);
  });
});
