import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory, pathExists } from './directories.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { runCommand } from './program/run-command.js';
import type { ServerBinary } from './program/server-binary.js';
import { complaintIn } from './server-log.js';
import { bootstrapArguments } from './server-settings.js';

const deadlineMilliseconds = 60_000;

/**
 * Gives a pristine data directory for this server version: the system tables, no database, no password, and no account
 * that can log in once the server has been started. Made once per cache, as creating the tables takes a third of a second on a fast
 * disk and copying the result a small part of that.
 */
export async function ensureDataTemplate(binary: ServerBinary, cacheDirectory: string): Promise<string> {
  const { bootstrap, formatSettings, name, ownFiles } = binary.engine;
  const sql = bootstrap.sql(
    binary.systemTablesSql === null ? '' : await readFile(binary.systemTablesSql, 'utf8'),
  );
  const ingredients = [binary.version, ...formatSettings, sql].join('\n');
  const fingerprint = createHash('sha256').update(ingredients).digest('hex').slice(0, 12);
  const version = binary.version.replace(/[^\w.+-]/g, '_');
  const template = join(cacheDirectory, `template-${version}-${fingerprint}`);
  if (await pathExists(template)) return template;

  const work = await makeTemporaryDirectory(cacheDirectory);
  try {
    const made = join(work, 'data');
    await mkdir(made);
    const [program, ...first] = binary.command;
    const args = [...first, ...bootstrapArguments(binary, made, work)];
    const { code, output } = await runCommand(program, args, {
      // Another user of the same cache may read it: there is nothing secret in it.
      env: { ...binary.environment, UMASK: '0644', UMASK_DIR: '0755' },
      input: sql,
      signal: AbortSignal.timeout(deadlineMilliseconds),
    });
    if (code !== 0)
      throw new EmbeddedDatabaseError(
        `${name} ${binary.version} cannot create its system tables: ${complaintIn(output)}`,
      );
    for (const file of ownFiles.flatMap(({ names }) => names)) await rm(join(made, file), { force: true });
    await chmod(made, 0o755);
    await rename(made, template).catch(async (error) => {
      // Another process was faster, and its template is as good.
      if (!(await pathExists(template))) throw error;
    });
    return template;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
