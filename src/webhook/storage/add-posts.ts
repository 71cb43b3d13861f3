import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';

/** What is to be posted about an event. */
export interface WebhookPost {
  eventId: number;
  body: string;
  occurredAt: Date;
}

/** Events that were read from the log. */
export interface ReadEvents {
  /** They are those that follow this one, */
  after: number;
  /** up to this one. */
  through: number;
}

/** Notes what is to be posted about events, unless another gateway was faster or the receiver is another one by now. */
export async function addPosts(
  manager: EntityManager,
  receivers: readonly Buffer[],
  { after, through }: ReadEvents,
  posts: readonly WebhookPost[],
): Promise<void> {
  const rows = await execute<RowDataPacket[]>(
    manager,
    'SELECT id FROM webhook WHERE id = 1 AND receiver IN (?) AND position = ? FOR UPDATE',
    [receivers, after],
  );
  if (rows.length === 0) return;
  await insertRows(
    manager,
    'webhook_posts (event_id, body, occurred_at)',
    posts.map(({ eventId, body, occurredAt }) => [eventId, body, occurredAt]),
  );
  await execute(manager, 'UPDATE webhook SET position = ? WHERE id = 1', [through]);
}
