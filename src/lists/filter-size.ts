/** What a filter asks of each row of a list. */
export interface FilterSize {
  /** Conditions, those that take the database longer counted more than once. */
  conditions: number;
  /** Values in all lists together. */
  values: number;
}

/** The most that a filter and a search may ask: with 20,000 rows a page takes the database a tenth of a second at most. */
export const maxInFilter: FilterSize = { conditions: 60, values: 200 };

/** Relative cost of a condition, measured, by the name of the field; 1 is 60 ns for each row. */
const weights: Readonly<Record<string, number>> = {
  security: 2,
  contains: 3,
  userGroupId: 3,
  status: 8,
  isAllocated: 18,
  findings: 20,
  channel: 20,
  deliveryServerId: 20,
};

/** A list of tags takes as long as there are servers with each of them, which may be all servers. */
const tagLists: readonly string[] = ['anyOf', 'allOf'];
const tagListWeight = 20;
const tagWeight = 3;
/** Each word is looked for in several columns, and putting them together takes as long as one word more. */
const wordWeight = 6;

function weightOf(name: string, entries = 1): number {
  return tagLists.includes(name) ? tagListWeight + tagWeight * entries : (weights[name] ?? 1);
}

/** A search in conditions of a filter. */
export function searchSize(words: number): number {
  return words === 0 ? 0 : wordWeight * (words + 1);
}

/** `tags: { anyOf, allOf }` and the like hold conditions of one field; `and`, `or` and `not` hold filters. */
const deepest = 50;

/** The size of a filter of any list. Takes anything, also what is no filter; nothing throws here. */
export function filterSize(filter: unknown): FilterSize {
  const size: FilterSize = { conditions: 0, values: 0 };

  function count(value: unknown, name: string, depth: number): void {
    if (value === null || value === undefined || depth > deepest) return;
    if (Array.isArray(value)) {
      const isListOfValues = value.every((item) => typeof item !== 'object' || item === null);
      if (isListOfValues) {
        size.conditions += weightOf(name, value.length);
        size.values += value.length;
      } else {
        for (const item of value) countHolder(item, depth);
      }
    } else if (name === 'not') countHolder(value, depth);
    else if (typeof value === 'object' && !(value instanceof Date)) countFields(value, depth);
    else size.conditions += weightOf(name);
  }

  /** Also an empty filter is a part of the statement. */
  function countHolder(value: unknown, depth: number): void {
    size.conditions += 1;
    if (typeof value === 'object' && value !== null) countFields(value, depth);
  }

  function countFields(fields: object, depth: number): void {
    for (const [name, value] of Object.entries(fields)) count(value, name, depth + 1);
  }

  if (typeof filter === 'object' && filter !== null) countFields(filter, 0);
  return size;
}
