import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import type { FieldChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import { execute } from '../../sql/execute.js';
import { channelChange } from '../channel-change.js';
import { readUserGroup, readUserGroups } from '../storage/lock-user-group.js';
import type { UserGroup } from '../user-group.js';
import { type AssignmentChange, insertAssignments, readAssignments } from './channel-assignment.js';

/** A group that is to be added, its name judged and the servers of its channels locked. */
interface NewGroup {
  name: string;
  channels: readonly AssignmentChange[];
}

interface CreatedGroup {
  group: UserGroup;
  /** What its channels use, as the audit trail tells it. */
  assigned: FieldChange[];
}

/** Adds a group whose name has been judged. */
export async function insertUserGroup(
  manager: EntityManager,
  name: string,
  author: Author,
): Promise<UserGroup> {
  const [created] = await insertUserGroups(manager, [{ name, channels: [] }], author);
  return (created as CreatedGroup).group;
}

/** Adds groups, with one statement for all of them where that can be: only its own row tells the number of each. */
export async function insertUserGroups(
  manager: EntityManager,
  given: readonly NewGroup[],
  author: Author,
): Promise<CreatedGroup[]> {
  const rowIds: number[] = [];
  for (const { name } of given) {
    const insert = 'INSERT INTO user_groups (name) VALUES (?)';
    rowIds.push((await execute<ResultSetHeader>(manager, insert, [name])).insertId);
  }
  const assigned = await insertAssignments(
    manager,
    given.map(({ channels }, index) => ({ groupRowId: rowIds[index] as number, channels })),
  );
  const groups = await readUserGroups(manager, rowIds);
  const created = groups.map((group, index) => ({ group, assigned: assigned[index] ?? [] }));
  const audited = created.map(({ group, assigned }) => ({
    ...{ author, action: actions[ChangeKind.CREATED], object: group },
    changes: [...nameChanges(null, group.name), ...assigned],
  }));
  await recordAudit(manager, ...audited);
  const event = { subject: ChangeSubject.USER_GROUP, kind: ChangeKind.CREATED };
  await recordChanges(
    manager,
    ...groups.map(({ legacyId: rowId, version }) => ({ ...event, rowId, version })),
  );
  return created;
}

/** A part of a change; gives what became different. */
export async function renameUserGroup(
  manager: EntityManager,
  current: UserGroup,
  name: string,
): Promise<FieldChange[]> {
  await execute(manager, 'UPDATE user_groups SET name = ? WHERE id = ?', [name, current.legacyId]);
  return nameChanges(current.name, name);
}

/** Ends a change of a group or of its channels: makes a new version, and tells of it. */
export async function recordUserGroup(
  manager: EntityManager,
  { legacyId }: UserGroup,
  changes: FieldChange[],
  author: Author,
): Promise<UserGroup> {
  const count =
    'UPDATE user_groups SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?';
  await execute(manager, count, [legacyId]);
  const group = await readUserGroup(manager, legacyId);
  await record(manager, ChangeKind.UPDATED, group, author, changes);
  return group;
}

/** Deletes a group that is locked, and with it what its channels use. */
export async function deleteUserGroup(
  manager: EntityManager,
  group: UserGroup,
  author: Author,
): Promise<void> {
  const channels = await readAssignments(manager, group.legacyId);
  await execute(manager, 'DELETE FROM user_groups WHERE id = ?', [group.legacyId]);
  const freed = channels.map(({ channel, deliveryServerId }) =>
    channelChange(channel, deliveryServerId, null),
  );
  await record(manager, ChangeKind.DELETED, group, author, [...nameChanges(group.name, null), ...freed]);
}

const actions = {
  [ChangeKind.CREATED]: AuditAction.USER_GROUP_CREATED,
  [ChangeKind.UPDATED]: AuditAction.USER_GROUP_UPDATED,
  [ChangeKind.DELETED]: AuditAction.USER_GROUP_DELETED,
};

/** Tells those who follow groups, and the audit trail. */
async function record(
  manager: EntityManager,
  kind: keyof typeof actions,
  group: UserGroup,
  author: Author,
  changes: FieldChange[],
): Promise<void> {
  const { legacyId: rowId, version } = group;
  await recordAudit(manager, { author, action: actions[kind], object: group, changes });
  await recordChanges(manager, { subject: ChangeSubject.USER_GROUP, kind, rowId, version });
}

export function nameChanges(from: string | null, to: string | null): FieldChange[] {
  return from === to ? [] : [{ field: 'name', from, to }];
}
