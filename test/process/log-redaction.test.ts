import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';

let fixture: GatewayFixture;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

/** What the log says of the name of an operation, which clients choose. */
async function loggedName(gateway: GatewayProcess, key: string, operationName: string): Promise<unknown> {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ operationName, query: `query ${operationName} { viewer { name } }` }),
  });
  expect(answer.status).toBe(200);
  const id = answer.headers.get('x-request-id') as string;
  const findLine = () => gateway.stdout.split('\n').find((line) => line.includes(id));
  await expect.poll(findLine).toBeDefined();
  return JSON.parse(findLine() as string).operation;
}

describe('the log of a gateway', () => {
  it('has no secret of its environment, its data directory or a client, even where a client writes one', async () => {
    const secret = (kind: string) =>
      fixture.transcript.guard(kind, `canary_${randomBytes(8).toString('hex')}`);
    const apiKey = secret('API key');
    const password = secret('administrator password');
    const webhookSecret = secret('webhook secret');
    const webhookToken = secret('query of the webhook');
    const gateway = await fixture.start({
      LOG_LEVEL: 'trace',
      ADMIN_API_KEY: apiKey,
      ADMIN_USERNAME: 'admin',
      ADMIN_PASSWORD: password,
      VERIFY_WEBHOOK_URL: `http://127.0.0.1:9/hook?token=${webhookToken}`,
      VERIFY_WEBHOOK_SECRET: webhookSecret,
    });
    const sealingKey = await readFile(join(fixture.dataDirectory, 'secrets.key'), 'utf8');
    const databasePassword = await readFile(join(fixture.dataDirectory, 'database', 'password'), 'utf8');
    const names = [
      apiKey,
      password,
      webhookSecret,
      webhookToken,
      `hex_${Buffer.from(sealingKey, 'base64').toString('hex')}`,
      `hex_${Buffer.from(databasePassword.trim()).toString('hex')}`,
      `hex_${Buffer.from(password).toString('hex')}`,
    ];
    for (const name of names)
      expect(await loggedName(gateway, apiKey, name)).toMatch(/^(hex_)?\[redacted\]$/);
    // What looks like a key is no name, and others are told.
    expect(await loggedName(gateway, apiKey, `dgk_${'a'.repeat(42)}`)).toBeUndefined();
    expect(await loggedName(gateway, apiKey, 'Viewer')).toBe('Viewer');
  });
});
