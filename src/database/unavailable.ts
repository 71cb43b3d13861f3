import { DatabaseUnavailableError } from './deadline.js';

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_CLIENT_INTERACTION_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_STATEMENT_TIMEOUT',
  'ER_QUERY_TIMEOUT',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
]);

// A replica, a server that hands over to another, or one that protects a full disk; MySQL and MariaDB alike.
const readOnlyCodes = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  'ER_INNODB_READ_ONLY',
  'ER_OPEN_AS_READONLY',
]);

// Three faults that mysql2 reports by message alone.
const unavailableMessages = [
  'Queue limit reached.',
  'Pool is closed.',
  "Can't add new command when connection is in closed state",
];

/** Whether a failure means "try again later" (HTTP 503) rather than a fault of this program (HTTP 500). */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError || isDatabaseReadOnly(error)) return true;
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && unavailableCodes.has(code)) return true;
  if (unavailableMessages.some((message) => error.message.startsWith(message))) return true;
  return driverError !== undefined && driverError !== error && isDatabaseUnavailable(driverError);
}

/** Whether the database took no write because it is read-only at present; it may well be read. */
export function isDatabaseReadOnly(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && readOnlyCodes.has(code);
}
