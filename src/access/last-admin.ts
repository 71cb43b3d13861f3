import { type Problem, Reason } from '../problems/problem.js';

/** Who can manage keys and administrators. */
export interface AdminCredential {
  /** `key_7` or `adm_3` */
  id: string;
  /**
   * Whether it goes on working wherever it is used from. A key that ends does not count, as time alone would take the
   * last one away; nor does one that is limited to networks, which a move of the office would.
   */
  isLasting: boolean;
}

/** Whether a key goes on working, from everywhere. */
export function isLasting({ expiresAt, networks }: { expiresAt: Date | null; networks: unknown }): boolean {
  return expiresAt === null && networks === null;
}

/**
 * The problem with ending a credential, or with limiting it, when nobody would be left who can manage keys for good.
 * @param current everybody who can
 * @param after what becomes of the credential; null when it ends now
 * @param path where in the input the cause stands
 */
export function lastAdminProblems(
  current: readonly AdminCredential[],
  id: string,
  after: AdminCredential | null,
  path: readonly string[],
): Problem[] {
  const before = current.find((each) => each.id === id);
  if (before === undefined) return [];
  const left = [...current.filter((each) => each !== before), ...(after ? [after] : [])];
  const isSafe = before.isLasting ? left.some(({ isLasting }) => isLasting) : left.length > 0;
  if (isSafe) return [];
  const message =
    'This is the last credential that can manage keys and administrators for good: nobody could do so after it. Make another one first, an administrator or a key with ADMIN that neither ends nor is limited to networks.';
  return [{ path, reason: Reason.NOT_PERMITTED, message }];
}
