/** What a filter asks of each row of a list. */
export interface FilterSize {
  /** Conditions, those that take the database longer counted more than once. */
  conditions: number;
  /** Values in all lists together. */
  values: number;
}

/** The most that one filter may ask: with 20,000 rows a statement then takes about a tenth of a second at most. */
export const mostInFilter: FilterSize = { conditions: 50, values: 200 };

/** Conditions that are measured to take as long as several others, by the name of their field. */
const weights: Readonly<Record<string, number>> = {
  contains: 2,
  status: 3,
  isAllocated: 3,
  userGroupId: 3,
  channel: 3,
  deliveryServerId: 3,
};

/** A server has no more, so in a longer list of tags most find nothing. */
const mostTagsOfServer = 20;
/** Lists of tags take as long as there are servers with each of them; those of `allOf` are counted as well. */
const tagWeights: Readonly<Record<string, { list: number; tag: number }>> = {
  anyOf: { list: 10, tag: 1 },
  allOf: { list: 10, tag: 2 },
};

function weightOf(name: string, entries = 1): number {
  const ofTags = tagWeights[name];
  return ofTags ? ofTags.list + ofTags.tag * Math.min(entries, mostTagsOfServer) : (weights[name] ?? 1);
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
