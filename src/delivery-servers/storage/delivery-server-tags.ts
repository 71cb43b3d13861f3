import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { normalTags } from '../tags.js';

/**
 * Gives a server that is locked these tags and no others.
 * @returns those that it had and has no longer
 */
export async function writeTags(
  manager: EntityManager,
  rowId: number,
  tags: readonly string[],
): Promise<{ lostTags: string[] }> {
  const before = await readTags(manager, rowId);
  const after = normalTags(tags);
  const lostTags = before.filter((tag) => !after.includes(tag));
  if (lostTags.length > 0)
    await execute(manager, 'DELETE FROM delivery_server_tags WHERE delivery_server_id = ? AND tag IN (?)', [
      rowId,
      lostTags,
    ]);
  const gainedTags = after.filter((tag) => !before.includes(tag));
  await insertRows(
    manager,
    'delivery_server_tags (delivery_server_id, tag)',
    gainedTags.map((tag) => [rowId, tag]),
  );
  return { lostTags };
}

export async function readTags(manager: EntityManager, rowId: number): Promise<string[]> {
  const rows: { tag: string }[] = await manager.query(
    'SELECT tag FROM delivery_server_tags WHERE delivery_server_id = ? ORDER BY tag',
    [rowId],
  );
  return rows.map(({ tag }) => tag);
}
