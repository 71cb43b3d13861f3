import { DatabaseInUseError } from '../database/embedded/embedded-database-error.js';
import { errorLogFields } from '../logging/log.js';
import { startAdvice } from '../start/start-advice.js';
import { ImportError } from './import-error.js';

// Another program created, or deleted, between the look at the database and the writing.
const conflict =
  'Another program changed the database at the same time. Nothing has been imported: run the import again.';

const adviceByCode = new Map<unknown, string>([
  ['ER_DUP_ENTRY', conflict],
  ['ER_NO_REFERENCED_ROW_2', conflict],
  ['ER_LOCK_DEADLOCK', conflict],
  ['ER_LOCK_WAIT_TIMEOUT', conflict],
  [
    'ER_BAD_FIELD_ERROR',
    'The tables of this database are of an earlier release. Start the gateway once, which brings them up to date.',
  ],
  ['ER_NET_PACKET_TOO_LARGE', 'The database refuses large statements. Raise its max_allowed_packet.'],
]);

/** What a person can do about an import that failed, in words without secrets, values or SQL. */
export function adviceFor(error: unknown): string {
  if (error instanceof ImportError) return error.message;
  if (error instanceof DatabaseInUseError) {
    return `The embedded database is in use by process ${error.holder}, most likely the gateway. Stop it, import, and start it again.`;
  }
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    adviceByCode.get(code) ??
    startAdvice(error) ??
    `The import cannot go on: ${JSON.stringify(errorLogFields(error))}`
  );
}
