import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';
import type { Redaction } from './redaction.js';

/**
 * The log of the process: one JSON line for each event.
 * @param redaction takes what is secret out of every line as it is written
 * @param mixin fields of every line that has none of that name
 */
export function createLog(
  level: LogLevel,
  destination: DestinationStream,
  redaction: Pick<Redaction, 'line'>,
  mixin?: () => Record<string, unknown>,
): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino({ ...options, hooks: { streamWrite: redaction.line }, ...(mixin && { mixin }) }, destination);
}

/**
 * What the log says of an unexpected error: its kind, and which functions threw it. No message of a database, which may
 * quote values and SQL, and no stack trace with its file paths.
 */
export function errorLogFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = (error as { originalError?: unknown }).originalError;
  if (cause instanceof Error) return errorLogFields(cause);
  const { name, message, stack = '' } = error;
  const { code, driverError, path } = error as { code?: unknown; driverError?: unknown; path?: unknown };
  const isPlain = plainErrors.has(name) && driverError === undefined && code === undefined;
  return {
    error: name,
    code: typeof code === 'string' ? code : undefined,
    path: Array.isArray(path) ? path.join('.') : undefined,
    message: isPlain ? message : undefined,
    through: functionNames(stack),
  };
}

// Other kinds quote what they failed at: JSON, a query, a variable with a password in it.
const plainErrors = new Set(['Error', 'TypeError', 'RangeError']);

function functionNames(stack: string): unknown[] {
  const names = stack.matchAll(/^\s+at (?:async )?(?:new )?([\w.<>#$]+) \(/gm);
  return [...names].map(([, name]) => name).slice(0, 6);
}
