import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, notFound, type Problem, versionProblems } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { UserGroup } from '../user-group.js';
import { type UserGroupRow, userGroupColumns, userGroupFromRow } from './user-group.row.js';

/** The group that a change is aimed at. */
export interface PlacedTarget extends ChangeTarget {
  /** Where in the input the id stands. */
  path: readonly string[];
}

const select = `SELECT ${userGroupColumns(null)} FROM user_groups g WHERE g.id`;

/** Finds the group to change and holds its row until the transaction ends; or says why there is none. */
export async function lockUserGroup(
  manager: EntityManager,
  { path, ...target }: PlacedTarget,
): Promise<{ current: UserGroup | null; problems: Problem[] }> {
  const rowId = rowIdFromGlobalId('ug', target.id);
  if (rowId === null) return { current: null, problems: [invalidId(path, 'ug')] };
  const [row]: UserGroupRow[] = await manager.query(`${select} = ? FOR UPDATE`, [rowId]);
  if (row === undefined) return { current: null, problems: [notFound(path, 'user group')] };
  const current = userGroupFromRow(row);
  return { current, problems: versionProblems(target, current.version) };
}

/** Reads a group inside the transaction that has changed it. */
export async function readUserGroup(manager: EntityManager, rowId: number): Promise<UserGroup> {
  const [group] = await readUserGroups(manager, [rowId]);
  return group as UserGroup;
}

/** Reads groups inside the transaction that has created or changed them. */
export async function readUserGroups(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<UserGroup[]> {
  if (rowIds.length === 0) return [];
  const rows = await execute<(UserGroupRow & RowDataPacket)[]>(manager, `${select} IN (?)`, [rowIds]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return rowIds.map((rowId) => {
    const row = byId.get(rowId);
    if (row === undefined) throw new Error('A user group vanished inside its own transaction.');
    return userGroupFromRow(row);
  });
}
