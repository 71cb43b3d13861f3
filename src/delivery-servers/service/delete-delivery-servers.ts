import type { EntityManager } from 'typeorm';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import { globalId, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { done, type Outcome, type Problem, refused, versionConflict } from '../../problems/problem.js';
import { Channel } from '../../user-groups/user-group.js';

export interface DeleteTarget {
  id: string;
  expectedVersion?: number | null;
}

/** What became of one target: a server that is not there (any more) is no obstacle to the others. */
export enum DeleteStatus {
  DELETED = 'DELETED',
  NOT_FOUND = 'NOT_FOUND',
}

export interface DeleteRequest {
  targets: readonly DeleteTarget[];
  /** Only tells what would happen. */
  dryRun: boolean;
}

export interface Deletion {
  results: { id: string; status: DeleteStatus }[];
  /** The channels that used one of the servers, by group and then channel. */
  freedChannels: FreedChannel[];
}

/** A channel of a user group that has lost its server. */
export interface FreedChannel {
  userGroupRowId: number;
  channel: Channel;
  /** `ds_123` */
  deliveryServerId: string;
}

/** How many are named: nobody reads more, and a list of nonsense must not become a longer answer. */
const maxMalformed = 100;

/**
 * Deletes servers, and with each one the channel assignments that use it, all in one transaction: all go or none.
 * An id that was already deleted is told as not found; a malformed id or a version conflict stops everything.
 */
export async function deleteDeliveryServers(
  { targets, dryRun }: DeleteRequest,
  transact: (work: (manager: EntityManager) => Promise<Outcome<Deletion>>) => Promise<Outcome<Deletion>>,
): Promise<Outcome<Deletion>> {
  const rowIds = new Map(targets.map(({ id }) => [id, rowIdFromGlobalId('ds', id)]));
  const malformed = targets.flatMap(({ id }, index) =>
    rowIds.get(id) === null ? [invalidId(['targets', `${index}`, 'id'], 'ds')] : [],
  );
  if (malformed.length > 0) return refused(...malformed.slice(0, maxMalformed));
  return transact(async (manager) => {
    const versions = await lockVersions(
      manager,
      [...rowIds.values()].filter((rowId) => rowId !== null),
    );
    const conflicts = targets.flatMap((target, index) =>
      versionConflicts(target, index, versions.get(target.id)),
    );
    if (conflicts.length > 0) return refused(...conflicts);
    const rows = [...versions.values()];
    const serverRowIds = rows.map(({ rowId }) => rowId);
    await lockGroups(manager, serverRowIds);
    const freedChannels = await lockChannels(manager, serverRowIds);
    if (!dryRun) await deleteRows(manager, rows, freedChannels);
    const results = [...rowIds.keys()].map((id) => ({
      id,
      status: versions.has(id) ? DeleteStatus.DELETED : DeleteStatus.NOT_FOUND,
    }));
    return done({ results, freedChannels });
  });
}

interface FoundRow {
  rowId: number;
  version: number;
}

/** Locks the rows in the order of their numbers, as every such list does, so that two lists cannot wait in a ring. */
async function lockVersions(manager: EntityManager, rowIds: number[]): Promise<Map<string, FoundRow>> {
  const found = new Map<string, FoundRow>();
  for (const chunk of chunks(rowIds.sort((a, b) => a - b))) {
    const rows: FoundRow[] = await manager.query(
      'SELECT id AS rowId, version FROM delivery_servers WHERE id IN (?) ORDER BY id FOR UPDATE',
      [chunk],
    );
    for (const row of rows) found.set(globalId('ds', row.rowId), row);
  }
  return found;
}

function versionConflicts(target: DeleteTarget, index: number, found: FoundRow | undefined): Problem[] {
  const { expectedVersion = null } = target;
  if (found === undefined || expectedVersion === null || expectedVersion === found.version) return [];
  return [versionConflict(['targets', `${index}`, 'expectedVersion'], found.version)];
}

/**
 * Locks the groups that use the servers, before their channels: servers, groups, channels is the order of whoever assigns
 * a channel too. While the servers are locked no other group can begin to use them.
 */
async function lockGroups(manager: EntityManager, serverRowIds: readonly number[]): Promise<void> {
  const groups = new Set<number>();
  for (const chunk of chunks(serverRowIds)) {
    const rows: { id: number }[] = await manager.query(
      'SELECT DISTINCT user_group_id AS id FROM channel_assignments WHERE delivery_server_id IN (?)',
      [chunk],
    );
    for (const { id } of rows) groups.add(id);
  }
  for (const chunk of chunks([...groups].sort((a, b) => a - b)))
    await manager.query('SELECT id FROM user_groups WHERE id IN (?) ORDER BY id FOR UPDATE', [chunk]);
}

async function lockChannels(manager: EntityManager, rowIds: readonly number[]): Promise<FreedChannel[]> {
  const found: FreedChannel[] = [];
  for (const chunk of chunks(rowIds)) {
    const rows: { userGroupRowId: number; channel: Channel; serverRowId: number }[] = await manager.query(
      `SELECT user_group_id AS userGroupRowId, channel, delivery_server_id AS serverRowId
       FROM channel_assignments WHERE delivery_server_id IN (?) ORDER BY user_group_id, channel FOR UPDATE`,
      [chunk],
    );
    for (const { serverRowId, ...row } of rows)
      found.push({ ...row, deliveryServerId: globalId('ds', serverRowId) });
  }
  return found.sort(byGroupAndChannel);
}

function byGroupAndChannel(one: FreedChannel, other: FreedChannel): number {
  const channels = Object.values(Channel);
  return (
    one.userGroupRowId - other.userGroupRowId ||
    channels.indexOf(one.channel) - channels.indexOf(other.channel)
  );
}

async function deleteRows(
  manager: EntityManager,
  rows: readonly FoundRow[],
  freedChannels: readonly FreedChannel[],
): Promise<void> {
  for (const chunk of chunks(rows.map(({ rowId }) => rowId))) {
    await manager.query('DELETE FROM channel_assignments WHERE delivery_server_id IN (?)', [chunk]);
    await manager.query('DELETE FROM delivery_servers WHERE id IN (?)', [chunk]);
  }
  const groups = new Set(freedChannels.map(({ userGroupRowId }) => userGroupRowId));
  for (const chunk of chunks([...groups])) await countLostChannel(manager, chunk);
  const deleted = { subject: ChangeSubject.DELIVERY_SERVER, kind: ChangeKind.DELETED };
  await recordChanges(manager, ...rows.map((row) => ({ ...deleted, ...row })));
}

async function countLostChannel(manager: EntityManager, groupRowIds: readonly number[]): Promise<void> {
  await manager.query(
    'UPDATE user_groups SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id IN (?)',
    [groupRowIds],
  );
  const rows: FoundRow[] = await manager.query(
    'SELECT id AS rowId, version FROM user_groups WHERE id IN (?) ORDER BY id',
    [groupRowIds],
  );
  const updated = { subject: ChangeSubject.USER_GROUP, kind: ChangeKind.UPDATED };
  await recordChanges(manager, ...rows.map((row) => ({ ...updated, ...row })));
}

function chunks(rowIds: readonly number[], size = 500): number[][] {
  return Array.from({ length: Math.ceil(rowIds.length / size) }, (_, index) =>
    rowIds.slice(index * size, (index + 1) * size),
  );
}
