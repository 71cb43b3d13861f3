import type { DatabaseFailure } from '../problems/failure.js';
import { DeadlineError } from '../scheduling/deadline.js';
import { DatabaseUnavailableError, OutcomeUnknownError } from './database-errors.js';

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

/** What MySQL, MariaDB or a proxy before them says, by number: the driver has names for those of MySQL alone. */
const failureByNumber = new Map<unknown, DatabaseFailure>(
  (
    [
      // The server does not run, starts, shuts down, or is offline; a proxy has no server.
      ['UNAVAILABLE', [1047, 1053, 1077, 1079, 3032, 2002, 2003, 2006, 2013, 9001]],
      // The connection or the session was ended, or the network failed.
      ['UNAVAILABLE', [1080, 1152, 1158, 1159, 1160, 1161, 1184, 1317, 1927, 3169, 4031]],
      // Too many connections, prepared statements or locks, an allowance used up, a host blocked.
      ['UNAVAILABLE', [1040, 1041, 1129, 1135, 1203, 1206, 1226, 1461]],
      // A lock was waited for too long; a deadlock; rolled back by a replication group.
      ['UNAVAILABLE', [1205, 1213, 3101]],
      // The server takes no writes at present: a replica, one that hands over to another, or one that protects a full disk.
      // ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE, ER_OPEN_AS_READONLY,
      // ER_INNODB_READ_ONLY.
      ['READ_ONLY', [1290, 1792, 1836, 1036, 1874]],
      // The statement was stopped for taking too long (MariaDB, MySQL), or not begun because it would look at too much.
      ['TOO_SLOW', [1969, 3024, 1104]],
    ] as const
  ).flatMap(([failure, numbers]) => numbers.map((number) => [number, failure])),
);

/** EE_WRITE, EE_DISK_FULL, ER_DISK_FULL, ER_ERROR_ON_WRITE, ER_RECORD_FILE_FULL, of MySQL and MariaDB. */
const diskFullNumbers = new Set<unknown>([3, 20, 1021, 1026, 1114]);
/** What other errors say when the system had no room for a file of the server (ENOSPC). */
const noRoom = /\b(?:error|errno:?|Errcode:) 28\b/;

// What is told by message alone: three by mysql2, and one by TypeORM when the program stops and has closed the pool.
const unavailableMessages = [
  'Queue limit reached.',
  'Pool is closed.',
  "Can't add new command when connection is in closed state",
  'Connection is not established with mysql database',
];

/** What an error of the database means to whoever made the request; null for a fault of this program. */
export function classifyDatabaseError(error: unknown): DatabaseFailure | null {
  if (error instanceof OutcomeUnknownError) return 'OUTCOME_UNKNOWN';
  if (error instanceof DatabaseUnavailableError || error instanceof DeadlineError) return 'UNAVAILABLE';
  if (!(error instanceof Error)) return null;
  const { code, errno, driverError } = error as Error & Record<'code' | 'errno' | 'driverError', unknown>;
  const failure = isOfFullDisk(error) ? 'DISK_FULL' : failureByNumber.get(errno);
  if (failure !== undefined) return failure;
  if (unavailableCodes.has(code)) return 'UNAVAILABLE';
  if (unavailableMessages.some((message) => error.message.startsWith(message))) return 'UNAVAILABLE';
  return driverError !== undefined && driverError !== error ? classifyDatabaseError(driverError) : null;
}

/** Only the server's own words count: numbers of Node's errors mean something else. */
function isOfFullDisk(error: Error & { errno?: unknown; sqlMessage?: unknown }): boolean {
  const { errno, sqlMessage } = error;
  return typeof sqlMessage === 'string' && (diskFullNumbers.has(errno) || noRoom.test(sqlMessage));
}
