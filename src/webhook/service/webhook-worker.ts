import { randomUUID } from 'node:crypto';
import type { EventLog } from '../../events/event-log.js';
import { globalId } from '../../problems/global-id.js';
import { type Repetition, repeat } from '../../scheduling/repeat.js';
import { signWebhook } from '../sign-webhook.js';
import { adoptReceiver } from '../storage/adopt-receiver.js';
import {
  type Attempt,
  abandonAttempt,
  beginAttempt,
  type Poster,
  recordFailed,
  recordTaken,
} from '../storage/attempt.js';
import type { WebhookRepository } from '../storage/webhook.repository.js';
import type { WebhookAddress } from '../webhook-address.js';
import { type CollectParts, collectPosts } from './collect-posts.js';
import { type PostOutcome, type PostTools, post } from './post.js';

export interface WebhookTimes {
  /** How often a gateway looks for what is to be posted. */
  pollMilliseconds: number;
  /** For one attempt. */
  attemptMilliseconds: number;
  /** After which an attempt of a gateway that is not heard of is made by another one. */
  leaseMilliseconds: number;
  /** The pause after a first failure; each further one doubles it, up to the longest. */
  firstPauseMilliseconds: number;
  longestPauseMilliseconds: number;
  /** What has waited for longer when an attempt fails is given up. */
  giveUpMilliseconds: number;
}

/** What an operator is told. */
export interface WebhookNews {
  /** The first failure of a row of them. */
  failing(outcome: PostOutcome): void;
  takenAgain(): void;
  givenUp(count: number): void;
  /** A gateway that was started later has another URL. */
  replaced(): void;
  unexpected(error: unknown): void;
}

export interface WebhookWorkerParts
  extends Omit<PostTools, 'signal' | 'milliseconds'>,
    Omit<CollectParts, 'eventLog'> {
  address: WebhookAddress;
  /** Fingerprints of the URL, see {@link Poster}. */
  receivers: readonly [Buffer, ...Buffer[]];
  webhook: Pick<WebhookRepository, 'duty'>;
  eventLog: CollectParts['eventLog'] & Pick<EventLog, 'newest'>;
  times: WebhookTimes;
  news: WebhookNews;
}

/**
 * Posts transitions in the order of their events, one after the other: each is tried until it is taken or given up. Gateways on
 * one database share the work through a row of it:
 *
 *     in the log ──► to be posted ──► leased to a gateway ──► taken or given up
 *                       ▲                │
 *                       └────────────────┘ not taken: after a pause; the gateway was stopped or killed: by another one
 */
export class WebhookWorker {
  private readonly poster: Poster;
  private readonly stopping = new AbortController();
  private repetition: Repetition | null = null;
  private isReplaced = false;

  constructor(private readonly parts: WebhookWorkerParts) {
    this.poster = { gatewayId: randomUUID(), receivers: parts.receivers };
  }

  /** A receiver that is new is told of what follows now. */
  async start(): Promise<void> {
    const { transact, eventLog, receivers, times, news } = this.parts;
    const newest = await eventLog.newest();
    await transact((manager) => adoptReceiver(manager, receivers, newest));
    this.repetition = repeat(times.pollMilliseconds, () => this.work(), news.unexpected);
  }

  /** Ends an attempt that is under way; it is made again by whoever comes next. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.repetition?.stop();
  }

  private async work(): Promise<void> {
    const { webhook, receivers, news } = this.parts;
    const { isOurs, position } = await webhook.duty(receivers);
    if (isOurs) await collectPosts(this.parts, receivers, position);
    else if (!this.isReplaced) news.replaced();
    this.isReplaced = !isOurs;
    while (!this.stopping.signal.aborted && (await webhook.duty(receivers)).isDue) {
      if (!(await this.attempt())) return;
    }
  }

  /** @returns whether the next one may follow at once */
  private async attempt(): Promise<boolean> {
    const { transact, times } = this.parts;
    const attempt = await transact((manager) => beginAttempt(manager, this.poster, times.leaseMilliseconds));
    if (attempt === null) return false;
    const outcome = await this.post(attempt).catch(async (error: unknown) => {
      await transact((manager) => abandonAttempt(manager, this.poster));
      throw error;
    });
    return this.record(attempt, outcome);
  }

  private post({ eventId, body }: Attempt): Promise<PostOutcome> {
    const { address, times, ...tools } = this.parts;
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      'webhook-id': globalId('ev', eventId),
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(address.secret, timestamp, body),
    };
    const milliseconds = times.attemptMilliseconds;
    return post(new URL(address.url), headers, body, {
      ...tools,
      milliseconds,
      signal: this.stopping.signal,
    });
  }

  private async record({ eventId, failedAttempts }: Attempt, outcome: PostOutcome): Promise<boolean> {
    const { transact, times, news } = this.parts;
    const { status, error } = outcome;
    if (error === null) {
      await transact((manager) => recordTaken(manager, this.poster, eventId, status));
      if (failedAttempts > 0) news.takenAgain();
      return true;
    }
    if (this.stopping.signal.aborted) {
      await transact((manager) => abandonAttempt(manager, this.poster));
      return false;
    }
    const pause = Math.min(
      times.firstPauseMilliseconds * 2 ** failedAttempts,
      times.longestPauseMilliseconds,
    );
    const { giveUpMilliseconds } = times;
    const failed = { status, error: error.slice(0, 1000), pauseMilliseconds: pause, giveUpMilliseconds };
    const givenUp = await transact((manager) => recordFailed(manager, this.poster, failed));
    if (failedAttempts === 0) news.failing(outcome);
    if (givenUp > 0) news.givenUp(givenUp);
    return false;
  }
}
