import type { Transact } from '../sql/transact.js';

/** Whose points are counted. */
export interface CredentialId {
  kind: string;
  rowId: number;
}

interface CredentialUsage extends CredentialId {
  points: number;
}

/** Adds local usage to that of all gateways, and returns the totals across them, in any order. */
export type SyncUsage = (
  windowStart: Date,
  local: readonly CredentialUsage[],
) => Promise<readonly CredentialUsage[]>;

const keptMilliseconds = 5 * 60_000;

export function createSyncUsage(transact: Transact): SyncUsage {
  return async (windowStart, local) => {
    // In one order at every gateway, so that two of them cannot wait for each other's rows.
    const entries = local.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.rowId - b.rowId);
    return transact(async (manager) => {
      await manager.query(
        `INSERT INTO rate_usage (window_start, credential_kind, credential_id, used) VALUES ?
         ON DUPLICATE KEY UPDATE used = used + VALUES(used)`,
        [entries.map(({ kind, rowId, points }) => [windowStart, kind, rowId, points])],
      );
      await manager.query('DELETE FROM rate_usage WHERE window_start < ?', [
        new Date(windowStart.getTime() - keptMilliseconds),
      ]);
      return manager.query(
        `SELECT credential_kind AS kind, credential_id AS rowId, used AS points FROM rate_usage
         WHERE window_start = ? AND credential_id IN (?)`,
        [windowStart, entries.map(({ rowId }) => rowId)],
      );
    });
  };
}
