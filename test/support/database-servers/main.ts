// `npm run test:mysql` and `npm run test:mariadb`: runs the tests that talk to a database on a server that is brought up
// for it, `node main.ts mysql|mariadb`, with what follows handed to vitest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedDatabaseError } from '../../../src/database/embedded/embedded-database-error.js';
import { makeDataFolder } from '../data-folder.js';
import { startMariaDbServer } from './mariadb-server.js';
import { startMySqlServer } from './mysql-server.js';

const root = resolve(import.meta.dirname, '..', '..', '..');
const cacheDirectory = join(root, '.cache');
const report = (message: string) => console.error(message);

const servers: Record<string, (directory: string) => Promise<{ url: string; stop(): Promise<void> }>> = {
  mysql: () => startMySqlServer({ cacheDirectory, report }),
  mariadb: (directory) =>
    startMariaDbServer({ dataDirectory: join(directory, 'database'), cacheDirectory, report }),
};

async function main([name = '', ...vitestArguments]: string[]): Promise<number> {
  const start = servers[name];
  if (!start) throw new Error(`The servers are ${Object.keys(servers).join(' and ')}.`);
  const directory = await makeDataFolder('gateway-test-server-');
  try {
    const server = await start(directory);
    try {
      return await runTests(name, server.url, vitestArguments);
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (!(error instanceof EmbeddedDatabaseError)) throw error;
    // Not everybody can have the packages; where everything is checked, they must be there.
    const isRequired = process.env.CI === 'true';
    console.error(`\nThe tests are not run on ${name}: ${error.message}.`);
    console.log(`\n0 passed, ${isRequired ? '1 failed' : '0 failed, 1 skipped'}`);
    return isRequired ? 1 : 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runTests(name: string, url: string, vitestArguments: string[]): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'test', 'vitest.config.ts');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...vitestArguments], {
    cwd: root,
    env: { ...process.env, TEST_DATABASE_URL: url, TEST_DATABASE_SERVER: name },
    stdio: 'inherit',
  });
  // Whoever interrupts the run means the tests; the server is stopped when they have ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code, signal] = await once(child, 'close');
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}

process.exitCode = await main(process.argv.slice(2));
