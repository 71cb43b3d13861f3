import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';

/** The log of the process: one JSON line for each event. */
export function createLog(level: LogLevel, destination: DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/**
 * What the log says of an unexpected error: its kind, and which functions it came through. No message of a database,
 * which may quote values and SQL, and no stack trace with its file paths.
 */
export function errorLogFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = (error as { originalError?: unknown }).originalError;
  if (cause instanceof Error) return errorLogFields(cause);
  const { code, driverError, path } = error as Error & {
    code?: unknown;
    driverError?: unknown;
    path?: unknown;
  };
  return {
    error: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(Array.isArray(path) ? { path: path.join('.') } : {}),
    ...(plainErrors.has(error.name) && driverError === undefined && code === undefined
      ? { message: error.message }
      : {}),
    through: functionNames(error.stack ?? ''),
  };
}

// Other kinds quote what they stumbled over: JSON, a query, a variable with a password in it.
const plainErrors = new Set(['Error', 'TypeError', 'RangeError']);

function functionNames(stack: string): string[] {
  const names = [...stack.matchAll(/^\s+at (?:async )?(?:new )?([\w.<>#$]+) \(/gm)].map(
    (match) => match[1] ?? '',
  );
  return names.filter((name) => name !== '').slice(0, 6);
}
