import type { EntityManager } from 'typeorm';
import { insertRows } from '../sql/insert-rows.js';
import type { Change } from './change.js';

/**
 * Notes changes in the transaction that makes them, so that subscribers hear of a change exactly when there was one.
 * The last thing that a transaction does before it reads back what it wrote.
 */
export async function recordChanges(manager: EntityManager, ...changes: readonly Change[]): Promise<void> {
  await insertRows(
    manager,
    'outbox (subject, subject_id, kind, version, detail_id, topic, lost_tags)',
    changes.map(({ subject, rowId, kind, version, detail, lostTags = [] }) => [
      ...[subject, rowId, kind, version],
      ...[detail?.rowId ?? null, detail?.topic ?? null],
      lostTags.length > 0 ? JSON.stringify(lostTags) : null,
    ]),
  );
}
