import { createColumns } from '../../lists/field-columns.js';
import { globalId } from '../../problems/global-id.js';
import type { UserGroup } from '../user-group.js';

/** What a SELECT of all {@link userGroupColumns} gives. */
export interface UserGroupRow {
  id: number;
  version: number;
  name: string;
  created_at: Date;
  updated_at: Date;
}

const columns = {
  version: 'g.version',
  name: 'g.name',
  createdAt: 'g.created_at',
  updatedAt: 'g.updated_at',
};

/** The columns of fields, in the table `user_groups g`. */
export const userGroupColumns = createColumns(columns, 'g.id');

export function userGroupFromRow(row: UserGroupRow): UserGroup {
  return {
    id: globalId('ug', row.id),
    legacyId: row.id,
    version: row.version,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
