import { type Condition, every, given, isOneOf, not, some } from '../../lists/condition.js';
import { searchCondition } from '../../lists/search.js';
import { type TextFilter, textCondition } from '../../lists/text-filter.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';

/** Which groups of a list to show. All that is given has to hold; null is the same as left out. */
export interface UserGroupFilter {
  name?: TextFilter | null;
  deliveryServerId?: string | null;
  and?: readonly UserGroupFilter[] | null;
  or?: readonly UserGroupFilter[] | null;
  not?: UserGroupFilter | null;
}

/** What narrows a list of groups down. */
export interface UserGroupSelection {
  filter?: UserGroupFilter | null | undefined;
  search?: string | null | undefined;
}

export function selectionCondition({ filter, search }: UserGroupSelection): Condition {
  return every([searchCondition(['name'], search), given(filter, filterCondition)]);
}

function filterCondition(filter: UserGroupFilter): Condition {
  return every([
    given(filter.name, (name) => textCondition('name', name)),
    given(filter.deliveryServerId, usesServer),
    given(filter.and, (filters) => every(filters.map(filterCondition))),
    given(filter.or, (filters) => some(filters.map(filterCondition))),
    given(filter.not, (other) => not(filterCondition(other))),
  ]);
}

function usesServer(id: string): Condition {
  const rowId = rowIdFromGlobalId('ds', id);
  const { sql, values } = isOneOf('delivery_server_id', rowId === null ? [] : [rowId]);
  return { sql: `id IN (SELECT user_group_id FROM channel_assignments WHERE ${sql})`, values };
}
