import { filterProblems } from '../lists/filter-problems.js';
import { type IdPrefix, invalidId, rowIdFromGlobalId } from '../problems/global-id.js';
import type { Problem } from '../problems/problem.js';
import type { AuditEntryFilter } from './audit-entry.js';

/** The kinds of objects that entries are about; the first one is the example of what is expected. */
const objects: readonly IdPrefix[] = ['ds', 'ug', 'vr', 'key', 'adm'];
const actors: readonly IdPrefix[] = ['key', 'adm'];

/** What is wrong with a filter. An id of something else would find nothing, and whoever asks would take that for an answer. */
export function auditFilterProblems(filter: AuditEntryFilter | null | undefined): Problem[] {
  return [
    ...idProblems('objectId', filter?.objectId, objects),
    ...idProblems('actorId', filter?.actorId, actors),
    ...filterProblems(filter, null),
  ];
}

function idProblems(name: string, id: string | null | undefined, prefixes: readonly IdPrefix[]): Problem[] {
  const isId = id === null || id === undefined || prefixes.some((prefix) => rowIdFromGlobalId(prefix, id));
  return isId ? [] : [invalidId(['filter', name], prefixes[0] as IdPrefix)];
}
