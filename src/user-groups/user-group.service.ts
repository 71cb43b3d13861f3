import type { EntityManager } from 'typeorm';
import type { Transact } from '../database/transact.js';
import { invalidId, rowIdFromGlobalId } from '../global-id.js';
import { done, notFound, type Outcome, type Problem, refused, versionConflict } from '../problem.js';
import { nameProblems } from '../text.js';
import { ChannelAssignmentEntity } from './channel-assignment.entity.js';
import { UserGroupEntity } from './user-group.entity.js';
import type { Channel, UserGroup } from './user-group.js';
import { type UserGroupRow, userGroupColumns, userGroupFromRow } from './user-group.row.js';

/** A change that happened, or what stood in its way, with the group as it is now if there is one. */
export type ChangeOutcome = Outcome<UserGroup> & { current: UserGroup | null };

/** Creates and changes user groups and what their channels use. Every method is one transaction. */
export class UserGroupService {
  constructor(private readonly transact: Transact) {}

  async create(name: string): Promise<Outcome<UserGroup>> {
    const problems = nameProblems(name);
    if (problems.length > 0) return refused(...problems);
    return this.transact(async (manager) => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(UserGroupEntity)
        .values({ name })
        .updateEntity(false)
        .execute();
      return done(await readUserGroup(manager, inserted.raw.insertId));
    });
  }

  async update(
    id: string,
    name: string | null | undefined,
    expectedVersion?: number | null,
  ): Promise<ChangeOutcome> {
    return this.change(
      id,
      expectedVersion,
      name === undefined ? [] : nameProblems(name),
      async (manager, current) => {
        if (typeof name === 'string')
          await manager.update(UserGroupEntity, { id: current.legacyId }, { name });
        return [];
      },
    );
  }

  /** Deletes a group; its channels are free, the delivery servers stay. */
  async delete(id: string, expectedVersion?: number | null): Promise<ChangeOutcome> {
    return this.transact(async (manager) => {
      const { current, problems } = await lockUserGroup(manager, ['id'], id, expectedVersion);
      if (current === null || problems.length > 0) return { ...refused(...problems), current };
      await manager.delete(UserGroupEntity, { id: current.legacyId });
      return { ...done(current), current };
    });
  }

  /** Makes one channel of a group use a delivery server, or none. */
  async assignChannel(
    userGroupId: string,
    channel: Channel,
    deliveryServerId: string | null,
    expectedVersion?: number | null,
  ): Promise<ChangeOutcome> {
    const assign = async (manager: EntityManager, current: UserGroup): Promise<Problem[]> => {
      const key = { userGroupId: current.legacyId, channel };
      if (deliveryServerId === null) {
        await manager.delete(ChannelAssignmentEntity, key);
        return [];
      }
      const serverRowId = rowIdFromGlobalId('ds', deliveryServerId);
      if (serverRowId === null) return [invalidId(['deliveryServerId'], 'ds')];
      const servers = await manager.query('SELECT id FROM delivery_servers WHERE id = ? FOR UPDATE', [
        serverRowId,
      ]);
      if (servers.length === 0) return [notFound(['deliveryServerId'], 'delivery server')];
      await manager.upsert(ChannelAssignmentEntity, { ...key, deliveryServerId: serverRowId }, [
        'userGroupId',
        'channel',
      ]);
      return [];
    };
    return this.change(userGroupId, expectedVersion, [], assign, ['userGroupId']);
  }

  private async change(
    id: string,
    expectedVersion: number | null | undefined,
    known: readonly Problem[],
    work: (manager: EntityManager, current: UserGroup) => Promise<Problem[]>,
    idPath = ['id'],
  ): Promise<ChangeOutcome> {
    return this.transact(async (manager) => {
      const { current, problems } = await lockUserGroup(manager, idPath, id, expectedVersion);
      const before = [...known, ...problems];
      if (current === null || before.length > 0) return { ...refused(...before), current };
      const found = await work(manager, current);
      if (found.length > 0) return { ...refused(...found), current };
      await manager.update(
        UserGroupEntity,
        { id: current.legacyId },
        { version: () => 'version + 1', updatedAt: () => 'CURRENT_TIMESTAMP(3)' },
      );
      const changed = await readUserGroup(manager, current.legacyId);
      return { ...done(changed), current: changed };
    });
  }
}

const select = `SELECT ${userGroupColumns} FROM user_groups g WHERE g.id = ?`;

async function lockUserGroup(
  manager: EntityManager,
  idPath: readonly string[],
  id: string,
  expectedVersion: number | null | undefined,
): Promise<{ current: UserGroup | null; problems: Problem[] }> {
  const rowId = rowIdFromGlobalId('ug', id);
  if (rowId === null) return { current: null, problems: [invalidId(idPath, 'ug')] };
  const [row]: UserGroupRow[] = await manager.query(`${select} FOR UPDATE`, [rowId]);
  if (row === undefined) return { current: null, problems: [notFound(idPath, 'user group')] };
  const current = userGroupFromRow(row);
  const isExpected = (expectedVersion ?? current.version) === current.version;
  return { current, problems: isExpected ? [] : [versionConflict(['expectedVersion'], current.version)] };
}

async function readUserGroup(manager: EntityManager, rowId: number): Promise<UserGroup> {
  const [row]: UserGroupRow[] = await manager.query(select, [rowId]);
  if (row === undefined) throw new Error('A user group vanished inside its own transaction.');
  return userGroupFromRow(row);
}
