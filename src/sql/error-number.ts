/** A transaction was rolled back for another one, also one of another node of a cluster. */
export const deadlock = 1213;

/** The number of a server's error; the driver has names for those of MySQL alone. */
export function errorNumber(error: unknown): unknown {
  return (error as { errno?: unknown } | null)?.errno;
}
