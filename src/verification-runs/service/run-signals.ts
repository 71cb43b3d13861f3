/** How a run that is being made is told to end before it is done. */
export class RunSignals {
  private readonly interruption = new AbortController();
  private readonly end = new AbortController();

  /** Its checks are not to go on. */
  get interrupted(): AbortSignal {
    return this.interruption.signal;
  }

  /** Nothing more is to be stored: the run is no more ours. */
  get givenUp(): AbortSignal {
    return this.end.signal;
  }

  /** Ends the checks that are not done; they are told as interrupted. */
  interrupt(): void {
    this.interruption.abort();
  }

  /** Lets others make the rest of the run. */
  giveUp(): void {
    this.end.abort();
    this.interruption.abort();
  }

  /** Waits for what an interruption leaves behind; null when that comes before its end. */
  async unlessInterrupted<T>(work: Promise<T>): Promise<T | null> {
    const { interrupted } = this;
    if (interrupted.aborted) return null;
    let leave = () => {};
    const left = new Promise<null>((resolve) => {
      leave = () => resolve(null);
      interrupted.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([work, left]);
    } finally {
      interrupted.removeEventListener('abort', leave);
    }
  }
}
