import type { ResultSetHeader } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import type { FieldChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import type { WriteOnce, WriteOnceTo } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { type ChangeTarget, done, type Outcome, type Problem, refused } from '../../problems/problem.js';
import { nameProblems } from '../../problems/text.js';
import { execute } from '../../sql/execute.js';
import { channelChange } from '../channel-change.js';
import { lockUserGroup, type PlacedTarget, readUserGroup } from '../storage/lock-user-group.js';
import type { Channel, UserGroup } from '../user-group.js';
import {
  lockAssignedServer,
  readAssignments,
  unseenAssignmentProblems,
  writeAssignment,
} from './channel-assignment.js';

/**
 * Creates and changes user groups and what their channels use. Every method is one transaction, and takes what stands
 * behind the write.
 */
export class UserGroupService {
  constructor(
    private readonly writeOnce: WriteOnce,
    /** The same, one at a time for what has the same id. */
    private readonly writeOnceTo: WriteOnceTo,
  ) {}

  async create(name: string, write: WriteRequest): Promise<Outcome<UserGroup>> {
    const problems = nameProblems(name);
    if (problems.length > 0) return refused(...problems);
    return this.writeOnce(write.idempotent, async (manager) => {
      const insert = 'INSERT INTO user_groups (name) VALUES (?)';
      const { insertId } = await execute<ResultSetHeader>(manager, insert, [name]);
      const group = await readUserGroup(manager, insertId);
      await record(manager, ChangeKind.CREATED, group, write.author, nameChanges(null, name));
      return done(group);
    });
  }

  async update(
    target: ChangeTarget,
    name: string | null | undefined,
    write: WriteRequest,
  ): Promise<Outcome<UserGroup>> {
    const problems = name === undefined ? [] : nameProblems(name);
    return this.change(
      { path: ['id'], ...target },
      write,
      async () => problems,
      async (manager, current) => {
        if (typeof name !== 'string') return [];
        await execute(manager, 'UPDATE user_groups SET name = ? WHERE id = ?', [name, current.legacyId]);
        return nameChanges(current.name, name);
      },
    );
  }

  /** Deletes a group; its channels are free, the delivery servers stay. */
  async delete(target: ChangeTarget, write: WriteRequest): Promise<Outcome<UserGroup>> {
    return this.writeOnceTo(target.id, write.idempotent, async (manager) => {
      const { current, problems } = await lockUserGroup(manager, { path: ['id'], ...target });
      const others = current
        ? await unseenAssignmentProblems(manager, current.legacyId, null, write.sight)
        : [];
      const found = [...problems, ...others];
      if (current === null || found.length > 0) return { ...refused(...found), current };
      const channels = await readAssignments(manager, current.legacyId);
      await execute(manager, 'DELETE FROM user_groups WHERE id = ?', [current.legacyId]);
      const freed = channels.map(({ channel, deliveryServerId }) =>
        channelChange(channel, deliveryServerId, null),
      );
      const changes = [...nameChanges(current.name, null), ...freed];
      await record(manager, ChangeKind.DELETED, current, write.author, changes);
      return done(current);
    });
  }

  /** Makes one channel of a group use a delivery server, or none. */
  async assignChannel(
    target: ChangeTarget,
    channel: Channel,
    deliveryServerId: string | null,
    write: WriteRequest,
  ): Promise<Outcome<UserGroup>> {
    const assignment = { channel, deliveryServerId };
    return this.change(
      { path: ['userGroupId'], ...target },
      write,
      // Before the group, as a deletion of servers does.
      (manager) => lockAssignedServer(manager, assignment, write.sight),
      (manager, { legacyId }) => writeAssignment(manager, legacyId, assignment),
      (manager, { legacyId }) => unseenAssignmentProblems(manager, legacyId, channel, write.sight),
    );
  }

  private async change(
    target: PlacedTarget,
    { idempotent, author }: WriteRequest,
    findProblems: (manager: EntityManager) => Promise<readonly Problem[]>,
    /** Gives what became different. */
    write: (manager: EntityManager, current: UserGroup) => Promise<FieldChange[]>,
    findProblemsOf: (
      manager: EntityManager,
      current: UserGroup,
    ) => Promise<readonly Problem[]> = async () => [],
  ): Promise<Outcome<UserGroup>> {
    return this.writeOnceTo(target.id, idempotent, async (manager) => {
      const others = await findProblems(manager);
      const { current, problems } = await lockUserGroup(manager, target);
      const ofCurrent = current ? await findProblemsOf(manager, current) : [];
      const found = [...problems, ...others, ...ofCurrent];
      if (current === null || found.length > 0) return { ...refused(...found), current };
      const changes = await write(manager, current);
      const count =
        'UPDATE user_groups SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?';
      await execute(manager, count, [current.legacyId]);
      const group = await readUserGroup(manager, current.legacyId);
      await record(manager, ChangeKind.UPDATED, group, author, changes);
      return done(group);
    });
  }
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

function nameChanges(from: string | null, to: string | null): FieldChange[] {
  return from === to ? [] : [{ field: 'name', from, to }];
}
