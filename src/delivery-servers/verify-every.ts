import { durationProblem } from '../formats/duration.js';

/** The word for a server that no schedule is to verify. */
export const never = 'never';

const shortest = '1s';
const longest = '30d';

/** What is wrong with how often a server is to be verified, as a sentence; null when nothing is. */
export function verifyEveryProblem(value: string): string | null {
  if (value === never) return null;
  const problem = durationProblem(value, shortest, longest);
  return problem === null ? null : `${problem.slice(0, -1)}; or "${never}".`;
}

/** The same of the setting of the gateway, which has no word for it. */
export function gatewayVerifyEveryProblem(value: string): string | null {
  return durationProblem(value, shortest, longest);
}
