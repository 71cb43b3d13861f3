import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataLayout } from './data-layout.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { hasArgument } from './process-identity.js';
import { dataDirectoryArgument } from './server-settings.js';

const forceMilliseconds = 10_000;
const deadlineMilliseconds = 15_000;

/**
 * Waits for the server of a killed owner, which is still shutting down. It is asked to end once more, because
 * its guard may have been killed along with the owner. Call it with the lock held: no living owner then exists.
 */
export async function endEarlierServer(layout: DataLayout, report: (message: string) => void): Promise<void> {
  const pid = Number.parseInt(await readFile(layout.serverPid, 'utf8').catch(() => ''), 10);
  if (!(pid > 0)) return;
  const argument = dataDirectoryArgument(layout);
  if (!(await hasArgument(pid, argument))) return;

  report(`waiting for the earlier database server (process ${pid}) to end`);
  signal(pid, 'SIGTERM');
  const begun = Date.now();
  while (await hasArgument(pid, argument)) {
    if (Date.now() - begun > forceMilliseconds) signal(pid, 'SIGKILL');
    if (Date.now() - begun > deadlineMilliseconds) {
      throw new EmbeddedDatabaseError(
        `the earlier database server (process ${pid}) is still shutting down; try again, or end that process`,
      );
    }
    await sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in this very moment, which is what is wanted.
  }
}
