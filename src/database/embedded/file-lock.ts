import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.js';

export interface FileLock {
  release(): Promise<void>;
}

/**
 * Takes the lock at `path` for this process, or tells the process id of the holder. A lock whose holder no
 * longer lives is taken over.
 *
 * Node has no flock(2), so the lock is a file that names its holder. It is written elsewhere and linked into
 * place: link(2) fails if the name exists, and no one ever sees a lock without its content.
 */
export async function tryLock(path: string): Promise<{ lock: FileLock } | { holder: number }> {
  const mine = `${process.pid} ${await processIdentity(process.pid)}`;
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      if (await linked(draft, path)) return { lock: { release: () => rm(path, { force: true }) } };
      const found = await contentOf(path);
      if (found === null) continue;
      const holder = Number.parseInt(found, 10);
      if (found === `${holder} ${await processIdentity(holder)}`) return { holder };
      await removeStale(path, found);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Several processes may judge the same lock stale at once, and a slow one must not remove the new lock of a fast
 * one. So removing needs a lock too, and a second look while holding it: nobody else can replace the file then.
 * Should a process die just here, its takeover lock is stale and is taken over in the same way.
 */
async function removeStale(path: string, judged: string): Promise<void> {
  const takeover = await tryLock(`${path}.takeover`);
  if ('holder' in takeover) {
    await sleep(5);
    return;
  }
  if ((await contentOf(path)) === judged) await rm(path, { force: true });
  await takeover.lock.release();
}

async function linked(from: string, to: string): Promise<boolean> {
  const done = await link(from, to).catch(unless('EEXIST'));
  return done !== null;
}

function contentOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(unless('ENOENT'));
}

/** Gives null for an error of this code. */
function unless(code: string) {
  return (error: NodeJS.ErrnoException): null => {
    if (error.code === code) return null;
    throw error;
  };
}
