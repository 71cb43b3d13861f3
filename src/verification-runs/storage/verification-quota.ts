import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../caller/caller.js';
import { type Problem, Reason } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';

/** How much of it begins: what is taken is given back when the transaction fails. */
export type TakeVerifications = (
  manager: EntityManager,
  caller: Pick<Caller, 'kind' | 'rowId'>,
  wanted: number,
) => Promise<Problem | null>;

/** Does what takes verifications of a credential when it is its turn; it is told how many of its milliseconds are left. */
export type InTurnOf = <T>(
  caller: Pick<Caller, 'kind' | 'rowId'>,
  work: (millisecondsLeft: number) => Promise<T>,
) => Promise<T>;

const windowSeconds = 300;

/**
 * Makes what counts the runs, and whatever else is verified, of each caller in windows of 300 seconds, which begin with the
 * first of them, at all gateways together. It takes all that is wanted, or nothing when less is left.
 * @param limit for each window; 0 for none
 */
export function createTakeVerifications(limit: number): TakeVerifications {
  return async (manager, caller, wanted) => {
    if (limit === 0) return null;
    const { used, age } = await lockQuota(manager, caller);
    const isOver = age >= windowSeconds;
    const usedThen = (isOver ? 0 : used) + wanted;
    if (usedThen > limit) return rateProblem(wanted, limit, isOver ? 0 : windowSeconds - age);
    await execute(
      manager,
      `UPDATE verification_quotas SET used = ?, window_start = ${isOver ? 'SYSDATE(3)' : 'window_start'}
       WHERE credential_kind = ? AND credential_id = ?`,
      [usedThen, caller.kind, caller.rowId],
    );
    return null;
  };
}

interface Quota {
  used: number;
  /** Since its window began, in seconds. */
  age: number;
}

/** Holds the quota until the end of the transaction, so that nobody takes the same. */
async function lockQuota(
  manager: EntityManager,
  { kind, rowId }: Pick<Caller, 'kind' | 'rowId'>,
): Promise<Quota> {
  await execute(
    manager,
    `INSERT INTO verification_quotas (credential_kind, credential_id, window_start, used)
     VALUES (?, ?, SYSDATE(3), 0) ON DUPLICATE KEY UPDATE used = used`,
    [kind, rowId],
  );
  const [row] = await execute<(Quota & RowDataPacket)[]>(
    manager,
    `SELECT used, TIMESTAMPDIFF(MICROSECOND, window_start, SYSDATE(3)) / 1000000 AS age
     FROM verification_quotas WHERE credential_kind = ? AND credential_id = ?`,
    [kind, rowId],
  );
  if (row === undefined) throw new Error('A quota vanished inside its own transaction.');
  return row;
}

function rateProblem(wanted: number, limit: number, secondsLeft: number): Problem {
  const allowed = `A credential may have ${limit} verifications begun in ${windowSeconds} seconds`;
  const message =
    wanted > limit
      ? `${allowed}: ask for fewer at once.`
      : `${allowed}. Try again in ${Math.max(Math.ceil(secondsLeft), 1)} seconds.`;
  return { path: [], reason: Reason.RATE_LIMITED, message };
}
