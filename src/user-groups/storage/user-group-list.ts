import type { List, ListFilter } from '../../lists/list.repository.js';
import { timeColumn } from '../../lists/list-order.js';
import type { UserGroup } from '../user-group.js';
import { type UserGroupFilter, whereFor } from './user-group-filter.js';

/** What a list of groups can be ordered by; the row number settles ties. */
export enum UserGroupOrderField {
  NAME = 'NAME',
  CREATED_AT = 'CREATED_AT',
  UPDATED_AT = 'UPDATED_AT',
}

export const userGroupList: List<UserGroup, UserGroupOrderField, ListFilter<UserGroupFilter>> = {
  name: 'userGroups',
  table: 'user_groups g',
  columns: {
    NAME: { column: 'name', index: 'user_groups_by_name', holds: 'text', valueIn: ({ name }) => name },
    CREATED_AT: timeColumn('created_at', 'user_groups_by_creation', ({ createdAt }) => createdAt),
    UPDATED_AT: timeColumn('updated_at', 'user_groups_by_update', ({ updatedAt }) => updatedAt),
  },
  whereFor,
};
