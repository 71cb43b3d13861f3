import type { Transact } from '../../sql/transact.js';

const keptDays = 400;
const maxAtOnce = 500;

/** Removes runs that are older than 400 days with their results, some at a time, so that no write waits for it. */
export async function removeOldRuns(transact: Transact): Promise<void> {
  for (let removed = maxAtOnce; removed === maxAtOnce; ) {
    const result = await transact<{ affectedRows: number }>((manager) =>
      manager.query(
        `DELETE FROM verification_runs
         WHERE created_at < CURRENT_TIMESTAMP(3) - INTERVAL ${keptDays} DAY AND status = 'DONE'
         ORDER BY created_at LIMIT ${maxAtOnce}`,
      ),
    );
    removed = result.affectedRows;
  }
}
