import type { Logger } from 'pino';

/** Has warnings of Node and of packages in the log, in place of text and stack traces on standard error. */
export function logWarnings(log: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message, ...warning }) =>
    log.warn(
      { component: 'node', warning: name, code: 'code' in warning ? warning.code : undefined },
      message,
    ),
  );
}
