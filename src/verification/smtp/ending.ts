import { SmtpProblemKind } from './smtp-problem.js';

/** When a delivery has to be over: at its deadline, or when whoever asked for it wants no more of it. */
export class Ending {
  readonly #end: number;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #asked: AbortSignal;
  readonly #stop = () => this.#over(SmtpProblemKind.INTERRUPTED);
  #reason: SmtpProblemKind.TIMEOUT | SmtpProblemKind.INTERRUPTED | null = null;

  constructor(milliseconds: number, asked: AbortSignal) {
    this.#end = performance.now() + milliseconds;
    this.#timer = setTimeout(() => this.#over(SmtpProblemKind.TIMEOUT), milliseconds);
    this.#asked = asked;
    asked.addEventListener('abort', this.#stop);
    if (asked.aborted) this.#stop();
  }

  /** Null as long as it goes on. */
  get reason() {
    return this.#reason;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get millisecondsLeft(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** What something comes to, or null when it is not there in time. */
  async within<Result>(promise: Promise<Result>): Promise<Result | null> {
    if (this.signal.aborted) return null;
    let giveUp = () => {};
    const over = new Promise<null>((resolve) => {
      giveUp = () => resolve(null);
    });
    this.signal.addEventListener('abort', giveUp);
    try {
      return await Promise.race([promise, over]);
    } finally {
      this.signal.removeEventListener('abort', giveUp);
    }
  }

  /** Leaves no timer and no listener behind. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#asked.removeEventListener('abort', this.#stop);
  }

  #over(reason: NonNullable<typeof this.reason>): void {
    this.#reason ??= reason;
    this.#controller.abort();
  }
}
