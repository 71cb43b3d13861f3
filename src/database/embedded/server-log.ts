import { open, rename, stat } from 'node:fs/promises';

const rotatedAtBytes = 1024 * 1024;
const maxReadBytes = 64 * 1024;

/** Keeps the log small: one earlier file is kept. Call it while no server runs. */
export async function rotateServerLog(path: string): Promise<void> {
  if ((await serverLogSize(path)) > rotatedAtBytes) await rename(path, `${path}.old`);
}

export async function serverLogSize(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** What the server has written since the log had the given size, the last part of it if it is long. */
export async function readServerLog(path: string, since: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(since, size - maxReadBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - start)), {
      position: start,
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The reason in a server log, in one short line. */
export function complaintIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /\[ERROR\]|^ERROR/.test(line) && !/Aborting$/.test(line));
  const chosen = errors.length > 0 ? errors.slice(0, 2) : lines.slice(-1);
  // Each line starts with a date and a thread number, which tell the reader of a message nothing.
  return (
    chosen.map((line) => line.replace(/^.*?\[\w+\] /, '').slice(0, 160)).join('; ') || 'it left no message'
  );
}
