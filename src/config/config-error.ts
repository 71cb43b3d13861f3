/** A configuration that cannot be used. It names variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  /** @param mistakes sentences, one for each thing to put right */
  static from(mistakes: readonly string[]): ConfigError {
    return new ConfigError(
      `The configuration has mistakes:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
}
