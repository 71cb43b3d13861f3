import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signWebhook } from '../../src/webhook/sign-webhook.js';
import { textOf } from '../structure/documents.js';

const secret = 'a secret of the webhook';
const body = JSON.stringify({
  id: 'ev_1',
  deliveryServer: { id: 'ds_1', name: 'Relay' },
  transition: { kind: 'SPF', from: 'PASS', to: 'FAIL' },
});
const now = () => Math.floor(Date.now() / 1000);

let url: string;
const printed: string[] = [];
const undone: (() => unknown)[] = [];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  const [, program = ''] =
    /```js\n(\/\/ receiver\.mjs\n[\s\S]*?)```/.exec(textOf('docs/verification.md')) ?? [];
  const directory = await mkdtemp(join(tmpdir(), 'receiver-'));
  undone.push(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'receiver.mjs'), program);
  const port = await freePort();
  const env = { ...process.env, VERIFY_WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn(process.execPath, [join(directory, 'receiver.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undone.push(() => child.kill());
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => printed.push(line));
  await once(lines, 'line');
  url = `http://127.0.0.1:${port}/delivery`;
});
afterAll(async () => {
  for (const undo of undone.reverse()) await undo();
});

async function statusOf(timestamp: number, signature: string, text = body): Promise<number> {
  const headers = {
    'webhook-id': 'ev_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  return (await fetch(url, { method: 'POST', headers, body: text })).status;
}

describe('the receiver in the documentation', () => {
  it('takes what the gateway signs, and prints it once', async () => {
    for (const timestamp of [now(), now() + 1])
      expect(await statusOf(timestamp, signWebhook(secret, timestamp, body))).toBe(204);
    expect(printed).toEqual(['waiting', 'Relay: SPF was PASS and is FAIL']);
  });

  it.each<[what: string, timestamp: number, signature: string]>([
    ['of another secret', now(), signWebhook('another secret', now(), body)],
    ['of another body', now(), signWebhook(secret, now(), `${body} `)],
    ['of another time', now() + 1, signWebhook(secret, now(), body)],
    ['from long ago', now() - 600, signWebhook(secret, now() - 600, body)],
    ['of no time', Number.NaN, signWebhook(secret, Number.NaN, body)],
    ['that is none', now(), 'v1='],
    ['with letters of more octets', now(), `v1=${'é'.repeat(64)}`],
  ])('refuses a signature %s', async (_, timestamp, signature) => {
    expect(await statusOf(timestamp, signature)).toBe(401);
  });
});
