/** What scripts can tell apart. The help lists them. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  away: 5,
  conflict: 6,
  notMeasured: 7,
  different: 8,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Why a command cannot be carried out, for the terminal: it says what to do, and holds no secret. */
export class CliError extends Error {
  override name = 'CliError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.refused,
  ) {
    super(message);
  }
}

/** The command line or the environment is wrong. */
export function usageError(message: string): CliError {
  return new CliError(message, exitCodes.usage);
}
