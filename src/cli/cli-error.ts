/** Why a command cannot be carried out, for the terminal: it says what to do, and holds no secret. */
export class CliError extends Error {
  override name = 'CliError';

  constructor(
    message: string,
    /** 2 when the command line or the environment is wrong, 1 for everything else. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
