/** The work was not over in time. */
export class DeadlineError extends Error {
  override name = 'DeadlineError';
  override message = 'This was not over in time.';
}

/**
 * Resolves as `work` does.
 * @param abandon frees what the work holds when its time is over
 * @throws DeadlineError after `milliseconds`
 */
export async function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  abandon: () => void = () => {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError());
      abandon();
    }, milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
