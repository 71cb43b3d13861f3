import type { Transact } from '../database/transact.js';

/** Remembers when a key was last used, to the minute, without making the request wait. */
export function createNoteUse(
  transact: Transact,
  onFailure: (error: unknown) => void,
): (apiKeyRowId: number) => void {
  return (apiKeyRowId) => {
    transact((manager) =>
      manager.query(
        `UPDATE api_keys SET last_used_at = CURRENT_TIMESTAMP(3)
         WHERE id = ? AND (last_used_at IS NULL OR last_used_at < CURRENT_TIMESTAMP(3) - INTERVAL 1 MINUTE)`,
        [apiKeyRowId],
      ),
    ).catch(onFailure);
  };
}
