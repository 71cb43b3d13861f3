import { createEndOfTurn } from '../../batching/end-of-turn.js';
import type { Transact } from '../../sql/transact.js';

const pauseMilliseconds = 60_000;
const maxRecorded = 10_000;

/**
 * Remembers when keys were last used, to the minute, without making a request wait: at most one write a minute for a key,
 * and one for all keys that are used in one turn of the event loop.
 */
export function createRecordUsage(
  transact: Transact,
  onFailure: (error: unknown) => void,
): (apiKeyRowId: number) => void {
  const endOfTurn = createEndOfTurn();
  /** Until when each key needs no further record. */
  const recorded = new Map<number, number>();
  let used: number[] = [];

  const write = async () => {
    await endOfTurn();
    const rowIds = used;
    used = [];
    try {
      await transact((manager) =>
        manager.query(
          `UPDATE api_keys SET last_used_at = CURRENT_TIMESTAMP(3)
           WHERE id IN (?) AND (last_used_at IS NULL OR last_used_at < CURRENT_TIMESTAMP(3) - INTERVAL 1 MINUTE)`,
          [rowIds],
        ),
      );
    } catch (error) {
      for (const rowId of rowIds) recorded.delete(rowId);
      onFailure(error);
    }
  };

  return (apiKeyRowId) => {
    if ((recorded.get(apiKeyRowId) ?? 0) > Date.now()) return;
    if (recorded.size >= maxRecorded) recorded.clear();
    recorded.set(apiKeyRowId, Date.now() + pauseMilliseconds);
    used.push(apiKeyRowId);
    if (used.length === 1) void write();
  };
}
