import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { databaseName, userName } from './server-account.js';
import type { ServerProcess } from './server-process.js';

/** `exited`: the server ended before it answered. `port-taken`: another server answers on this port. */
export type StartOutcome = 'ready' | 'exited' | 'port-taken' | 'late';

const deadlineMilliseconds = 30_000;
const pauseMilliseconds = 20;

/** Logs in as the gateway will, until that works. A refused connection costs next to nothing. */
export async function waitUntilReady(
  server: ServerProcess,
  port: number,
  password: string,
): Promise<StartOutcome> {
  const exited = server.ended.then(() => 'exited' as const);
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([exited, tryLogin(port, password)]);
    if (outcome !== 'refused') return outcome;
    await Promise.race([exited, sleep(pauseMilliseconds)]);
  }
  return 'late';
}

async function tryLogin(port: number, password: string): Promise<'ready' | 'port-taken' | 'refused'> {
  try {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: userName,
      password,
      database: databaseName,
      connectTimeout: 2_000,
    });
    await connection.end();
    return 'ready';
  } catch (error) {
    // Our server sets up the account before it accepts anybody, so it never refuses the password.
    return (error as NodeJS.ErrnoException).code === 'ER_ACCESS_DENIED_ERROR' ? 'port-taken' : 'refused';
  }
}
