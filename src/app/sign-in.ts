import type { Authenticator } from '../access/service/authenticator.js';
import { OwnPassword } from '../access/service/own-password.js';
import { PasswordCheck, signInConcurrency } from '../access/service/password-check.js';
import type { PasswordQueue } from '../access/service/password-queue.js';
import { SignInService } from '../access/service/sign-in.service.js';
import { SignInLimits } from '../access/service/sign-in-limits.js';
import { FailureCounts } from '../access/storage/failure-counts.js';
import { AuditAction } from '../audit/audit-action.js';
import { authorOf } from '../audit/author.js';
import type { CoalescedAudit } from '../audit/coalesced-audit.js';
import type { Metrics } from '../metrics/metrics.js';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { createFingerprints } from '../secrets/fingerprint.js';
import type { KeyRing } from '../secrets/key-ring.js';
import type { Read } from '../sql/read.js';
import type { Transact } from '../sql/transact.js';

interface SignInParts {
  read: Read;
  transact: Transact;
  secretsKeys: KeyRing;
  authenticator: Authenticator;
  passwords: PasswordQueue;
  coalescedAudit: CoalescedAudit;
  /** Counts; null for nobody. */
  metrics: Pick<Metrics, 'signInFailed'> | null;
}

/** How administrators and keys sign in, and within which limits. */
export function createSignIn(parts: SignInParts) {
  const { read, transact, secretsKeys, authenticator, passwords, coalescedAudit, metrics } = parts;
  const counts = new FailureCounts(read, createFingerprints(secretsKeys, 'delivery-gateway sign-in'));
  const limits = new SignInLimits(counts, ({ client, address }) => {
    metrics?.signInFailed('TOO_MANY');
    const author = authorOf(null, { address, requestId: null, operation: 'signIn', command: null });
    coalescedAudit.note(`sign-in ${client}`, { author, action: AuditAction.SIGN_IN_REFUSED });
  });
  const concurrency = createConcurrencyLimit(signInConcurrency);
  const check = new PasswordCheck(read, transact, limits, passwords, concurrency, () =>
    metrics?.signInFailed('WRONG'),
  );
  return {
    signIn: new SignInService(transact, authenticator, limits, check),
    ownPassword: new OwnPassword(check, passwords, authenticator),
  };
}
