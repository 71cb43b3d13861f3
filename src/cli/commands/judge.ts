import { CliError, exitCodes } from '../terminal/cli-error.js';

/** @throws CliError when something failed, or else when something could not be measured */
export function judge(checks: readonly { kind: string; status: string }[]): void {
  const namesOf = (wanted: string) =>
    checks.filter(({ status }) => status === wanted).map(({ kind }) => kind);
  const failed = namesOf('FAIL');
  if (failed.length > 0) throw new CliError(`Failed: ${failed.join(', ')}.`);
  const unmeasured = namesOf('ERROR');
  if (unmeasured.length > 0)
    throw new CliError(`Could not be measured: ${unmeasured.join(', ')}.`, exitCodes.notMeasured);
}
