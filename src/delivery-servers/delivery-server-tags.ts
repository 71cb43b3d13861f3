import type { EntityManager } from 'typeorm';
import { type Problem, Reason } from '../problem.js';
import { textFault } from '../text.js';
import { DeliveryServerTagEntity } from './delivery-server-tag.entity.js';

const mostTags = 20;
const longestTag = 50;

/** Tags as they are kept: in lower case, without blanks around them, each one once, in alphabetical order. */
export function normalTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(normalTag))].sort();
}

export function normalTag(tag: string): string {
  return tag.normalize('NFC').trim().toLowerCase();
}

export function tagProblems(tags: readonly string[]): Problem[] {
  if (normalTags(tags).length > mostTags) {
    const message = `A server can have at most ${mostTags} tags.`;
    return [{ path: ['tags'], reason: Reason.TOO_LONG, message }];
  }
  return tags.flatMap((tag, index) => {
    const path = ['tags', `${index}`];
    if (tag.trim() === '') return [{ path, reason: Reason.REQUIRED, message: 'A tag must not be blank.' }];
    const fault = textFault(normalTag(tag), longestTag);
    return fault ? [{ path, ...fault }] : [];
  });
}

/** Gives a server these tags and no others. */
export async function writeTags(
  manager: EntityManager,
  deliveryServerId: number,
  tags: readonly string[],
): Promise<void> {
  await manager.delete(DeliveryServerTagEntity, { deliveryServerId });
  const rows = normalTags(tags).map((tag) => ({ deliveryServerId, tag }));
  if (rows.length > 0) await manager.insert(DeliveryServerTagEntity, rows);
}

export async function readTags(manager: EntityManager, rowId: number): Promise<string[]> {
  const rows: { tag: string }[] = await manager.query(
    'SELECT tag FROM delivery_server_tags WHERE delivery_server_id = ? ORDER BY tag',
    [rowId],
  );
  return rows.map(({ tag }) => tag);
}
