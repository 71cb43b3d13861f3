import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import type { Author } from '../../audit/author.js';
import type { Sight } from '../../caller/sight.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { globalId, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, done, type Outcome, refused, versionProblems } from '../../problems/problem.js';
import { lockSeen } from '../../sight/seen-servers.js';
import { Channel } from '../../user-groups/user-group.js';
import { recordFreedChannels, recordWholeServers } from './record-whole-servers.js';

/** What became of one target: a server that is not there (any more) is no obstacle to the others. */
export enum DeleteStatus {
  DELETED = 'DELETED',
  NOT_FOUND = 'NOT_FOUND',
}

export interface DeleteRequest {
  targets: readonly ChangeTarget[];
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
  { author, sight }: Pick<WriteRequest, 'author' | 'sight'>,
  transact: (work: (manager: EntityManager) => Promise<Outcome<Deletion>>) => Promise<Outcome<Deletion>>,
): Promise<Outcome<Deletion>> {
  const rowIds = new Map(targets.map(({ id }) => [id, rowIdFromGlobalId('ds', id)]));
  const malformed = targets.flatMap(({ id }, index) =>
    rowIds.get(id) === null ? [invalidId(['targets', `${index}`, 'id'], 'ds')] : [],
  );
  if (malformed.length > 0) return refused(...malformed.slice(0, maxMalformed));
  return transact(async (manager) => {
    const rows = await lockServers(
      manager,
      [...rowIds.values()].filter((rowId) => rowId !== null),
      sight,
    );
    const versions = new Map(rows.map(({ rowId, version }) => [globalId('ds', rowId), version]));
    const conflicts = targets.flatMap((target, index) => {
      const version = versions.get(target.id);
      return version === undefined
        ? []
        : versionProblems(target, version, ['targets', `${index}`, 'expectedVersion']);
    });
    if (conflicts.length > 0) return refused(...conflicts);
    const serverRowIds = rows.map(({ rowId }) => rowId);
    await lockGroups(manager, serverRowIds);
    const freedChannels = await lockChannels(manager, serverRowIds);
    if (!dryRun) await deleteRows(manager, rows, freedChannels, author);
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
async function lockServers(manager: EntityManager, rowIds: number[], sight: Sight): Promise<FoundRow[]> {
  const inOrder = rowIds.sort((a, b) => a - b);
  const rows = await lockSeen(manager, sight, inOrder, async (seen) => {
    const found = await queryInParts<FoundRow>(
      manager,
      'SELECT id AS rowId, version FROM delivery_servers WHERE id IN (?) ORDER BY id FOR UPDATE',
      seen,
    );
    return new Map(found.map((row) => [row.rowId, row]));
  });
  return [...rows.values()];
}

/**
 * Locks the groups that use the servers, before their channels: servers, groups, channels is the order of whoever assigns
 * a channel too. While the servers are locked no other group can begin to use them.
 */
async function lockGroups(manager: EntityManager, serverRowIds: readonly number[]): Promise<void> {
  const groups = await queryInParts<{ id: number }>(
    manager,
    'SELECT DISTINCT user_group_id AS id FROM channel_assignments WHERE delivery_server_id IN (?)',
    serverRowIds,
  );
  const rowIds = [...new Set(groups.map(({ id }) => id))].sort((a, b) => a - b);
  await queryInParts(manager, 'SELECT id FROM user_groups WHERE id IN (?) ORDER BY id FOR UPDATE', rowIds);
}

async function lockChannels(manager: EntityManager, rowIds: readonly number[]): Promise<FreedChannel[]> {
  const rows = await queryInParts<{ userGroupRowId: number; channel: Channel; serverRowId: number }>(
    manager,
    `SELECT user_group_id AS userGroupRowId, channel, delivery_server_id AS serverRowId
     FROM channel_assignments WHERE delivery_server_id IN (?) ORDER BY user_group_id, channel FOR UPDATE`,
    rowIds,
  );
  const freed = rows.map(({ serverRowId, ...row }) => ({
    ...row,
    deliveryServerId: globalId('ds', serverRowId),
  }));
  return freed.sort(byGroupAndChannel);
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
  servers: readonly FoundRow[],
  freedChannels: readonly FreedChannel[],
  author: Author,
): Promise<void> {
  const rowIds = servers.map(({ rowId }) => rowId);
  const tags = await recordWholeServers(manager, rowIds, author, AuditAction.DELIVERY_SERVER_DELETED);
  await queryInParts(manager, 'DELETE FROM channel_assignments WHERE delivery_server_id IN (?)', rowIds);
  await queryInParts(manager, 'DELETE FROM delivery_servers WHERE id IN (?)', rowIds);
  const groupRowIds = [...new Set(freedChannels.map(({ userGroupRowId }) => userGroupRowId))];
  await queryInParts(
    manager,
    'UPDATE user_groups SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id IN (?)',
    groupRowIds,
  );
  const groups = await queryInParts<FoundRow & { name: string }>(
    manager,
    'SELECT id AS rowId, version, name FROM user_groups WHERE id IN (?) ORDER BY id',
    groupRowIds,
  );
  await recordFreedChannels(manager, groups, freedChannels, author);
  const updated = { subject: ChangeSubject.USER_GROUP, kind: ChangeKind.UPDATED };
  const deleted = { subject: ChangeSubject.DELIVERY_SERVER, kind: ChangeKind.DELETED };
  await recordChanges(
    manager,
    ...groups.map(({ rowId, version }) => ({ ...updated, rowId, version })),
    ...servers.map((row) => ({ ...deleted, ...row, lostTags: tags.get(row.rowId) ?? [] })),
  );
}

/** Sends a statement for so many rows at a time that it stays short, and gives all rows that it finds. */
async function queryInParts<Row>(
  manager: EntityManager,
  sql: string,
  rowIds: readonly number[],
  size = 500,
): Promise<Row[]> {
  const found: Row[] = [];
  for (let start = 0; start < rowIds.length; start += size) {
    const rows: Row[] = await manager.query(sql, [rowIds.slice(start, start + size)]);
    if (Array.isArray(rows)) found.push(...rows);
  }
  return found;
}
