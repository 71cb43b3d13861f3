import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { FieldChange } from '../../audit/audit-record.js';
import type { Sight } from '../../caller/sight.js';
import { negate } from '../../lists/condition.js';
import { globalId, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound, type Problem, Reason } from '../../problems/problem.js';
import { isSeen, lockSeen } from '../../sight/seen-servers.js';
import { execute } from '../../sql/execute.js';
import { insertRows } from '../../sql/insert-rows.js';
import { channelChange } from '../channel-change.js';
import type { Channel } from '../user-group.js';

/** A channel of a group is to use this delivery server, or none. */
export interface AssignmentChange {
  channel: Channel;
  deliveryServerId: string | null;
}

/** What is wrong with the server of an assignment, which cannot be deleted from now on until the transaction ends. */
export async function lockAssignedServer(
  manager: EntityManager,
  { deliveryServerId }: AssignmentChange,
  sight: Sight,
): Promise<Problem[]> {
  if (deliveryServerId === null) return [];
  const rowId = rowIdFromGlobalId('ds', deliveryServerId);
  if (rowId === null) return [invalidId(['deliveryServerId'], 'ds')];
  const servers = await lockSeen(manager, sight, [rowId], async (seen) => {
    if (seen.length === 0) return new Map();
    const rows: { id: number }[] = await manager.query(
      'SELECT id FROM delivery_servers WHERE id IN (?) FOR UPDATE',
      [seen],
    );
    return new Map(rows.map(({ id }) => [id, id]));
  });
  return servers.size > 0 ? [] : [notFound(['deliveryServerId'], 'delivery server')];
}

/**
 * The problem of a change that would take channels from a server that whoever makes it does not see: its mail would go
 * elsewhere, or nowhere, and they could not even tell. The group is locked.
 * @param channel null for all of the group
 */
export async function unseenAssignmentProblems(
  manager: EntityManager,
  groupRowId: number,
  channel: Channel | null,
  sight: Sight,
): Promise<Problem[]> {
  if (sight.tag === null) return [];
  const isUnseen = negate(isSeen(sight, 'delivery_server_id'));
  const rows = await execute<RowDataPacket[]>(
    manager,
    `SELECT 1 FROM channel_assignments
     WHERE user_group_id = ? AND channel = COALESCE(?, channel) AND ${isUnseen.sql} LIMIT 1`,
    [groupRowId, channel, ...isUnseen.values],
  );
  if (rows.length === 0) return [];
  const message =
    'This would take a channel from a delivery server that your credential does not see. Somebody who sees it has to free the channel first.';
  const path = channel === null ? ['id'] : ['channel'];
  return [{ path, reason: Reason.NOT_PERMITTED, message, lacks: { limits: ['tag'] } }];
}

/** What the channels of a group use, whose row is locked. */
export async function readAssignments(
  manager: EntityManager,
  groupRowId: number,
): Promise<{ channel: Channel; deliveryServerId: string }[]> {
  const rows = await execute<(RowDataPacket & { channel: Channel; serverRowId: number })[]>(
    manager,
    `SELECT channel, delivery_server_id AS serverRowId FROM channel_assignments
     WHERE user_group_id = ? ORDER BY channel`,
    [groupRowId],
  );
  return rows.map(({ channel, serverRowId }) => ({
    channel,
    deliveryServerId: globalId('ds', serverRowId),
  }));
}

/** Writes an assignment whose server is locked, and gives what became different. */
export async function writeAssignment(
  manager: EntityManager,
  groupRowId: number,
  { channel, deliveryServerId }: AssignmentChange,
): Promise<FieldChange[]> {
  const assignments = await readAssignments(manager, groupRowId);
  const before = assignments.find((one) => one.channel === channel)?.deliveryServerId ?? null;
  if (deliveryServerId === null) {
    const free = 'DELETE FROM channel_assignments WHERE user_group_id = ? AND channel = ?';
    await execute(manager, free, [groupRowId, channel]);
  } else {
    await execute(
      manager,
      `INSERT INTO channel_assignments (user_group_id, channel, delivery_server_id) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE delivery_server_id = VALUES(delivery_server_id)`,
      [groupRowId, channel, rowIdFromGlobalId('ds', deliveryServerId)],
    );
  }
  return before === deliveryServerId ? [] : [channelChange(channel, before, deliveryServerId)];
}

/**
 * Writes what the channels of new groups use, whose servers are locked.
 * @returns for each group what it has
 */
export async function insertAssignments(
  manager: EntityManager,
  groups: readonly { groupRowId: number; channels: readonly AssignmentChange[] }[],
): Promise<FieldChange[][]> {
  // Of a channel that is named twice the last one counts.
  const assigned = groups.map(({ groupRowId, channels }) => ({
    groupRowId,
    uses: [...new Map(channels.map(({ channel, deliveryServerId }) => [channel, deliveryServerId]))].filter(
      (use): use is [Channel, string] => use[1] !== null,
    ),
  }));
  const rows = assigned.flatMap(({ groupRowId, uses }) =>
    uses.map(([channel, serverId]) => [groupRowId, channel, rowIdFromGlobalId('ds', serverId)]),
  );
  await insertRows(manager, 'channel_assignments (user_group_id, channel, delivery_server_id)', rows);
  return assigned.map(({ uses }) =>
    uses.map(([channel, serverId]) => channelChange(channel, null, serverId)),
  );
}
