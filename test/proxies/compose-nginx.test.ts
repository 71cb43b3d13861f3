import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { freePort } from '../../src/database/embedded/free-port.js';
import { textIn } from '../deployment/deployment-files.js';
import { findProxy } from './proxy-program.js';

const nginx = await findProxy('nginx');

/** What the gateway is told of the client when a request comes through the nginx of Compose with this X-Forwarded-For. */
async function addressTold(change: (configuration: string) => string): Promise<string> {
  if (!nginx) throw new Error('There is no nginx.');
  const gateway = createServer((request, response) => response.end(request.headers['x-forwarded-for']));
  await once(gateway.listen(0, '127.0.0.1'), 'listening');
  const directory = mkdtempSync(join(tmpdir(), 'gateway-compose-nginx-'));
  const port = await freePort();
  const text = change(textIn('deploy', 'nginx', 'compose.conf'))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('gateway:4000', `127.0.0.1:${(gateway.address() as AddressInfo).port}`)
    .replaceAll('/tmp/', `${directory}/`);
  writeFileSync(join(directory, 'nginx.conf'), text);
  const options = ['-g', 'daemon off;', '-c', join(directory, 'nginx.conf')];
  const child = spawn(nginx.path, options, { env: nginx.environment, stdio: 'ignore' });
  const exited = once(child, 'exit');
  try {
    return await vi.waitFor(
      async () => {
        const headers = { 'X-Forwarded-For': '203.0.113.9' };
        return (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
      },
      { timeout: 20_000 },
    );
  } finally {
    child.kill('SIGTERM');
    await exited;
    gateway.close();
    rmSync(directory, { recursive: true });
  }
}

it.runIf(nginx)('the nginx of Compose believes nothing that a client says of its address', async () => {
  expect(await addressTold((text) => text)).toBe('127.0.0.1');
});

it.runIf(nginx)('the nginx of Compose takes the address from a TLS proxy when it is told to', async () => {
  const behindProxy = (text: string) =>
    text
      .replace(/# (real_ip_header|set_real_ip_from)/g, '$1')
      .replace('set_real_ip_from 172.16.0.0/12;', 'set_real_ip_from 127.0.0.0/8;');
  expect(await addressTold(behindProxy)).toBe('203.0.113.9');
});
