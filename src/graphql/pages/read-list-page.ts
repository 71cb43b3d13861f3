import { filterProblems } from '../../lists/filter-problems.js';
import type { ListFilter, ListRepository, ListRequest } from '../../lists/list.repository.js';
import type { Place } from '../../lists/list-order.js';
import { searchProblems } from '../../lists/search.js';
import type { GatewayContext } from '../context.js';
import type { Connection } from './connection.js';
import type { ListArguments } from './list.args.js';
import { cursorContent, placeIn } from './list-cursor.js';
import { readPage } from './read-page.js';

/** Reads a page of a list that can be searched, filtered and ordered. */
export function readListPage<Item extends { legacyId: number }, Field extends string, Filter extends object>(
  repository: ListRepository<Item, Field, ListFilter<Filter>>,
  { search, filter, orderBy, ...page }: ListArguments<Field, Filter>,
  { maxPageSize, sight, limitConcurrency }: GatewayContext,
  read: (request: ListRequest<Field, ListFilter<Filter>>) => Promise<Item[]>,
): Promise<Connection<Item>> {
  const order = repository.orderOf(orderBy);
  const request = { sight, search, filter, order: orderBy, limitConcurrency };
  return readPage<Item, Place>({
    page,
    maxPageSize,
    problems: [...searchProblems(search), ...filterProblems(filter, search)],
    cursorContent: (item) => cursorContent(order, item, item.legacyId),
    positionFrom: placeIn(order),
    read: (slice) => read({ ...request, slice }),
    isAny: (slice) => repository.isAny({ ...request, slice }),
    count: () => repository.count({ sight, search, filter }, limitConcurrency),
  });
}
