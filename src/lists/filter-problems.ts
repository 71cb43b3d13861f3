import { type IdPrefix, invalidId, rowIdFromGlobalId } from '../problems/global-id.js';
import { type Problem, Reason } from '../problems/problem.js';
import { textFault } from '../problems/text.js';
import { filterSize, maxInFilter, searchSize } from './filter-size.js';
import { searchWords } from './search.js';

const deepest = 5;
const maxListLength = 100;
const maxTextLength = 255;

const idPrefixes: Readonly<Record<string, IdPrefix>> = { userGroupId: 'ug', deliveryServerId: 'ds' };

/**
 * What is wrong with a filter of any list: too much of it, also together with the search, or an id that is none. The path
 * of each problem begins with `filter`.
 */
export function filterProblems(
  filter: object | null | undefined,
  search: string | null | undefined,
): Problem[] {
  const problems: Problem[] = [];

  function checkFilter(fields: object, path: readonly string[], depth: number): void {
    if (depth > deepest) {
      const message = `"and", "or" and "not" may be nested at most ${deepest} deep.`;
      problems.push({ path, reason: Reason.OUT_OF_RANGE, message });
      return;
    }
    for (const [name, value] of Object.entries(fields)) {
      if (value === null || value === undefined) continue;
      const inner = [...path, name];
      if (name === 'not') checkOthers([value], () => inner, depth);
      else if (name === 'and' || name === 'or') checkList(value, inner, depth);
      else checkValue(value, inner);
    }
  }

  function checkList(filters: object[], path: readonly string[], depth: number): void {
    if (filters.length > maxListLength) problems.push(tooMany(path));
    else checkOthers(filters, (index) => [...path, `${index}`], depth);
  }

  function checkOthers(filters: object[], pathOf: (index: number) => string[], depth: number): void {
    filters.forEach((other, index) => {
      checkFilter(other, pathOf(index), depth + 1);
    });
  }

  function checkValue(value: unknown, path: readonly string[]): void {
    const prefix = idPrefixes[`${path.at(-1)}`];
    if (typeof value === 'string' && prefix) {
      if (rowIdFromGlobalId(prefix, value) === null) problems.push(invalidId(path, prefix));
    } else if (typeof value === 'string') {
      const fault = textFault(value, maxTextLength);
      if (fault) problems.push({ path, ...fault });
    } else if (Array.isArray(value) && value.length > maxListLength) problems.push(tooMany(path));
    else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      for (const [name, part] of Object.entries(value)) checkValue(part, [...path, name]);
    }
  }

  if (filter) checkFilter(filter, ['filter'], 0);
  return problems.length > 0 ? problems : sizeProblems(filter, searchSize(searchWords(search).length));
}

function sizeProblems(filter: unknown, ofSearch: number): Problem[] {
  const { conditions, values } = filterSize(filter);
  if (conditions + ofSearch <= maxInFilter.conditions && values <= maxInFilter.values) return [];
  const message = `A filter may have at most ${maxInFilter.conditions} conditions and ${maxInFilter.values} values in its lists; each one in "and", "or" and "not" counts, those that take long count more than once, and so do the words of a search.`;
  return [{ path: ['filter'], reason: Reason.TOO_LONG, message }];
}

function tooMany(path: readonly string[]): Problem {
  return { path, reason: Reason.TOO_LONG, message: `This may have at most ${maxListLength} entries.` };
}
