import { setTimeout as sleep } from 'node:timers/promises';
import type { Sight } from '../caller/sight.js';
import { type Repetition, repeat } from '../scheduling/repeat.js';
import { ChangeKind, type ChangeSubject, type Event } from './change.js';
import { type EventLog, UnknownPositionError } from './event-log.js';
import { RecentEvents } from './recent-events.js';

/** Whether what events are about is there, at this moment, for those with a sight. */
export type IsSeen = Readonly<Record<ChangeSubject, (rowId: number, sight: Sight) => Promise<boolean>>>;

/** The events that a subscription asks for. */
export interface SubscriptionFilter {
  subject: ChangeSubject;
  /** These alone, or null for all. */
  rowIds: ReadonlySet<number> | null;
  /** Those of these topics alone, or null for all. */
  topics: ReadonlySet<string> | null;
  /** Those alone that are about what is there for the follower. */
  sight: Sight;
  /** Begin with what follows this event, or null for what follows now. */
  after: number | null;
}

const pollMilliseconds = 250;
const maxPerRead = 1_000;
const maxPerPage = 50;

/**
 * Tells followers of changes. While there is one it reads new events four times a second, once for all of them.
 *
 * A follower is no more than a position in the order of events: it takes what comes next when it is ready for it, from
 * memory, or from the database when it has fallen far behind. So a slow one costs no memory and misses nothing, and an
 * outage of the database delays events but loses none.
 */
export class EventFeed {
  private recent: RecentEvents | null = null;
  /** Those who wait for the next events. Each time they are woken there is another set, for the reason in `OpenResponses`. */
  private waiting = new Set<() => void>();
  private followers = 0;
  private polling: Repetition | null = null;
  private lastPoll: Promise<void> = Promise.resolve();
  private nextPoll: Promise<void> | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly isSeen: IsSeen,
    /** Whether a failure will pass. */
    private readonly isUnavailable: (error: unknown) => boolean,
    private readonly report: (error: unknown) => void,
  ) {}

  /**
   * The events that somebody wants, as they come. Whoever follows must abort the signal in the end.
   * @throws UnknownPositionError when what follows `after` is not known any more; later also from the events
   */
  async follow(filter: SubscriptionFilter, signal: AbortSignal): Promise<AsyncGenerator<Event, void, void>> {
    this.join(signal);
    await this.refresh();
    const newest = this.recent?.newest ?? 0;
    const start = filter.after ?? newest;
    if (start > newest && this.recent) throw new UnknownPositionError('This event is yet to come.');
    if (start < newest) await this.log.after(start, 1);
    return this.eventsAfter(start, filter, signal);
  }

  /** How many follow. */
  get followerCount(): number {
    return this.followers;
  }

  /** Ends the reading; followers wait for ever, and are to be ended before. */
  async stop(): Promise<void> {
    await this.polling?.stop();
  }

  private async *eventsAfter(start: number, filter: SubscriptionFilter, signal: AbortSignal) {
    let position = start;
    while (!signal.aborted) {
      // No await between looking into memory and the wait for events, or one could slip through.
      const events = this.recent?.after(position) ?? (await this.page(position, signal));
      if (events.length === 0) await this.waitForEvents(signal);
      for (const event of events) {
        if (signal.aborted) return;
        position = event.id;
        if (!isWanted(event, filter)) continue;
        const seen = filter.sight.tag === null ? event : await this.seen(event, filter.sight, signal);
        if (seen && !signal.aborted) yield seen;
      }
    }
  }

  private async page(position: number, signal: AbortSignal): Promise<Event[]> {
    return (await this.untilAvailable(() => this.log.after(position, maxPerPage), signal)) ?? [];
  }

  /**
   * The event as it is for those with a sight; null when it is not for them. A server that is out of sight since, having
   * lost its tag, is gone for them.
   */
  private async seen(event: Event, sight: Sight, signal: AbortSignal): Promise<Event | null> {
    const { subject, rowId, lostTags } = event;
    const isSeen = await this.untilAvailable(() => this.isSeen[subject](rowId, sight), signal);
    if (isSeen) return event;
    return lostTags.some((tag) => tag === sight.tag) ? { ...event, kind: ChangeKind.DELETED } : null;
  }

  /** Tries again while the database is away; null when the signal comes first. */
  private async untilAvailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        if (!this.isUnavailable(error)) throw error;
        await sleep(pollMilliseconds, undefined, { signal }).catch(() => {});
      }
    }
    return null;
  }

  private waitForEvents(signal: AbortSignal): Promise<void> {
    const { waiting } = this;
    return new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private join(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.followers += 1;
    signal.addEventListener('abort', () => this.leave(), { once: true });
    this.polling ??= repeat(
      pollMilliseconds,
      () => this.refresh(),
      (error) => this.isUnavailable(error) || this.report(error),
    );
  }

  private leave(): void {
    this.followers -= 1;
    if (this.followers > 0) return;
    this.polling?.stop();
    this.polling = null;
    this.recent = null;
  }

  /** Waits for a poll that begins after this call: one that is running may have looked too early. */
  private refresh(): Promise<void> {
    this.nextPoll ??= this.lastPoll
      .catch(() => {})
      .then(() => {
        this.nextPoll = null;
        this.lastPoll = this.poll();
        return this.lastPoll;
      });
    return this.nextPoll;
  }

  private async poll(): Promise<void> {
    await this.log.publishOutbox();
    const recent = this.recent ?? new RecentEvents(await this.log.newest());
    for (let isMore = true; isMore && this.followers > 0; ) {
      const events = await this.log.after(recent.newest, maxPerRead).catch(nullIfRemoved);
      if (events === null) {
        // After a day without the database there is a gap. Each follower finds out by itself whether it matters to it.
        this.recent = new RecentEvents(await this.log.newest());
        return this.wake();
      }
      recent.append(events);
      isMore = events.length === maxPerRead;
      if (this.followers > 0) this.recent = recent;
      if (events.length > 0) this.wake();
    }
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = new Set();
    for (const wake of waiting) wake();
  }
}

function isWanted({ subject, rowId, topic }: Event, filter: SubscriptionFilter): boolean {
  if (subject !== filter.subject) return false;
  return (filter.rowIds?.has(rowId) ?? true) && (filter.topics?.has(topic ?? '') ?? true);
}

function nullIfRemoved(error: unknown): null {
  if (error instanceof UnknownPositionError) return null;
  throw error;
}
