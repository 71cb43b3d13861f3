/** Between the end of all questions and that of the work, which has to say what it found. */
const graceMilliseconds = 500;

/**
 * Does work whose questions of DNS all end in time for it to be over in so many milliseconds.
 * @param work is handed the signal that ends the questions
 */
export async function withEndOfQuestions<T>(
  milliseconds: number,
  work: (end: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), milliseconds - graceMilliseconds);
  try {
    return await work(over.signal);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
