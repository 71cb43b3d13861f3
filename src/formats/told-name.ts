/**
 * The name of an operation as the log, spans and metrics tell it. Clients choose it, so what is longer than a name, and what
 * has one of our keys or sessions in it, is no name there.
 */
export function toldName(name: unknown): string | null {
  return typeof name === 'string' && /^(?!.*dg[ks]_)\w{1,100}$/.test(name) ? name : null;
}
