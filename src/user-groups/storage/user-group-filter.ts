import { allOf, anyOf, type Condition, isOneOf, negate, whenGiven } from '../../lists/condition.js';
import type { ListFilter } from '../../lists/list.repository.js';
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

export function whereFor({ filter, search }: ListFilter<UserGroupFilter>): Condition {
  return allOf([searchCondition(['name'], search), whenGiven(filter, filterCondition)]);
}

function filterCondition(filter: UserGroupFilter): Condition {
  return allOf([
    whenGiven(filter.name, (name) => textCondition('name', name)),
    whenGiven(filter.deliveryServerId, usesServer),
    whenGiven(filter.and, (filters) => allOf(filters.map(filterCondition))),
    whenGiven(filter.or, (filters) => anyOf(filters.map(filterCondition))),
    whenGiven(filter.not, (other) => negate(filterCondition(other))),
  ]);
}

function usesServer(id: string): Condition {
  const rowId = rowIdFromGlobalId('ds', id);
  const { sql, values } = isOneOf('delivery_server_id', rowId === null ? [] : [rowId]);
  return { sql: `id IN (SELECT user_group_id FROM channel_assignments WHERE ${sql})`, values };
}
