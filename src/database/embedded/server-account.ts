import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataLayout } from './data-layout.js';

export const userName = 'gateway';
export const databaseName = 'gateway';

const passwordPattern = /^[\w-]{32}$/;

/**
 * Gives the password of this data directory, made up at the first call, and writes the SQL with which every
 * start sets up the account and the database. As each start repeats it, a lost password file, or a crash
 * between making the data directory and the account, mends itself.
 */
export async function prepareServerAccount(layout: DataLayout): Promise<string> {
  const password = (await readPassword(layout.password)) ?? (await makePassword(layout.password));
  await writeFile(layout.initSql, accountSql(password), { mode: 0o600 });
  return password;
}

/** One statement per line, as the server's --init-file wants it. Only the hash of the password is in it. */
function accountSql(password: string): string {
  const account = `'${userName}'@'127.0.0.1'`;
  return [
    `CREATE DATABASE IF NOT EXISTS ${databaseName} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE OR REPLACE USER ${account} IDENTIFIED BY PASSWORD '${nativePasswordHash(password)}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

/** mysql_native_password, the one method that every MariaDB and every client speaks. SHA1 twice is its format. */
function nativePasswordHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

async function readPassword(path: string): Promise<string | null> {
  const content = await readFile(path, 'utf8').catch(() => '');
  return passwordPattern.test(content.trim()) ? content.trim() : null;
}

async function makePassword(path: string): Promise<string> {
  // base64url needs no escaping in a URL.
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${path}.new`, `${password}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return password;
}
