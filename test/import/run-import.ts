import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inject } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Transcript } from '../support/transcript.js';
import { unsetVariables } from '../support/unset-variables.js';

const projectRoot = resolve(import.meta.dirname, '..', '..');

export interface ImportRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export const oldKey = 'canary-old-api-key';

/** A database to import into, a folder for what lies beside it, and the command that does it. */
export interface ImportFixture {
  database: TestDatabase;
  directory: string;
  secretsKey: Buffer;
  run(args: readonly string[], env?: Record<string, string | undefined>): Promise<ImportRun>;
  /** Rows of all tables that an import may write, or null when there are no tables. */
  content(): Promise<object | null>;
  drop(): Promise<void>;
}

export async function createImportFixture(): Promise<ImportFixture> {
  const transcript = new Transcript(inject('transcriptDirectory'));
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'gateway-import-'));
  const secretsKey = randomBytes(32);
  transcript.guard('sealing key', secretsKey.toString('base64'));
  transcript.guard('key of the old installation', oldKey);
  transcript.guard('SMTP password', 'canary-smtp-password');
  return {
    database,
    directory,
    secretsKey,
    async run(args, env = {}) {
      const result = await runImport(args, {
        DATABASE_URL: database.url,
        SECRETS_KEY: secretsKey.toString('base64'),
        OLD_API_KEY: oldKey,
        ...env,
      });
      transcript.note(result.stdout + result.stderr);
      return result;
    },
    async content() {
      const tables = await database.sql("SHOW TABLES LIKE 'delivery_servers'");
      if (tables.length === 0) return null;
      return {
        servers: await database.sql('SELECT * FROM delivery_servers ORDER BY id'),
        groups: await database.sql('SELECT * FROM user_groups ORDER BY id'),
        assignments: await database.sql('SELECT * FROM channel_assignments ORDER BY user_group_id, channel'),
      };
    },
    async drop() {
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs the command with these variables and no others. */
export function runImport(
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<ImportRun> {
  const child = spawn(process.execPath, ['dist/import/main.js', ...args], {
    cwd: projectRoot,
    env: { ...unsetVariables, PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })));
}
