import type { CheckKind, CheckStatus } from '../verification/check.js';
import type { Finding } from '../verification/finding.js';

/** That what is known of a check of a server turned from one status to another. Told to subscribers and to the webhook. */
export interface CheckTransition {
  rowId: number;
  deliveryServerRowId: number;
  runRowId: number;
  kind: CheckKind;
  /** NOT_CHECKED, PASS, WARN or FAIL; an ERROR is no news about a server. */
  from: CheckStatus;
  to: CheckStatus;
  /** Since when it has been as it is now: for FAIL the first failure of those that led to it. */
  since: Date;
  /** The worst finding of the result that brought it; null when all is well. */
  finding: Pick<Finding, 'severity' | 'code' | 'message'> | null;
  occurredAt: Date;
}

/** What an event of it is about, so that subscribers can be told of some only. */
export function topicOf(kind: CheckKind, to: CheckStatus): string {
  return `${kind} ${to}`;
}
