/**
 * How long the answer of a command may take that waits for a run of checks. The operation waits 30 seconds; the rest is for
 * what it writes before and reads after them.
 */
export const answerMillisecondsAfterRun = 36_000;
