import type { EntityManager } from 'typeorm';
import type { FieldChange } from '../../audit/audit-record.js';
import type { WriteOnce, WriteOnceTo } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { type ChangeTarget, done, type Outcome, type Problem, refused } from '../../problems/problem.js';
import { nameProblems } from '../../problems/text.js';
import { lockUserGroup, type PlacedTarget } from '../storage/lock-user-group.js';
import type { Channel, UserGroup } from '../user-group.js';
import { lockAssignedServer, unseenAssignmentProblems, writeAssignment } from './channel-assignment.js';
import { deleteUserGroup, insertUserGroup, recordUserGroup, renameUserGroup } from './write-user-group.js';

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
    return this.writeOnce(write.idempotent, async (manager) =>
      done(await insertUserGroup(manager, name, write.author)),
    );
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
      async (manager, current) => (typeof name === 'string' ? renameUserGroup(manager, current, name) : []),
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
      await deleteUserGroup(manager, current, write.author);
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
      return done(await recordUserGroup(manager, current, changes, author));
    });
  }
}
