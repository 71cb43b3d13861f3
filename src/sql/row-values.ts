/**
 * How the driver hands over what it reads, so that a value has one type, whichever server and whichever expression it comes
 * from. Left to itself it gives a BIGINT as text, and servers do not agree on what is one: `x IS NOT NULL` is an INT in
 * MariaDB and a BIGINT in MySQL.
 *
 * - Whole numbers are numbers: columns of any size, counts, and conditions, which are 0 or 1 (see {@link isTrue}). Only
 *   beyond 2^53 they are text, which nothing here comes near.
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
