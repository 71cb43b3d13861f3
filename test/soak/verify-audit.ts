import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SoakedGateway } from './soaked-gateway.js';
import type { Verdict } from './verdict.js';

const run = promisify(execFile);
const program = resolve(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

/** What is committed last is linked into the chain about a second later. */
const linkMilliseconds = 3_000;

/** As an operator does, with the command line. */
export async function verifyAudit({ url, key }: SoakedGateway): Promise<Verdict> {
  await sleep(linkMilliseconds);
  const env = { PATH: process.env.PATH, GATEWAY_URL: url, GATEWAY_API_KEY: key };
  try {
    const { stdout } = await run(process.execPath, [program, 'audit', 'verify'], { env });
    return { rule: 'audit trail', found: stdout.trim().split('\n').at(-1) ?? '', faults: [] };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { rule: 'audit trail', found: 'not whole', faults: `${stdout}${stderr}`.trim().split('\n') };
  }
}
