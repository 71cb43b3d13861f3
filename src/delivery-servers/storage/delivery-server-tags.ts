import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { FieldChange } from '../../audit/audit-record.js';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { normalTags } from '../tags.js';
import { tagChanges } from './field-changes.js';

/**
 * Gives a server that is locked these tags and no others.
 * @returns those that it had and has no longer, and what became different
 */
export async function writeTags(
  manager: EntityManager,
  rowId: number,
  tags: readonly string[],
): Promise<{ lostTags: string[]; changes: FieldChange[] }> {
  const before = await readTags(manager, rowId);
  const after = normalTags(tags);
  const lostTags = before.filter((tag) => !after.includes(tag));
  if (lostTags.length > 0)
    await execute(manager, 'DELETE FROM delivery_server_tags WHERE delivery_server_id = ? AND tag IN (?)', [
      rowId,
      lostTags,
    ]);
  const gainedTags = after.filter((tag) => !before.includes(tag));
  await insertTags(
    manager,
    gainedTags.map((tag) => [rowId, tag]),
  );
  return { lostTags, changes: tagChanges(before, after) };
}

/** Gives servers tags that they do not have. */
export async function insertTags(
  manager: EntityManager,
  rows: readonly (readonly [rowId: number, tag: string])[],
): Promise<void> {
  await insertRows(manager, 'delivery_server_tags (delivery_server_id, tag)', rows);
}

export async function readTags(manager: EntityManager, rowId: number): Promise<string[]> {
  return (await tagsOf(manager, [rowId])).get(rowId) ?? [];
}

/** The tags of those of the servers that have any, by row number, in alphabetical order. */
export async function tagsOf(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<Map<number, string[]>> {
  const rows = await execute<(RowDataPacket & { id: number; tag: string })[]>(
    manager,
    `SELECT delivery_server_id AS id, tag FROM delivery_server_tags
     WHERE delivery_server_id IN (?) ORDER BY delivery_server_id, tag`,
    [rowIds],
  );
  const tags = new Map<number, string[]>();
  for (const { id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), tag]);
  return tags;
}
