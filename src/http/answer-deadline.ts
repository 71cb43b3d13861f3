import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CutOffFailure } from '../problems/failure.js';

interface Progress {
  /** For how long the gateway has had the request; the time in which its body comes is the client's. */
  milliseconds: number;
  /** For how long it may have it without an answer. */
  allowedMilliseconds: number;
  failure: CutOffFailure;
  /** The same without the last write that it has begun. */
  failureBefore: CutOffFailure;
}

const checksPerDeadline = 32;

/**
 * The time in which every answer has to begin. Each wait for the database has a shorter deadline and a more precise answer;
 * this is for their sum. What waits for something else than the database is allowed more. An answer that has begun, such as a stream, may take any time. One timer checks all requests:
 * most are over before its first check, and cost nothing.
 */
export class AnswerDeadline {
  private readonly seen = new WeakMap<ServerResponse, Progress>();

  constructor(private readonly milliseconds: number) {}

  /**
   * To be called before a request writes.
   * @param isRepeatable whether to send it again would do it once all the same
   * @returns false when it must not, because its client has an answer that knows nothing of that
   */
  beginWrite(response: ServerResponse, isRepeatable: boolean): boolean {
    if (response.headersSent) return false;
    const progress = this.progressOf(response);
    progress.failureBefore = progress.failure;
    if (!isRepeatable) progress.failure = 'OUTCOME_UNKNOWN';
    else if (progress.failure === 'TOO_SLOW') progress.failure = 'UNAVAILABLE';
    return true;
  }

  /** @param isLastUndone whether the last write that the request has begun is known to have changed nothing */
  failureIfCutOff(response: ServerResponse, isLastUndone = false): CutOffFailure {
    const { failure, failureBefore } = this.progressOf(response);
    return isLastUndone ? failureBefore : failure;
  }

  /** Lets the answer to one request begin later than others have to. A stop does not wait for it any longer. */
  allow(response: ServerResponse, milliseconds: number): void {
    this.progressOf(response).allowedMilliseconds = milliseconds;
  }

  /**
   * Calls back for every request whose time is over.
   * @returns a function that ends the watch
   */
  watch(responses: Iterable<ServerResponse>, onMissed: (response: ServerResponse) => void): () => void {
    const step = this.milliseconds / checksPerDeadline;
    let checkedAt = performance.now();
    const check = () => {
      // By the clock: where there is more work than the processor can do, timers come late, each time anew.
      const passed = performance.now() - checkedAt;
      checkedAt += passed;
      for (const response of responses) {
        if (response.headersSent || isArriving(response.req)) continue;
        const progress = this.progressOf(response);
        progress.milliseconds += passed;
        if (progress.milliseconds >= progress.allowedMilliseconds) onMissed(response);
      }
    };
    const timer = setInterval(check, step).unref();
    return () => clearInterval(timer);
  }

  private progressOf(response: ServerResponse): Progress {
    const known = this.seen.get(response);
    if (known) return known;
    const progress: Progress = {
      milliseconds: 0,
      allowedMilliseconds: this.milliseconds,
      failure: 'TOO_SLOW',
      failureBefore: 'TOO_SLOW',
    };
    this.seen.set(response, progress);
    return progress;
  }
}

/** Whether the body is being read and has not all come. */
function isArriving({ complete, readableFlowing }: IncomingMessage): boolean {
  return !complete && readableFlowing === true;
}
