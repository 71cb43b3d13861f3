import type { Event } from './change.js';

const maxKept = 1_000;
const maxAtOnce = 50;

/** The last events, all of them from a certain one on. */
export class RecentEvents {
  private events: Event[] = [];

  /** @param start the event after which all are kept, until there are too many */
  constructor(private start: number) {}

  /** The number of the newest event. */
  get newest(): number {
    return this.events.at(-1)?.id ?? this.start;
  }

  /** @param events what follows the newest, in order and without a gap */
  append(events: readonly Event[]): void {
    const all = [...this.events, ...events];
    this.start = all.at(-maxKept - 1)?.id ?? this.start;
    this.events = all.slice(-maxKept);
  }

  /** The next few events after one, or null when that is further back than what is kept. */
  after(id: number): Event[] | null {
    if (id < this.start) return null;
    const next = this.events.findLastIndex((event) => event.id <= id) + 1;
    return this.events.slice(next, next + maxAtOnce);
  }
}
