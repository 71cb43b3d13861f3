import { type Problem, Reason } from '../problems/problem.js';
import { textFault } from '../problems/text.js';
import { allOf, type Condition, whenGiven } from './condition.js';
import { contains } from './text-filter.js';

const maxSearchLength = 100;
const maxWords = 6;

/** Holds where every word occurs in one of the columns, each word in any of them. Blanks ask for nothing. */
export function searchCondition(columns: readonly string[], search: string | null | undefined): Condition {
  // A word has no line break, so it is never found across two columns.
  const text = columns.length === 1 ? `${columns[0]}` : `CONCAT_WS('\\n', ${columns.join(', ')})`;
  return whenGiven(search, (words) => allOf(searchWords(words).map((word) => contains(text, word))));
}

/** Every word is looked for in every row, so their number is limited too. */
export function searchProblems(search: string | null | undefined): Problem[] {
  const path = ['search'];
  const fault = textFault(search ?? '', maxSearchLength);
  if (fault) return [{ path, ...fault }];
  if (searchWords(search).length <= maxWords) return [];
  return [{ path, reason: Reason.TOO_LONG, message: `Search for at most ${maxWords} words.` }];
}

export function searchWords(search: string | null | undefined): string[] {
  return (search ?? '').split(/\s+/).filter((word) => word !== '');
}
