import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/database/embedded/free-port.js';
import { makeCertificate } from './certificate.js';
import type { ProxyKind, Wishes } from './configurations.js';
import { ask } from './https.js';
import type { ProxyProgram } from './proxy-program.js';

/** A proxy that takes requests, before one or several gateways. */
export interface StartedProxy {
  /** The address of the gateway, with its base path. */
  url: string;
  certificate: { path: string; text: string };
  /** What it said. */
  readonly output: string;
  stop(): Promise<void>;
}

export async function startProxy(
  kind: ProxyKind,
  program: ProxyProgram,
  gateways: readonly string[],
  path: Wishes['path'] = 'kept',
): Promise<StartedProxy> {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-proxy-'));
  const certificate = makeCertificate(directory);
  const port = await freePort();
  const addresses = gateways.map((url) => new URL(url).host);
  const files = kind.files({ directory, port, certificate, gateways: addresses, path });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);

  const [first = ''] = Object.keys(files);
  const child = spawn(program.path, kind.command(join(directory, first)), {
    env: program.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const exited = once(child, 'exit');
  const proxy = {
    url: `https://localhost:${port}/gateway`,
    certificate,
    get output() {
      return output;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
  const isReady = () =>
    ask(`${proxy.url}/readyz`, { ca: certificate.text }).then(({ status }) => status === 200);
  const deadline = Date.now() + 20_000;
  while (!(await isReady().catch(() => false))) {
    await sleep(50);
    if (child.exitCode !== null || Date.now() > deadline) {
      await proxy.stop();
      throw new Error(`${kind.name} does not take requests: ${output}`);
    }
  }
  return proxy;
}
