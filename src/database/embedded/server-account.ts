import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataLayout } from './data-layout.js';
import type { Engine } from './engine.js';

export const userName = 'gateway';
export const databaseName = 'gateway';

const passwordPattern = /^[\w-]{32}$/;

/**
 * Gives the password of this data directory, made up at the first call, and writes the SQL with which every
 * start sets up the account and the database. As each start repeats it, a lost password file, or a crash
 * between making the data directory and the account, mends itself.
 */
export async function prepareServerAccount(layout: DataLayout, engine: Engine): Promise<string> {
  const password = (await readPassword(layout.password)) ?? (await makePassword(layout.password));
  const sql = engine.accountSql(`'${userName}'@'127.0.0.1'`, password, databaseName);
  await writeFile(layout.initSql, `${sql.join('\n')}\n`, { mode: 0o600 });
  return password;
}

/** Lets another process of the same user find the server, see {@link urlOfRunningServer}. */
export async function tellPort({ serverPort }: DataLayout, port: number): Promise<void> {
  await writeFile(`${serverPort}.new`, `${port}\n`, { mode: 0o600 });
  await rename(`${serverPort}.new`, serverPort);
}

export function urlOf(password: string, port: number): string {
  return `mysql://${userName}:${password}@127.0.0.1:${port}/${databaseName}`;
}

/** The address of the server that another process runs; null before it is up. */
export async function urlOfRunningServer(layout: DataLayout): Promise<string | null> {
  const port = Number.parseInt(await readFile(layout.serverPort, 'utf8').catch(() => ''), 10);
  const password = await readPassword(layout.password);
  return port > 0 && password !== null ? urlOf(password, port) : null;
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
