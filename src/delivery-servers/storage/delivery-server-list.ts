import type { List } from '../../lists/list.repository.js';
import { timeColumn } from '../../lists/list-order.js';
import type { DeliveryServer } from '../delivery-server.js';
import { type DeliveryServerListFilter, whereFor } from './delivery-server-filter.js';

/** What a list of servers can be ordered by; the row number settles ties. */
export enum DeliveryServerOrderField {
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  LAST_CHECKED_AT = 'LAST_CHECKED_AT',
  LEGACY_ID = 'LEGACY_ID',
}

export const deliveryServerList: List<DeliveryServer, DeliveryServerOrderField, DeliveryServerListFilter> = {
  name: 'deliveryServers',
  table: 'delivery_servers',
  columns: {
    NAME: { column: 'name', index: 'delivery_servers_by_name', holds: 'text', valueIn: ({ name }) => name },
    CREATED_AT: timeColumn('created_at', 'delivery_servers_by_creation', ({ createdAt }) => createdAt),
    UPDATED_AT: timeColumn('updated_at', 'delivery_servers_by_update', ({ updatedAt }) => updatedAt),
    LAST_CHECKED_AT: {
      column: 'check_last_checked_at',
      index: 'delivery_servers_by_check',
      holds: 'time',
      isNullable: true,
      valueIn: ({ verification }) => verification.lastCheckedAt,
    },
    LEGACY_ID: { column: 'id', index: 'PRIMARY', holds: 'number', valueIn: ({ legacyId }) => legacyId },
  },
  whereFor,
};
