import { CliError, exitCodes } from '../terminal/cli-error.js';

/**
 * @param deleted servers that were deleted before their checks were done
 * @throws CliError when something failed, or else when a server is gone, or else when something could not be measured
 */
export function judge(
  checks: readonly { kind: string; status: string }[],
  deleted: readonly string[] = [],
): void {
  const namesOf = (wanted: string) =>
    checks.filter(({ status }) => status === wanted).map(({ kind }) => kind);
  const lines = deleted.map((server) => `${server} was deleted before its checks were done.`);
  const failed = namesOf('FAIL');
  if (failed.length > 0) throw new CliError([...lines, `Failed: ${failed.join(', ')}.`].join('\n'));
  const unmeasured = namesOf('ERROR');
  if (unmeasured.length > 0) lines.push(`Could not be measured: ${unmeasured.join(', ')}.`);
  if (lines.length > 0)
    throw new CliError(lines.join('\n'), deleted.length > 0 ? exitCodes.notFound : exitCodes.notMeasured);
}
