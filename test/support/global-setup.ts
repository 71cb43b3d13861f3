import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/database/embedded/embedded-database.js';
import { makeDataFolder } from './data-folder.js';
import { leakedSecrets } from './transcript.js';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
    transcriptDirectory: string;
  }
}

/**
 * One database server for the whole run; each test app makes a database of its own on it. It is the embedded one, or that
 * of `TEST_DATABASE_URL` (`mysql://user:password@host:port`, an account that may create and drop databases).
 */
export default async function setUp(project: TestProject) {
  const directory = await makeDataFolder('gateway-test-');
  const database = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startEmbeddedDatabase({
        dataDirectory: join(directory, 'database'),
        cacheDirectory: resolve(import.meta.dirname, '..', '..', '.cache'),
        report: (message) => console.error(message),
      });
  project.provide('databaseUrl', database.url);
  project.provide('transcriptDirectory', directory);
  return async () => {
    await database.stop();
    const leaked = leakedSecrets(directory);
    if (leaked.length === 0) return rm(directory, { recursive: true, force: true });
    // Vitest reports an error thrown here and still ends with 0.
    console.error(
      `\nSecrets in the output of the tests, which is kept in ${directory}: ${leaked.join('; ')}`,
    );
    console.error('0 passed, 1 failed');
    process.on('exit', () => process.exit(1));
  };
}
