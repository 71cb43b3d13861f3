import type { WebhookRepository } from '../storage/webhook.repository.js';
import { shownUrl } from '../webhook-address.js';
import type { WebhookState } from '../webhook-state.js';

/** The URL of a webhook, and its fingerprints. */
export interface WebhookReceiver {
  url: string;
  receivers: readonly Buffer[];
}

const nothingYet: WebhookState = {
  pending: 0,
  failedAttempts: 0,
  lastAttemptAt: null,
  lastStatus: null,
  lastError: null,
  nextAttemptAt: null,
  lastDeliveredAt: null,
  givenUp: 0,
};

/** Tells how the webhook goes. */
export class WebhookService {
  constructor(
    private readonly webhook: Pick<WebhookRepository, 'state'>,
    private readonly given: WebhookReceiver | null,
  ) {}

  async look() {
    if (this.given === null) return null;
    const state = await this.webhook.state(this.given.receivers);
    return { url: shownUrl(this.given.url), isCurrent: state !== null, ...(state ?? nothingYet) };
  }
}
