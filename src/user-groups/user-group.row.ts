import { globalId } from '../global-id.js';
import type { UserGroup } from './user-group.js';

/** What a SELECT of {@link userGroupColumns} gives. */
export interface UserGroupRow {
  id: number;
  version: number;
  name: string;
  created_at: Date;
  updated_at: Date;
}

export const userGroupColumns = 'g.id, g.version, g.name, g.created_at, g.updated_at';

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
