import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { GatewayFixture, GatewayProcess } from '../support/gateway-process.js';
import { Client } from './client.js';
import { beginAnswer } from './slow-requests.js';

export async function startWithKey(
  fixture: GatewayFixture,
): Promise<{ gateway: GatewayProcess; key: string }> {
  const gateway = await fixture.start();
  return { gateway, key: gateway.printedKey as string };
}

/** How many servers of about 1.9 MB each: more than the buffers between two processes hold. */
export const longSettings = 10;

export async function startLongAnswer(fixture: GatewayFixture) {
  const { gateway, key } = await startWithKey(fixture);
  const client = new Client(gateway.url, key, fixture.transcript);
  for (let made = 0; made < longSettings; made += 1) {
    const { body } = await client.graphql(createServer, { settings: 'x'.repeat(1_900_000) });
    expect(body.data.deliveryServerCreate.userErrors).toEqual([]);
  }
  const query = new URLSearchParams({ Command: 'deliveryservers.get', APIKey: key });
  return { gateway, answer: await beginAnswer(`${gateway.url}/api.php?${query}`) };
}

const createServer = `mutation ($settings: String!) {
  deliveryServerCreate(input: {
    name: "Relay with long settings"
    smtp: { host: "smtp.example.com", port: 25, security: NONE, authRequired: false }
    domains: { linkTracking: "l.example.com", openTracking: "o.example.com", mailFrom: "b.example.com" }
    senderRotation: { enabled: true, settings: $settings }
  }) { userErrors { code } }
}`;

export function serverLog(fixture: GatewayFixture): Promise<string> {
  return readFile(join(fixture.dataDirectory, 'database', 'server.log'), 'utf8');
}
