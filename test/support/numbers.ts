const digits = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS digit`).join(' UNION ALL ')})`;

/** A table in SQL with the column `seq`, 1 to `count`: rows to insert many from, on every server. At most 100,000. */
export function numbersUpTo(count: number): string {
  return `(SELECT 1 + a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit + 10000 * e.digit AS seq
    FROM ${['a', 'b', 'c', 'd', 'e'].map((name) => `${digits} ${name}`).join(', ')}
    HAVING seq <= ${count}) numbers`;
}
