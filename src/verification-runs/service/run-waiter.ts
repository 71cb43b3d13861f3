import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import { type Repetition, repeat } from '../../scheduling/repeat.js';
import { type VerificationRun, VerificationRunStatus } from '../verification-run.js';

export interface RunWaiterParts {
  /** The runs that are there, by their numbers. */
  find(rowIds: readonly number[]): Promise<Map<number, Pick<VerificationRun, 'status'>>>;
  /** Told of each look that failed; the next one is in a moment. */
  onFailure(error: unknown): void;
}

const pauseMilliseconds = 250;

/**
 * Waits for runs, whichever gateway makes them. While somebody waits, one statement four times a second asks for all of
 * the runs; nobody holds a connection meanwhile.
 */
export class RunWaiter {
  private readonly waiting = new Map<number, Set<() => void>>();
  private polling: Repetition | null = null;

  constructor(private readonly parts: RunWaiterParts) {}

  /** Resolves when the run is done or gone, or when its time is over. */
  async untilDone(rowId: number, milliseconds: number): Promise<void> {
    let wake = () => {};
    const isDone = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const others = this.waiting.get(rowId) ?? new Set();
    this.waiting.set(rowId, others.add(wake));
    this.polling ??= repeat(pauseMilliseconds, () => this.look(), this.parts.onFailure);
    try {
      await withDeadline(isDone, milliseconds);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
    } finally {
      this.leave(rowId, wake);
    }
  }

  /** Nobody waits any longer. */
  async stop(): Promise<void> {
    const polling = this.polling;
    for (const wakes of this.waiting.values()) for (const wake of wakes) wake();
    await polling?.stop();
  }

  private async look(): Promise<void> {
    const rowIds = [...this.waiting.keys()];
    const runs = await this.parts.find(rowIds);
    for (const rowId of rowIds) {
      if (runs.has(rowId) && runs.get(rowId)?.status !== VerificationRunStatus.DONE) continue;
      for (const wake of this.waiting.get(rowId) ?? []) wake();
    }
  }

  private leave(rowId: number, wake: () => void): void {
    const others = this.waiting.get(rowId);
    others?.delete(wake);
    if (others?.size === 0) this.waiting.delete(rowId);
    if (this.waiting.size > 0) return;
    void this.polling?.stop();
    this.polling = null;
  }
}
