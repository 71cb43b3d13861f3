/** Work that is done now and then. */
export interface Repetition {
  /** Ends it; resolves when the work under way, if any, is over. */
  stop(): Promise<void>;
}

/** Does something every so often, one time after the other, without keeping the process alive for it. */
export function repeat(
  milliseconds: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Repetition {
  let underWay: Promise<void> = Promise.resolve();
  let timer = wait();
  function wait(): NodeJS.Timeout {
    return setTimeout(() => {
      underWay = work()
        .catch(onFailure)
        .finally(() => {
          timer = wait();
        });
    }, milliseconds).unref();
  }
  return {
    async stop() {
      clearTimeout(timer);
      await underWay;
      clearTimeout(timer);
    },
  };
}
