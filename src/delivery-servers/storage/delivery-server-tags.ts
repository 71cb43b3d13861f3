import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { normalTags } from '../tags.js';

/** Gives a server these tags and no others. */
export async function writeTags(
  manager: EntityManager,
  rowId: number,
  tags: readonly string[],
): Promise<void> {
  await execute(manager, 'DELETE FROM delivery_server_tags WHERE delivery_server_id = ?', [rowId]);
  const kept = normalTags(tags);
  await insertRows(
    manager,
    'delivery_server_tags (delivery_server_id, tag)',
    kept.map((tag) => [rowId, tag]),
  );
}

export async function readTags(manager: EntityManager, rowId: number): Promise<string[]> {
  const rows: { tag: string }[] = await manager.query(
    'SELECT tag FROM delivery_server_tags WHERE delivery_server_id = ? ORDER BY tag',
    [rowId],
  );
  return rows.map(({ tag }) => tag);
}
