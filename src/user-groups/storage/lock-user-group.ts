import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound, type Problem, versionConflict } from '../../problems/problem.js';
import type { UserGroup } from '../user-group.js';
import { type UserGroupRow, userGroupColumns, userGroupFromRow } from './user-group.row.js';

/** The group that a change is aimed at; a change of another version than the expected one does not happen. */
export interface Target {
  id: string;
  expectedVersion?: number | null | undefined;
}

export interface PlacedTarget extends Target {
  /** Where in the input the id stands. */
  path: readonly string[];
}

const select = `SELECT ${userGroupColumns(null)} FROM user_groups g WHERE g.id = ?`;

/** Finds the group to change and holds its row until the transaction ends; or says why there is none. */
export async function lockUserGroup(
  manager: EntityManager,
  { path, id, expectedVersion }: PlacedTarget,
): Promise<{ current: UserGroup | null; problems: Problem[] }> {
  const rowId = rowIdFromGlobalId('ug', id);
  if (rowId === null) return { current: null, problems: [invalidId(path, 'ug')] };
  const [row]: UserGroupRow[] = await manager.query(`${select} FOR UPDATE`, [rowId]);
  if (row === undefined) return { current: null, problems: [notFound(path, 'user group')] };
  const current = userGroupFromRow(row);
  const isExpected = (expectedVersion ?? current.version) === current.version;
  return { current, problems: isExpected ? [] : [versionConflict(['expectedVersion'], current.version)] };
}

/** Reads a group inside the transaction that has created or changed it. */
export async function readUserGroup(manager: EntityManager, rowId: number): Promise<UserGroup> {
  const [row]: UserGroupRow[] = await manager.query(select, [rowId]);
  if (row === undefined) throw new Error('A user group vanished inside its own transaction.');
  return userGroupFromRow(row);
}
