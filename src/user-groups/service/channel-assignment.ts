import type { EntityManager } from 'typeorm';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound, type Problem } from '../../problems/problem.js';
import { execute } from '../../sql/execute.js';
import type { Channel } from '../user-group.js';

/** A channel of a group is to use this delivery server, or none. */
interface AssignmentChange {
  channel: Channel;
  deliveryServerId: string | null;
}

/** What is wrong with the server of an assignment, which cannot be deleted from now on until the transaction ends. */
export async function lockAssignedServer(
  manager: EntityManager,
  { deliveryServerId }: AssignmentChange,
): Promise<Problem[]> {
  if (deliveryServerId === null) return [];
  const rowId = rowIdFromGlobalId('ds', deliveryServerId);
  if (rowId === null) return [invalidId(['deliveryServerId'], 'ds')];
  const servers = await manager.query('SELECT id FROM delivery_servers WHERE id = ? FOR UPDATE', [rowId]);
  return servers.length > 0 ? [] : [notFound(['deliveryServerId'], 'delivery server')];
}

/** Writes an assignment whose server is locked. */
export async function writeAssignment(
  manager: EntityManager,
  groupRowId: number,
  { channel, deliveryServerId }: AssignmentChange,
): Promise<void> {
  if (deliveryServerId === null) {
    const free = 'DELETE FROM channel_assignments WHERE user_group_id = ? AND channel = ?';
    await execute(manager, free, [groupRowId, channel]);
    return;
  }
  await execute(
    manager,
    `INSERT INTO channel_assignments (user_group_id, channel, delivery_server_id) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE delivery_server_id = VALUES(delivery_server_id)`,
    [groupRowId, channel, rowIdFromGlobalId('ds', deliveryServerId)],
  );
}
