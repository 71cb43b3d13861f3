import type { EntityManager } from 'typeorm';
import { globalId } from '../../problems/global-id.js';
import { type ChangeTarget, type Problem, Reason } from '../../problems/problem.js';
import { rowsWithNames } from '../storage/lock-rows.js';

/** Problems of an item, as ones of the input that it is in. */
export function placed(path: readonly string[], problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}

const nouns = {
  delivery_servers: { prefix: 'ds', noun: 'delivery server' },
  user_groups: { prefix: 'ug', noun: 'user group' },
} as const;

/**
 * Finds new things whose name somebody else has given to another one since the plan.
 * @param others what the input changes or deletes, whose names do not count
 */
export async function nameConflicts(
  manager: EntityManager,
  table: keyof typeof nouns,
  list: string,
  items: readonly { name: string; onlyIfNameIsNew: boolean }[],
  others: readonly ChangeTarget[],
): Promise<Problem[]> {
  const { prefix, noun } = nouns[table];
  const names = items.filter(({ onlyIfNameIsNew }) => onlyIfNameIsNew).map(({ name }) => name);
  const ids = new Set(others.map(({ id }) => id));
  const rows = await rowsWithNames(manager, table, names);
  const taken = new Set(rows.filter(({ id }) => !ids.has(globalId(prefix, id))).map(({ name }) => name));
  return items.flatMap(({ name, onlyIfNameIsNew }, index) => {
    if (!onlyIfNameIsNew || !taken.has(name)) return [];
    const message = `There is a ${noun} of this name by now.`;
    return [{ path: [list, `${index}`, 'name'], reason: Reason.VERSION_CONFLICT, message }];
  });
}

/** Things that the input would change twice, or change and delete: which of both comes last would be chance. */
export function repetitions(
  lists: readonly (readonly [list: string, targets: readonly ChangeTarget[]])[],
): Problem[] {
  const seen = new Set<string>();
  return lists.flatMap(([list, targets]) =>
    targets.flatMap(({ id }, index) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const message = 'The input has this id twice.';
      return [{ path: [list, `${index}`, 'id'], reason: Reason.INVALID, message }];
    }),
  );
}
