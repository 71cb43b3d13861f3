import type { ListOrder, OrderColumn, OrderDirection, Place } from '../../lists/list-order.js';
import type { DeliveryServer } from '../delivery-server.js';

/** What a list of servers can be ordered by; the row number settles ties. */
export enum DeliveryServerOrderField {
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
  LAST_CHECKED_AT = 'LAST_CHECKED_AT',
  LEGACY_ID = 'LEGACY_ID',
}

export interface DeliveryServerOrder {
  field: DeliveryServerOrderField;
  direction: OrderDirection;
}

const columns: Readonly<Record<DeliveryServerOrderField, OrderColumn>> = {
  NAME: { column: 'name', index: 'delivery_servers_by_name', holds: 'text' },
  CREATED_AT: { column: 'created_at', index: 'delivery_servers_by_creation', holds: 'time' },
  UPDATED_AT: { column: 'updated_at', index: 'delivery_servers_by_update', holds: 'time' },
  LAST_CHECKED_AT: {
    column: 'check_last_checked_at',
    index: 'delivery_servers_by_check',
    holds: 'time',
    isNullable: true,
  },
  LEGACY_ID: { column: 'id', index: 'PRIMARY', holds: 'number' },
};

export function listOrder({ field, direction }: DeliveryServerOrder): ListOrder {
  return { ...columns[field], name: `deliveryServers ${field}`, direction };
}

/** The place of a server in the list. */
export function placeOf(server: DeliveryServer, { field }: DeliveryServerOrder): Place {
  return { value: orderValues[field](server), rowId: server.legacyId };
}

const orderValues: Readonly<Record<DeliveryServerOrderField, (server: DeliveryServer) => Place['value']>> = {
  NAME: ({ name }) => name,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  LAST_CHECKED_AT: ({ verification }) => verification.lastCheckedAt,
  LEGACY_ID: ({ legacyId }) => legacyId,
};
