/**
 * How the driver converts values, so that one has the same type from every server and expression. By default it gives a
 * BIGINT as text, and `x IS NOT NULL` is an INT in MariaDB and a BIGINT in MySQL.
 *
 * - Integers of any size, counts and conditions (see {@link isTrue}) are numbers; text only beyond 2^53.
 * - DECIMAL, which a SUM is, is a number too.
 * - DATETIME is a Date; every session is in UTC.
 * - JSON is text: MariaDB has no type of its own for it.
 */
export const rowValueOptions = {
  supportBigNumbers: true,
  bigNumberStrings: false,
  decimalNumbers: true,
  jsonStrings: true,
  timezone: 'Z',
} as const;

/** Whether a condition holds, or a column of type BOOLEAN is set; an unknown condition (NULL) does not hold. */
export function isTrue(value: number | null): boolean {
  return value === 1;
}
