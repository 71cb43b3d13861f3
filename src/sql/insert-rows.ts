import type { EntityManager } from 'typeorm';
import { execute } from './execute.js';
import type { SqlScalar } from './expand-lists.js';

type Row = readonly SqlScalar[];

const maxRows = 512;
/** Beyond that in lengths of powers of two, so that there are few distinct statements. */
const anyLength = 16;
/** Characters in one statement, well below the 16 MB that a server takes unless told otherwise. */
const maxText = 1_000_000;

/**
 * Adds rows, if there are any, with as few statements as the database may be sent.
 * @param into the table and its columns
 */
export async function insertRows(
  manager: EntityManager,
  into: string,
  rows: readonly Row[],
  onDuplicate = '',
): Promise<void> {
  for (const part of inParts(rows)) {
    const values = part.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
    await execute(manager, `INSERT INTO ${into} VALUES ${values} ${onDuplicate}`, part.flat());
  }
}

function* inParts(rows: readonly Row[]): Iterable<readonly Row[]> {
  for (let start = 0; start < rows.length; ) {
    const fitting = countFitting(rows, start);
    const length = fitting <= anyLength ? fitting : 2 ** Math.floor(Math.log2(fitting));
    yield rows.slice(start, start + length);
    start += length;
  }
}

/** How many rows from one on are neither too many nor too long together; at least that one. */
function countFitting(rows: readonly Row[], start: number): number {
  const end = Math.min(rows.length, start + maxRows);
  let text = 0;
  for (let index = start; index < end; index++) {
    for (const value of rows[index] as Row)
      if (typeof value === 'string' || Buffer.isBuffer(value)) text += value.length;
    if (text > maxText && index > start) return index - start;
  }
  return end - start;
}
