import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { Change } from './change.js';

const maxPerStatement = 64;
const anyLength = 16;

/**
 * Notes changes in the transaction that makes them, so that subscribers hear of a change exactly when there was one.
 * The last thing that a transaction does before it reads back what it wrote.
 */
export async function recordChanges(manager: EntityManager, ...changes: readonly Change[]): Promise<void> {
  for (let start = 0; start < changes.length; ) {
    const rest = Math.min(changes.length - start, maxPerStatement);
    // Many at once in lengths of powers of two, so that there are few distinct statements.
    const length = rest <= anyLength ? rest : 2 ** Math.floor(Math.log2(rest));
    const part = changes.slice(start, start + length);
    start += length;
    await execute(
      manager,
      `INSERT INTO outbox (subject, subject_id, kind, version, detail_id, topic, lost_tags)
       VALUES ${part.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      part.flatMap(({ subject, rowId, kind, version, detail, lostTags = [] }) => [
        ...[subject, rowId, kind, version],
        ...[detail?.rowId ?? null, detail?.topic ?? null],
        lostTags.length > 0 ? JSON.stringify(lostTags) : null,
      ]),
    );
  }
}
