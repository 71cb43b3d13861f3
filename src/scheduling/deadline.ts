/** The database did not do its part in time: unreachable, shutting down, hung, or too busy to give a connection. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
  override message = 'The database did not answer in time.';
}

/** Resolves as `work` does, or rejects after `milliseconds`, having called `abandon` to free what it held. */
export async function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  abandon: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DatabaseUnavailableError());
      abandon();
    }, milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
