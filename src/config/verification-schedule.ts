import { gatewayVerifyEveryProblem } from '../delivery-servers/verify-every.js';
import { durationSeconds } from '../formats/duration.js';
import { emailAddressProblem } from '../formats/formats.js';
import type { VerificationSchedule } from '../verification-runs/verification-schedule.js';
import type { VariableName } from './environment-variables.js';
import type { Settings } from './settings.js';

/** `VERIFY_EVERY` and `VERIFY_SENDS_TO`. The second counts for servers that have a schedule of their own too. */
export function readVerificationSchedule(settings: Settings): VerificationSchedule {
  const every = readWord(settings, 'VERIFY_EVERY', gatewayVerifyEveryProblem);
  return {
    everySeconds: every === null ? null : durationSeconds(every),
    sendsTo: readWord(settings, 'VERIFY_SENDS_TO', emailAddressProblem),
  };
}

function readWord(
  settings: Settings,
  name: VariableName,
  problemWith: (value: string) => string | null,
): string | null {
  const value = settings.word(name);
  const problem = value === null ? null : problemWith(value);
  if (problem !== null) settings.mistakes.push(`${name} is of no use. ${problem}`);
  return problem === null ? value : null;
}
