import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { type FieldChange, secretChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { maxValueLength, recordAudit } from '../../audit/record-audit.js';
import { globalId } from '../../problems/global-id.js';
import { execute } from '../../sql/execute.js';
import { channelChange } from '../../user-groups/channel-change.js';
import { deliveryServerColumns } from '../storage/delivery-server.columns.js';
import { type DeliveryServerRow, deliveryServerFromRow } from '../storage/delivery-server.row.js';
import { tagsOf } from '../storage/delivery-server-tags.js';
import { fieldChanges, tagChanges } from '../storage/field-changes.js';
import type { FreedChannel } from './delete-delivery-servers.js';

/** Of the one long text no more than the trail keeps, so that many servers fit into memory and into the time there is. */
const columns = deliveryServerColumns(null).replace(
  /\bsender_rotation_settings\b/,
  `LEFT(sender_rotation_settings, ${maxValueLength + 1}) AS $&`,
);
const maxAtOnce = 512;

/**
 * Records servers that are about to be deleted, or that were added in other ways than one by one, with all that is set: so a
 * deletion by mistake can be put right.
 * @returns their tags, by row number
 */
export async function recordWholeServers(
  manager: EntityManager,
  rowIds: readonly number[],
  author: Author,
  action: AuditAction.DELIVERY_SERVER_CREATED | AuditAction.DELIVERY_SERVER_DELETED,
): Promise<Map<number, string[]>> {
  const isDeleted = action === AuditAction.DELIVERY_SERVER_DELETED;
  const allTags = new Map<number, string[]>();
  for (let start = 0; start < rowIds.length; start += maxAtOnce) {
    const part = rowIds.slice(start, start + maxAtOnce);
    const rows = await execute<(DeliveryServerRow & RowDataPacket)[]>(
      manager,
      `SELECT ${columns} FROM delivery_servers FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id`,
      [part],
    );
    const tags = await tagsOf(manager, part);
    for (const [rowId, ofServer] of tags) allTags.set(rowId, ofServer);
    const records = rows.map((row) => {
      const server = deliveryServerFromRow(row);
      const ofServer = tags.get(row.id) ?? [];
      const changes = [
        ...(isDeleted ? fieldChanges(server, null) : fieldChanges(null, server)),
        ...(server.smtp.hasPassword ? [secretChange('smtp.password')] : []),
        ...(isDeleted ? tagChanges(ofServer, null) : tagChanges(null, ofServer)),
      ];
      return { author, action, object: server, changes };
    });
    await recordAudit(manager, ...records);
  }
  return allTags;
}

/** Records which channels of groups have lost their server with it. */
export async function recordFreedChannels(
  manager: EntityManager,
  groups: readonly { rowId: number; name: string }[],
  freedChannels: readonly FreedChannel[],
  author: Author,
): Promise<void> {
  const freedOf = new Map<number, FieldChange[]>(groups.map(({ rowId }) => [rowId, []]));
  for (const { userGroupRowId, channel, deliveryServerId } of freedChannels)
    freedOf.get(userGroupRowId)?.push(channelChange(channel, deliveryServerId, null));
  const records = groups.map(({ rowId, name }) => ({
    author,
    action: AuditAction.USER_GROUP_UPDATED,
    object: { id: globalId('ug', rowId), name },
    changes: freedOf.get(rowId) ?? [],
  }));
  await recordAudit(manager, ...records);
}
