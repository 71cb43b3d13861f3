import type { Sight } from '../../caller/sight.js';
import { allOf, anyOf, type Condition, isOneOf, negate, whenGiven } from '../../lists/condition.js';
import type { ListFilter } from '../../lists/list.repository.js';
import { searchCondition } from '../../lists/search.js';
import { type TextFilter, textCondition } from '../../lists/text-filter.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { isSeen } from '../../sight/seen-servers.js';

/** Which groups of a list to show. All that is given has to hold; null is the same as left out. */
export interface UserGroupFilter {
  name?: TextFilter | null;
  deliveryServerId?: string | null;
  and?: readonly UserGroupFilter[] | null;
  or?: readonly UserGroupFilter[] | null;
  not?: UserGroupFilter | null;
}

export function whereFor({ sight, filter, search }: ListFilter<UserGroupFilter>): Condition {
  return allOf([
    searchCondition(['name'], search),
    whenGiven(filter, (given) => filterCondition(given, sight)),
  ]);
}

function filterCondition(filter: UserGroupFilter, sight: Sight): Condition {
  const inside = (other: UserGroupFilter) => filterCondition(other, sight);
  return allOf([
    whenGiven(filter.name, (name) => textCondition('name', name)),
    whenGiven(filter.deliveryServerId, (id) => usesServer(id, sight)),
    whenGiven(filter.and, (filters) => allOf(filters.map(inside))),
    whenGiven(filter.or, (filters) => anyOf(filters.map(inside))),
    whenGiven(filter.not, (other) => negate(inside(other))),
  ]);
}

function usesServer(id: string, sight: Sight): Condition {
  const rowId = rowIdFromGlobalId('ds', id);
  const isServer = isOneOf('delivery_server_id', rowId === null ? [] : [rowId]);
  const { sql, values } = allOf([isServer, isSeen(sight, 'delivery_server_id')]);
  return { sql: `id IN (SELECT user_group_id FROM channel_assignments WHERE ${sql})`, values };
}
