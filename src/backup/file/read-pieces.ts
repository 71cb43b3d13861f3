import { createReadStream } from 'node:fs';
import { addAbortSignal, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupError } from '../backup-error.js';
import { damaged, notOurs } from './decode-backup.js';

/**
 * What a compressed file or stream holds.
 * @throws BackupError when it cannot be read
 */
export async function* readPieces(
  from: { path: string } | { stream: Readable },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const source = 'path' in from ? createReadStream(from.path) : from.stream;
  const pieces = pipeline(addAbortSignal(signal, source), createGunzip(), () => {});
  let hasBegun = false;
  try {
    for await (const piece of pieces) {
      hasBegun = true;
      yield piece;
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw hasBegun ? damaged() : notOurs();
    if (syscall && 'path' in from) throw new BackupError(`${from.path} cannot be read (${code}).`);
    throw error;
  }
}
