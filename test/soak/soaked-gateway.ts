import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const program = resolve(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** The built gateway as a process of its own, as `npm start` starts it. */
export interface SoakedGateway {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  /** Lines of its log that tell of an error. */
  readonly errors: readonly string[];
  stop(): Promise<void>;
}

/** @param environment besides the key, the port and `METRICS` */
export async function startGateway(
  environment: Readonly<Record<string, string>>,
  directory: string,
): Promise<SoakedGateway> {
  const key = randomBytes(24).toString('base64url');
  const child = spawn(process.execPath, ['--min-semi-space-size=16', program], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      ADMIN_API_KEY: key,
      METRICS: 'on',
      // Points are counted, and nobody runs out of them.
      RATE_LIMIT: '1000000000',
      VERIFY_RATE_LIMIT: '0',
      VERIFY_MESSAGE_LIMIT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const errors: string[] = [];
  const url = await addressOf(child, errors);
  return {
    url,
    key,
    pid: child.pid as number,
    errors,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

/** Reads its output to the end, as whoever starts a program has to, and keeps of it what matters. */
function addressOf(child: ChildProcess, errors: string[]): Promise<string> {
  return new Promise((found, failed) => {
    child.once('close', (code, signal) => failed(new Error(`The gateway has ended (${code ?? signal}).`)));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (/"level":"?(50|60|error|fatal)/.test(line)) errors.push(line);
      else if (line.includes('GraphQL')) {
        const url = /^ {2}GraphQL +(http:\S+)\/graphql$/.exec(line)?.[1];
        if (url) found(url);
      }
    });
  });
}
