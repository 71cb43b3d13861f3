import { type Problem, Reason } from '../problems/problem.js';
import { isBlank, lineFault } from '../problems/text.js';

const maxTagLength = 50;

/** A tag as it is kept and compared: in lower case, without blanks around it. */
export function normalTag(tag: string): string {
  return tag.normalize('NFC').trim().toLowerCase();
}

export function tagFault(tag: string): Pick<Problem, 'reason' | 'message'> | null {
  if (isBlank(tag)) return { reason: Reason.REQUIRED, message: 'A tag must not be blank.' };
  return lineFault(normalTag(tag), maxTagLength);
}
