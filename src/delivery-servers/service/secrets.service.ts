import { AuditAction } from '../../audit/audit-action.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { globalId, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { done, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import { shownKeyId } from '../../secrets/key-ring.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { resealPasswords } from '../storage/reseal-passwords.js';
import { countPasswords } from '../storage/sealed-passwords.js';

/** How many passwords are sealed with which key. */
export interface SecretsStatus {
  /** The keys of this gateway in their order. */
  keys: { id: string; isFirst: boolean; values: number }[];
  /** How many are not sealed with the first key. */
  left: number;
  /** How many of those are sealed with no key of this gateway. */
  unreadable: number;
  /** Servers whose password was found not to open. */
  damagedServers: string[];
}

/** Which passwords to seal anew. */
export interface RotateRequest {
  /** How many at most. */
  limit?: number | null | undefined;
  /** The `next` of the time before. */
  after?: string | null | undefined;
}

/** What came of it. */
export interface Rotation {
  resealed: number;
  /** Servers whose passwords do not open, of those that were looked at. */
  unreadable: string[];
  next: string | null;
}

export const rotateLimits = { usual: 250, most: 1_000 };

/** Changes the key with which passwords are sealed, a part of them at a time. */
export class SecretsService {
  constructor(
    private readonly read: Read,
    /** For what may be done again: a password that is sealed anew is not touched the next time. */
    private readonly transact: Transact,
    private readonly vault: PasswordVault,
  ) {}

  async status(): Promise<SecretsStatus> {
    const { keyIds } = this.vault;
    const [counts, damagedServers] = await Promise.all([
      countPasswords(this.read),
      this.vault.damagedPasswords(),
    ]);
    const values = keyIds.map((id) => counts.find(({ keyId }) => keyId.equals(id))?.count ?? 0);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    const stored = sum(counts.map(({ count }) => count));
    return {
      keys: keyIds.map((id, index) => ({
        id: shownKeyId(id),
        isFirst: index === 0,
        values: values[index] ?? 0,
      })),
      left: stored - (values[0] ?? 0),
      unreadable: stored - sum(values),
      damagedServers,
    };
  }

  async rotate(request: RotateRequest, { author }: WriteRequest): Promise<Outcome<Rotation>> {
    const limit = request.limit ?? rotateLimits.usual;
    const after = request.after == null ? 0 : rowIdFromGlobalId('ds', request.after);
    const problems: Problem[] = limit < 1 || limit > rotateLimits.most ? [limitProblem] : [];
    if (after === null) problems.push(invalidId(['after'], 'ds'));
    if (after === null || problems.length > 0) return refused(...problems);
    const { count, unreadable, next } = await this.transact(async (manager) => {
      const resealed = await resealPasswords(manager, this.vault, after, limit);
      if (resealed.count > 0)
        await recordAudit(manager, { author, action: AuditAction.SECRETS_ROTATED, count: resealed.count });
      return resealed;
    });
    return done({
      resealed: count,
      unreadable: unreadable.map((rowId) => globalId('ds', rowId)),
      next: next === null ? null : globalId('ds', next),
    });
  }
}

const limitProblem: Problem = {
  path: ['limit'],
  reason: Reason.OUT_OF_RANGE,
  message: `This must be a whole number from 1 to ${rotateLimits.most}.`,
};
