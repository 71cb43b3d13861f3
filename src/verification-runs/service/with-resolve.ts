import type { Resolve } from '../../verification/dns/dns-answer.js';

/** Makes what answers the questions of one measurement, until the signal. */
export type CreateResolve = (signal: AbortSignal) => Resolve;

/** Between the end of all questions and that of the work, which has to say what it found. */
export const graceMilliseconds = 500;

/** Does work whose questions of DNS all end in time for it to be over in so many milliseconds. */
export async function withResolve<T>(
  createResolve: CreateResolve,
  milliseconds: number,
  work: (resolve: Resolve) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), milliseconds - graceMilliseconds);
  try {
    return await work(createResolve(over.signal));
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
