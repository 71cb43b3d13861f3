import { type Problem, Reason } from '../problems/problem.js';
import { textFault } from '../problems/text.js';

/** Input of a pause. */
export interface PauseRequest {
  reason?: string | null | undefined;
  /** When the pause ends by itself; open-ended when left out. */
  until?: Date | null | undefined;
}

const maxReasonLength = 500;

export function pauseProblems({ reason, until }: PauseRequest): Problem[] {
  const problems: Problem[] = [];
  const fault = reason ? textFault(reason, maxReasonLength) : null;
  if (fault) problems.push({ path: ['reason'], ...fault });
  if (until && until.getTime() <= Date.now()) {
    const message = 'This must be in the future.';
    problems.push({ path: ['until'], reason: Reason.OUT_OF_RANGE, message });
  }
  return problems;
}
