import type { ListOrder, OrderColumn, OrderDirection, Place } from '../../lists/list-order.js';
import type { UserGroup } from '../user-group.js';

/** What a list of groups can be ordered by; the row number settles ties. */
export enum UserGroupOrderField {
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
}

export interface UserGroupOrder {
  field: UserGroupOrderField;
  direction: OrderDirection;
}

const columns: Readonly<Record<UserGroupOrderField, OrderColumn>> = {
  NAME: { column: 'name', index: 'user_groups_by_name', holds: 'text' },
  CREATED_AT: { column: 'created_at', index: 'user_groups_by_creation', holds: 'time' },
  UPDATED_AT: { column: 'updated_at', index: 'user_groups_by_update', holds: 'time' },
};

export function listOrder({ field, direction }: UserGroupOrder): ListOrder {
  return { ...columns[field], name: `userGroups ${field}`, direction };
}

/** The place of a group in the list. */
export function placeOf(group: UserGroup, { field }: UserGroupOrder): Place {
  return { value: orderValues[field](group), rowId: group.legacyId };
}

const orderValues: Readonly<Record<UserGroupOrderField, (group: UserGroup) => Place['value']>> = {
  NAME: ({ name }) => name,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};
