import { createHash } from 'node:crypto';
import type { BackupEntry, BackupHeader, TableStart } from '../backup-content.js';
import { BackupError } from '../backup-error.js';
import { formatName } from './encode-backup.js';

const newline = 0x0a;

export interface DecodedBackup {
  header: BackupHeader;
  /** What is in it. Only when all of it has been read is it known that nothing is missing or damaged. */
  entries: AsyncGenerator<BackupEntry>;
}

/**
 * Reads what `encodeBackup` wrote.
 * @throws BackupError when it is not a whole backup; for what is damaged further on later, from the entries
 */
export async function decodeBackup(pieces: AsyncIterable<Buffer>): Promise<DecodedBackup> {
  const hash = createHash('sha256');
  const lines = linesOf(pieces);
  const { value: first } = await lines.next();
  const header = headerIn(first);
  if (first) hash.update(first);
  return { header, entries: entriesIn(lines, hash) };
}

/**
 * Reads all of a backup to see whether it is whole.
 * @throws BackupError when it is not
 */
export async function verifyBackup(pieces: AsyncIterable<Buffer>): Promise<void> {
  const { entries } = await decodeBackup(pieces);
  while (!(await entries.next()).done);
}

async function* entriesIn(
  lines: AsyncGenerator<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<BackupEntry> {
  let columns: TableStart['columns'] = [];
  for await (const line of lines) {
    const found = parsed(line);
    if (isRowOf(columns, found)) {
      yield found.map((value, index) =>
        columns[index]?.isBinary && value !== null ? Buffer.from(value, 'base64') : value,
      );
    } else if (isTableStart(found)) {
      ({ columns } = found);
      yield found;
    } else {
      const isEnd = found?.end && found.sha256 === hash.digest('hex') && (await lines.next()).done;
      if (!isEnd) throw damaged();
      return;
    }
    hash.update(line);
  }
  throw damaged();
}

function isRowOf(columns: TableStart['columns'], found: unknown): found is (string | null)[] {
  if (!Array.isArray(found) || found.length !== columns.length) return false;
  return found.every((value) => value === null || typeof value === 'string');
}

function isTableStart(found: Partial<TableStart> | null): found is TableStart {
  return (
    typeof found?.table === 'string' && Array.isArray(found.columns) && /^\d+$/.test(found.nextId ?? '0')
  );
}

/** Whole lines with their ends; without its end the last one is the rest of a longer one. */
async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
      yield Buffer.concat([...begun, piece.subarray(start, end + 1)]);
      begun = [];
      start = end + 1;
    }
    if (start < piece.length) begun.push(piece.subarray(start));
  }
  if (begun.length > 0) throw damaged();
}

function headerIn(line: Buffer | undefined): BackupHeader {
  const found = line && parsed(line);
  if (!/^delivery-gateway backup \d+$/.test(found?.format)) throw notOurs();
  if (found.format !== formatName)
    throw new BackupError(
      `The backup was written by a newer release (${found.release}). Restore it with that release, or a later one.`,
    );
  return found;
}

/** Null when the line is no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what was written by encodeBackup, unless it is damaged
function parsed(line: Buffer): any {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return null;
  }
}

export const notOurs = () => new BackupError('This is not a backup of a gateway.');

export const damaged = () =>
  new BackupError(
    'The backup is damaged or cut off: its checksum does not fit what is in it. Nothing of it was restored.',
  );
