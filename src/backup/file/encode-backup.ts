import { createHash } from 'node:crypto';
import { type BackupEntry, type BackupHeader, isRow } from '../backup-content.js';

/** The first words of a backup; a change of the format changes the number. */
export const formatName = 'delivery-gateway backup 1';

/** Larger pieces are no faster. */
const pieceLength = 64 * 1024;

/** How much a backup has. */
export interface BackupSize {
  tables: number;
  rows: number;
}

/**
 * Writes a backup as lines of JSON: an object that says what it is, an object for each table, an array for each row with
 * bytes in base64, and at the end how much there was and the SHA-256 of all lines before.
 */
export async function* encodeBackup(
  header: BackupHeader,
  entries: AsyncIterable<BackupEntry>,
  size: BackupSize,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let lines = lineOf({ format: formatName, ...header });
  for await (const entry of entries) {
    if (isRow(entry)) size.rows += 1;
    else size.tables += 1;
    lines += lineOf(isRow(entry) ? entry.map(jsonValue) : entry);
    if (lines.length < pieceLength) continue;
    const piece = Buffer.from(lines);
    lines = '';
    hash.update(piece);
    yield piece;
  }
  hash.update(lines);
  yield Buffer.from(lines + lineOf({ end: size, sha256: hash.digest('hex') }));
}

const lineOf = (value: unknown) => `${JSON.stringify(value)}\n`;

function jsonValue(value: string | Buffer | null): string | null {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}
