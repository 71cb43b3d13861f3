import type { Transact } from '../sql/transact.js';
import { rememberedHours } from './write-once.js';

const maxAtOnce = 1_000;

/** Deletes keys that are remembered no longer, some at a time, so that no write waits for it. */
export async function deleteExpiredKeys(transact: Transact): Promise<void> {
  for (let deleted = maxAtOnce; deleted === maxAtOnce; ) {
    const result = await transact<{ affectedRows: number }>((manager) =>
      manager.query(
        `DELETE FROM idempotency_keys WHERE created_at < CURRENT_TIMESTAMP(3) - INTERVAL ${rememberedHours} HOUR
         LIMIT ${maxAtOnce}`,
      ),
    );
    deleted = result.affectedRows;
  }
}
