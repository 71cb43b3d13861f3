import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { DataLayout } from './data-layout.js';

export interface ServerProcess {
  readonly pid: number | undefined;
  /** Resolves, never rejects, with a few words on how it ended. */
  readonly ended: Promise<string>;
  /** To be called once it answers; until then it is ended by force. */
  markReady(): void;
  /** Asks it to end and, if it does not in time, ends it by force. Resolves once it has gone. */
  stop(milliseconds?: number): Promise<void>;
}

// A server that is killed loses nothing: what was committed is on disk.
const stopMilliseconds = 6_000;

/**
 * The server must not outlive its owner, and a SIGKILL leaves the owner no time to see to that. So the owner
 * holds one end of a pipe, which the kernel closes whatever way it dies, and a small guard waits at the other.
 * This needs nothing but a shell; PR_SET_PDEATHSIG would be Linux only and cannot be set from Node.
 *
 * The shell turns into the server (`exec`) and the guard is its child, not the other way round: this way the
 * process that Node started, watches and signals is the server itself. The word `dismissed` ends the guard once
 * the server has ended, so that it never signals a process id that belongs to somebody else by then.
 *
 * Before the word `ready` the server is killed, not asked: a mariadbd that gets SIGTERM while it starts often
 * hangs (seen with 10.11). That loses nothing, as no client has been served yet, and InnoDB recovers.
 *
 * The shell writes the process id, so that a running server without a written id cannot be; the next owner
 * looks for it there.
 */
const guardedStart = `
umask 077
echo $$ > "$1"
shift
(
  word=
  read -r word <&3 || { kill -KILL $$; exit; }
  [ "$word" = dismissed ] && exit
  read -r word <&3 && exit
  kill -TERM $$ || exit
  seconds=0
  while [ $seconds -lt 10 ] && kill -0 $$; do sleep 1; seconds=$((seconds + 1)); done
  kill -KILL $$
) >/dev/null 2>&1 &
exec "$@" 3<&-
`;

/** Starts a server under its guard, with both outputs going to the server log. */
export async function spawnServer(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  layout: Pick<DataLayout, 'log' | 'serverPid'>,
): Promise<ServerProcess> {
  const log = await open(layout.log, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', guardedStart, 'sh', layout.serverPid, ...command], {
    // A session of its own: Ctrl-C in a terminal signals the whole group of the owner, who may still need the
    // database to finish its work.
    detached: true,
    cwd: '/',
    env: environment,
    stdio: ['ignore', log.fd, log.fd, 'pipe'],
  });
  const pipe = child.stdio[3] as Writable & { unref(): void };
  pipe.on('error', () => {});
  // A program that has nothing else left to do may end; the guard then stops the server.
  pipe.unref();
  child.unref();

  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => {
      pipe.end('dismissed\n');
      resolve(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  });
  await log.close();

  let ready = false;
  return {
    pid: child.pid,
    ended,
    markReady() {
      ready = true;
      pipe.write('ready\n');
    },
    async stop(milliseconds = stopMilliseconds) {
      child.kill(ready ? 'SIGTERM' : 'SIGKILL');
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
      await ended;
      clearTimeout(timer);
    },
  };
}
