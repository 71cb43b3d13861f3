import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { isTrue } from '../../sql/row-values.js';

/**
 * What a gateway does when it starts. An attempt that was put off is due at once, as a start is often what follows a repair.
 * Begins anew with what follows an event, unless the receiver is the one that was told before. From then on it is known by the
 * key that seals now, so that an older one can be left out later.
 * @param newest the event that is the newest by now
 */
export async function adoptReceiver(
  manager: EntityManager,
  receivers: readonly [Buffer, ...Buffer[]],
  newest: number,
): Promise<void> {
  const [receiver] = receivers;
  const [row] = await execute<({ isOurs: number } & RowDataPacket)[]>(
    manager,
    'SELECT receiver IN (?) AS isOurs FROM webhook WHERE id = 1 FOR UPDATE',
    [receivers],
  );
  if (row && isTrue(row.isOurs)) {
    await execute(manager, 'UPDATE webhook SET receiver = ?, next_attempt_at = NULL WHERE id = 1', [
      receiver,
    ]);
    return;
  }
  await execute(manager, 'DELETE FROM webhook_posts', []);
  await execute(
    manager,
    `UPDATE webhook SET receiver = ?, position = ?, gateway_id = NULL, lease_until = NULL, failed_attempts = 0,
       next_attempt_at = NULL, last_attempt_at = NULL, last_status = NULL, last_error = NULL,
       last_delivered_at = NULL, given_up = 0
     WHERE id = 1`,
    [receiver, newest],
  );
}
