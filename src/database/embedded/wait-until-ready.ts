import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { DATABASE_NAME, USER_NAME } from './server-account.js';
import type { ServerProcess } from './server-process.js';

/** `ended`: the server did not live to answer. `foreign`: another server answers on this port. */
export type Readiness = 'ready' | 'ended' | 'foreign' | 'late';

const DEADLINE_MS = 30_000;
const PAUSE_MS = 20;

/** Logs in as the gateway will, until that works. A refused connection costs next to nothing. */
export async function waitUntilReady(
  server: ServerProcess,
  port: number,
  password: string,
): Promise<Readiness> {
  const ended = server.ended.then(() => 'ended' as const);
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([ended, tryLogin(port, password)]);
    if (outcome !== 'refused') return outcome;
    await Promise.race([ended, sleep(PAUSE_MS)]);
  }
  return 'late';
}

async function tryLogin(port: number, password: string): Promise<'ready' | 'foreign' | 'refused'> {
  try {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: USER_NAME,
      password,
      database: DATABASE_NAME,
      connectTimeout: 2_000,
    });
    await connection.end();
    return 'ready';
  } catch (error) {
    // Our server sets up the account before it accepts anybody, so it never refuses the password.
    return (error as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR' ? 'foreign' : 'refused';
  }
}
