import type { Read } from '../../sql/read.js';
import { isTrue } from '../../sql/row-values.js';
import type { WebhookState } from '../webhook-state.js';

/** What a gateway has to do about the webhook. */
export interface WebhookDuty {
  /** Whether the receiver is the one that this gateway knows. */
  isOurs: boolean;
  /** The last event that is taken over from the log. */
  position: number;
  /** Whether something is to be posted now. */
  isDue: boolean;
}

export class WebhookRepository {
  constructor(private readonly read: Read) {}

  async duty(receivers: readonly Buffer[]): Promise<WebhookDuty> {
    const [row] = await this.read<{ isOurs: number; position: number; isDue: number }>(
      `SELECT receiver IN (?) AS isOurs, position,
         (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3))
         AND (next_attempt_at IS NULL OR next_attempt_at <= CURRENT_TIMESTAMP(3))
         AND EXISTS (SELECT 1 FROM webhook_posts) AS isDue
       FROM webhook WHERE id = 1`,
      [receivers],
    );
    return {
      isOurs: isTrue(row?.isOurs ?? null),
      position: row?.position ?? 0,
      isDue: isTrue(row?.isDue ?? null),
    };
  }

  /** Null when another receiver is told. */
  async state(receivers: readonly Buffer[]): Promise<WebhookState | null> {
    const [row] = await this.read<WebhookState>(
      `SELECT (SELECT COUNT(*) FROM webhook_posts) AS pending, failed_attempts AS failedAttempts,
         last_attempt_at AS lastAttemptAt, last_status AS lastStatus, last_error AS lastError,
         next_attempt_at AS nextAttemptAt, last_delivered_at AS lastDeliveredAt, given_up AS givenUp
       FROM webhook WHERE id = 1 AND receiver IN (?)`,
      [receivers],
    );
    return row ?? null;
  }
}
