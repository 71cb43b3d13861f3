import type { DatabaseFailure } from '../problems/failure.js';
import { DatabaseUnavailableError } from '../scheduling/deadline.js';
import { OutcomeUnknownError } from './outcome-unknown.js';

/** What Node and the driver say of a connection. */
const unavailableCodes = new Set<unknown>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/**
 * What MySQL, MariaDB or a proxy before them says, by number: the driver has names for those of MySQL alone.
 */
const unavailableNumbers = new Set<unknown>([
  1040, // too many connections
  1041, // out of resources
  1047, // a node of a cluster that is not ready
  1053, // shutting down
  1077, // shutting down
  1079, // shut down
  1080, // connection closed by force
  1129, // host blocked
  1135, // no thread for the connection
  1152, // connection aborted
  1158, // network
  1159, // network
  1160, // network
  1161, // network
  1184, // connection aborted
  1203, // too many connections of the user
  1205, // a lock was waited for too long
  1206, // too many locks
  1213, // deadlock
  1226, // the user has used up an allowance
  1317, // interrupted by somebody
  1461, // too many prepared statements
  1927, // connection killed (MariaDB)
  2002, // a proxy's: no server
  2003, // a proxy's: no server
  2006, // a proxy's: the server has gone
  2013, // a proxy's: the server was lost
  3032, // offline
  3101, // rolled back by a replication group
  3169, // session killed
  4031, // session ended for being idle
  9001, // ProxySQL: no server in time
]);

/**
 * The server takes no writes at present: a replica, one that hands over to another, or one that protects a full disk.
 * ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE, ER_OPEN_AS_READONLY,
 * ER_INNODB_READ_ONLY.
 */
const readOnlyNumbers = new Set<unknown>([1290, 1792, 1836, 1036, 1874]);

/** EE_WRITE, EE_DISK_FULL, ER_DISK_FULL, ER_ERROR_ON_WRITE, ER_RECORD_FILE_FULL, of MySQL and MariaDB. */
const diskFullNumbers = new Set<unknown>([3, 20, 1021, 1026, 1114]);
/** What other errors say when the system had no room for a file of the server (ENOSPC). */
const noRoom = /\b(?:error|errno:?|Errcode:) 28\b/;

/** The statement was stopped for taking too long (MariaDB, MySQL), or not begun because it would look at too much. */
const tooSlowNumbers = new Set<unknown>([1969, 3024, 1104]);

// Three faults that mysql2 reports by message alone.
const unavailableMessages = [
  'Queue limit reached.',
  'Pool is closed.',
  "Can't add new command when connection is in closed state",
];

/** What a failure means to whoever made the request; null for a fault of this program. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  if (error instanceof OutcomeUnknownError) return 'OUTCOME_UNKNOWN';
  if (error instanceof DatabaseUnavailableError) return 'UNAVAILABLE';
  if (!(error instanceof Error)) return null;
  const { code, errno, driverError } = error as Error & Record<'code' | 'errno' | 'driverError', unknown>;
  if (tooSlowNumbers.has(errno)) return 'TOO_SLOW';
  if (isOfFullDisk(error)) return 'DISK_FULL';
  if (readOnlyNumbers.has(errno)) return 'READ_ONLY';
  if (unavailableNumbers.has(errno) || unavailableCodes.has(code)) return 'UNAVAILABLE';
  if (unavailableMessages.some((message) => error.message.startsWith(message))) return 'UNAVAILABLE';
  return driverError !== undefined && driverError !== error ? databaseFailure(driverError) : null;
}

/** Whether the database took no write because it is read-only at present; it may well be read. */
export function isDatabaseReadOnly(error: unknown): boolean {
  return databaseFailure(error) === 'READ_ONLY';
}

/** Only the server's own words count: numbers of Node's errors mean something else. */
function isOfFullDisk(error: Error & { errno?: unknown; sqlMessage?: unknown }): boolean {
  const { errno, sqlMessage } = error;
  return typeof sqlMessage === 'string' && (diskFullNumbers.has(errno) || noRoom.test(sqlMessage));
}
