/** With more ids than these, the server would take longer to look each of them up for its plan than to read the rows. */
const maxDives = 4;
/** Shorter than the limit of a statement, so that who waits for a lock is not taken for a statement that takes too long. */
const lockWaitSeconds = 2;

/** The pool keeps connections that nobody needs for now; one that the server closes at the moment of its use fails it. */
const idleSeconds = 28_800;

/**
 * Told to the server on every new connection, whatever its own defaults are: times in UTC, no silent truncation of
 * values, statements that stand alone are committed, changes of rows by any condition, idle connections stay, no wait of
 * more than 2 seconds for a row lock, plans for long lists of ids from statistics, and a limit for each statement. MariaDB
 * counts that limit in seconds, MySQL in milliseconds and for reads only; each skips the other's comment.
 *
 * @param statementSeconds 0 for no limit
 */
export function sessionSettings(statementSeconds: number): string {
  const mariaDb = `SESSION max_statement_time = ${statementSeconds}, SESSION tx_isolation = 'READ-COMMITTED'`;
  const mySql = `SESSION max_execution_time = ${statementSeconds * 1000}, SESSION transaction_isolation = 'READ-COMMITTED'`;
  return [
    "SET SESSION time_zone = '+00:00'",
    "SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    'SESSION autocommit = 1',
    'SESSION sql_safe_updates = 0',
    `SESSION wait_timeout = ${idleSeconds}`,
    `SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`,
    `SESSION eq_range_index_dive_limit = ${maxDives}`,
    `/*M! ${mariaDb} */ /*!80000 ${mySql} */`,
  ].join(', ');
}
