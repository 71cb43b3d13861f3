import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../caller/caller.js';
import { type Problem, Reason } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';

/** What is counted of each credential. */
export enum QuotaPurpose {
  /** Runs, and whatever else is verified. */
  RUNS = 'RUNS',
  /** Messages that delivery tests are to send, whether they come to that or not. */
  MESSAGES = 'MESSAGES',
}

/**
 * Takes all that is wanted, or nothing when there is less of anything. How much of it begins: what is taken is given back
 * when the transaction fails.
 */
export type TakeFromQuota = (
  manager: EntityManager,
  caller: Pick<Caller, 'kind' | 'rowId'>,
  wanted: Readonly<Partial<Record<QuotaPurpose, number>>>,
) => Promise<Problem | null>;

/** Does what takes from the quotas of a credential when it is its turn; it is told how many of its milliseconds are left. */
export type InTurnOf = <T>(
  caller: Pick<Caller, 'kind' | 'rowId'>,
  work: (millisecondsLeft: number) => Promise<T>,
) => Promise<T>;

/** For each window; 0 for none. */
export type QuotaLimits = Readonly<Record<QuotaPurpose, number>>;

const windowSeconds = 300;

/**
 * Makes what counts runs and messages of each caller in windows of 300 seconds, each of which begins with the first of its
 * kind, at all gateways together.
 */
export function createTakeFromQuota(limits: QuotaLimits): TakeFromQuota {
  return async (manager, caller, wanted) => {
    const quotas: Quota[] = [];
    for (const purpose of Object.values(QuotaPurpose)) {
      const more = wanted[purpose] ?? 0;
      if (more === 0 || limits[purpose] === 0) continue;
      const quota = await lockQuota(manager, caller, purpose, more);
      if (quota.used > limits[purpose]) return rateProblem(quota, more, limits[purpose]);
      quotas.push(quota);
    }
    for (const { purpose, used, secondsLeft } of quotas)
      await execute(
        manager,
        `UPDATE verification_quotas SET used = ?, window_start = ${secondsLeft === 0 ? 'SYSDATE(3)' : 'window_start'}
         WHERE credential_kind = ? AND credential_id = ? AND purpose = ?`,
        [used, caller.kind, caller.rowId, purpose],
      );
    return null;
  };
}

interface Quota {
  purpose: QuotaPurpose;
  /** With what is wanted. */
  used: number;
  /** Of the present window; 0 when another one begins. */
  secondsLeft: number;
}

/** Holds the quota until the end of the transaction, so that nobody takes the same. */
async function lockQuota(
  manager: EntityManager,
  { kind, rowId }: Pick<Caller, 'kind' | 'rowId'>,
  purpose: QuotaPurpose,
  wanted: number,
): Promise<Quota> {
  await execute(
    manager,
    `INSERT INTO verification_quotas (credential_kind, credential_id, purpose, window_start, used)
     VALUES (?, ?, ?, SYSDATE(3), 0) ON DUPLICATE KEY UPDATE used = used`,
    [kind, rowId, purpose],
  );
  const [row] = await execute<({ used: number; age: number } & RowDataPacket)[]>(
    manager,
    `SELECT used, TIMESTAMPDIFF(MICROSECOND, window_start, SYSDATE(3)) / 1000000 AS age
     FROM verification_quotas WHERE credential_kind = ? AND credential_id = ? AND purpose = ?`,
    [kind, rowId, purpose],
  );
  if (row === undefined) throw new Error('A quota vanished inside its own transaction.');
  const secondsLeft = Math.max(windowSeconds - row.age, 0);
  return { purpose, used: (secondsLeft === 0 ? 0 : row.used) + wanted, secondsLeft };
}

/** What is limited, and what to do but to wait. */
const wordings: Readonly<Record<QuotaPurpose, { noun: string; advice: string }>> = {
  RUNS: { noun: 'verifications begun', advice: 'Try' },
  MESSAGES: {
    noun: 'attempts to send a test message',
    advice:
      'Leave EMAIL_DELIVERY out of `checks` (or, with settings that are not stored, take the mode AUTH), or try',
  },
};

function rateProblem({ purpose, secondsLeft }: Quota, wanted: number, limit: number): Problem {
  const { noun, advice } = wordings[purpose];
  const allowed = `A credential may have ${limit} ${noun} in ${windowSeconds} seconds`;
  const retryAfterSeconds = Math.max(Math.ceil(secondsLeft), 1);
  const message =
    wanted > limit
      ? `${allowed}: ask for fewer at once.`
      : `${allowed}. ${advice} again in ${retryAfterSeconds} seconds.`;
  return { path: [], reason: Reason.RATE_LIMITED, message, retryAfterSeconds };
}
