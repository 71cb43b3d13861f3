/** How far the webhook is. */
export interface WebhookState {
  /** Transitions that are yet to be posted. */
  pending: number;
  /** Attempts in a row that failed. */
  failedAttempts: number;
  lastAttemptAt: Date | null;
  /** Of the last answer; null when the last attempt got none. */
  lastStatus: number | null;
  /** Why the last attempt failed, as a sentence without secrets; null when it did not. */
  lastError: string | null;
  /** Null when nothing waits for it. */
  nextAttemptAt: Date | null;
  lastDeliveredAt: Date | null;
  /** Transitions that were given up, since the URL was set. */
  givenUp: number;
}
