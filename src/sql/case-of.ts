import { padToPowerOfTwo, type SqlScalar } from './expand-lists.js';

/**
 * An expression that has for each key its value, and the values to bind. The database takes bound values of such an expression
 * for text, so octets are bound as hexadecimal digits.
 * @param column has the key
 * @throws RangeError without entries
 */
export function caseOf(column: string, entries: readonly (readonly [key: number, value: SqlScalar])[]) {
  const isBinary = entries.some(([, value]) => Buffer.isBuffer(value));
  const values = padToPowerOfTwo(entries).flatMap(([key, value]) => [
    key,
    Buffer.isBuffer(value) ? value.toString('hex') : value,
  ]);
  const choice = `CASE ${column} ${'WHEN ? THEN ? '.repeat(values.length / 2)}END`;
  return { sql: isBinary ? `UNHEX(${choice})` : choice, values };
}
