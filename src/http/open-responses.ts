import type { ServerResponse } from 'node:http';

interface Entry {
  response: ServerResponse;
  index: number;
}

/**
 * The responses to requests that are not over, in no order. Not a `Set`: while things come and go, V8 replaces the table of
 * a set by a new one again and again, and each table keeps what it held and points to the next. Once the collector has
 * moved one of them among what is old, every request after it stays in memory until the whole heap is collected.
 */
export class OpenResponses implements Iterable<ServerResponse> {
  private readonly entries: Entry[] = [];

  /** Holds a response until it is closed. */
  add(response: ServerResponse): void {
    const entry = { response, index: this.entries.length };
    this.entries.push(entry);
    response.once('close', () => this.remove(entry));
  }

  /** Those that are open now; it does not matter what becomes of them meanwhile. */
  [Symbol.iterator](): IterableIterator<ServerResponse> {
    return this.entries.map(({ response }) => response).values();
  }

  /** The last one takes its place. */
  private remove(entry: Entry): void {
    const last = this.entries.pop();
    if (last === undefined || last === entry) return;
    this.entries[entry.index] = last;
    last.index = entry.index;
  }
}
