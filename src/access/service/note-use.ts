import type { Transact } from '../../sql/transact.js';

const pauseMilliseconds = 60_000;
const mostNoted = 10_000;

/** Remembers when a key was last used, to the minute, without making the request wait: at most one write a minute. */
export function createNoteUse(
  transact: Transact,
  onFailure: (error: unknown) => void,
): (apiKeyRowId: number) => void {
  /** Until when each key needs no further note. */
  const noted = new Map<number, number>();
  return (apiKeyRowId) => {
    if ((noted.get(apiKeyRowId) ?? 0) > Date.now()) return;
    if (noted.size >= mostNoted) noted.clear();
    noted.set(apiKeyRowId, Date.now() + pauseMilliseconds);
    transact((manager) =>
      manager.query(
        `UPDATE api_keys SET last_used_at = CURRENT_TIMESTAMP(3)
         WHERE id = ? AND (last_used_at IS NULL OR last_used_at < CURRENT_TIMESTAMP(3) - INTERVAL 1 MINUTE)`,
        [apiKeyRowId],
      ),
    ).catch((error) => {
      noted.delete(apiKeyRowId);
      onFailure(error);
    });
  };
}
