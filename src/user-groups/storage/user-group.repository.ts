import type { SharedRead } from '../../batching/share-reads.js';
import type { Sight } from '../../caller/sight.js';
import { allOf, isOneOf } from '../../lists/condition.js';
import type { FieldNames } from '../../lists/field-columns.js';
import { type ListFilter, ListRepository, type ListRequest } from '../../lists/list.repository.js';
import { isSeen } from '../../sight/seen-servers.js';
import type { Channel, ChannelAssignment, GroupAssignment, UserGroup } from '../user-group.js';
import { type UserGroupRow, userGroupColumns, userGroupFromRow } from './user-group.row.js';
import type { UserGroupFilter } from './user-group-filter.js';
import { type UserGroupOrderField, userGroupList } from './user-group-list.js';

type UserGroupListFilter = ListFilter<UserGroupFilter>;

/** Reads user groups and their channels, each method with one statement. */
export class UserGroupRepository extends ListRepository<UserGroup, UserGroupOrderField, UserGroupListFilter> {
  constructor(read: SharedRead) {
    super(read, userGroupList);
  }

  async find(rowIds: readonly number[]): Promise<UserGroup[]> {
    if (rowIds.length === 0) return [];
    const sql = `SELECT ${userGroupColumns(null)} FROM user_groups g WHERE g.id IN (?)`;
    return (await this.read<UserGroupRow>(sql, [rowIds])).map(userGroupFromRow);
  }

  /** A part of a list. Costs the same wherever it begins. */
  async page(request: ListRequest<UserGroupOrderField, UserGroupListFilter>): Promise<UserGroup[]> {
    return (await this.readRows<UserGroupRow>(userGroupColumns(null), request)).map(userGroupFromRow);
  }

  /** For each server that any group uses: its groups by row number, each with its channels in their order. */
  async assignmentsOfServers(
    serverRowIds: readonly number[],
    sight: Sight,
    fields: FieldNames = null,
  ): Promise<Map<number, ChannelAssignment[]>> {
    const assignments = new Map<number, ChannelAssignment[]>();
    if (serverRowIds.length === 0) return assignments;
    const where = allOf([
      isOneOf('a.delivery_server_id', serverRowIds),
      isSeen(sight, 'a.delivery_server_id'),
    ]);
    const rows = await this.read<UserGroupRow & { delivery_server_id: number; channel: Channel }>(
      `SELECT a.delivery_server_id, a.channel, ${userGroupColumns(fields)}
       FROM channel_assignments a JOIN user_groups g ON g.id = a.user_group_id
       WHERE ${where.sql} ORDER BY a.delivery_server_id, g.id, a.channel`,
      where.values,
    );
    for (const row of rows) {
      const ofServer = assignments.get(row.delivery_server_id) ?? [];
      const last = ofServer.at(-1);
      if (last?.userGroup.legacyId === row.id) last.channels.push(row.channel);
      else ofServer.push({ userGroup: userGroupFromRow(row), channels: [row.channel] });
      assignments.set(row.delivery_server_id, ofServer);
    }
    return assignments;
  }

  /**
   * For each group that has any: its channels in their order, with the server that each one uses. Those that use a server
   * out of sight are left out.
   */
  async assignmentsOfGroups(
    groupRowIds: readonly number[],
    sight: Sight,
  ): Promise<Map<number, GroupAssignment[]>> {
    const assignments = new Map<number, GroupAssignment[]>();
    if (groupRowIds.length === 0) return assignments;
    const where = allOf([isOneOf('user_group_id', groupRowIds), isSeen(sight, 'delivery_server_id')]);
    const rows = await this.read<{ user_group_id: number; channel: Channel; delivery_server_id: number }>(
      `SELECT user_group_id, channel, delivery_server_id FROM channel_assignments
       WHERE ${where.sql} ORDER BY user_group_id, channel`,
      where.values,
    );
    for (const row of rows) {
      const ofGroup = assignments.get(row.user_group_id) ?? [];
      ofGroup.push({ channel: row.channel, deliveryServerRowId: row.delivery_server_id });
      assignments.set(row.user_group_id, ofGroup);
    }
    return assignments;
  }
}
