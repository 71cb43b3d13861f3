import type { SharedRead } from '../batching/share-reads.js';
import type { Sight } from '../caller/sight.js';
import type { ConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { allOf, type Condition, matchAll } from './condition.js';
import {
  conditionAfter,
  type ListOrder,
  type OrderBy,
  type OrderColumn,
  orderBySql,
  reversed,
  type Slice,
} from './list-order.js';

/** A list: the table that it is read from, what it can be ordered by, and what narrows it down. */
export interface List<Item, Field extends string, Filter> {
  /** As the schema calls it. */
  name: string;
  table: string;
  columns: Readonly<Record<Field, OrderColumn<Item>>>;
  whereFor(filter: Filter): Condition;
}

/** What narrows a list down. */
export interface ListFilter<Filter> {
  /** Of whoever asks. */
  sight: Sight;
  filter?: Filter | null | undefined;
  search?: string | null | undefined;
}

/** What to read of a list, in which order, and which part of it. */
export type ListRequest<Field extends string, Filter> = Filter & {
  order: OrderBy<Field>;
  slice: Slice;
  /** Leave out this many at the beginning of the slice. Costs as much as reading them. */
  skip?: number;
  /** What a list that is narrowed down waits for, because reading it may look at every row. */
  limitConcurrency?: ConcurrencyLimit;
};

/** Reads a list, each method with one statement. */
export abstract class ListRepository<Item, Field extends string, Filter> {
  constructor(
    protected readonly read: SharedRead,
    private readonly list: List<Item, Field, Filter>,
  ) {}

  orderOf({ field, direction }: OrderBy<Field>): ListOrder<Item> {
    const { name, columns } = this.list;
    return { ...columns[field], name: `${name} ${field}`, direction };
  }

  /** Whether a part of the list has an item. */
  async isAny(request: ListRequest<Field, Filter>): Promise<boolean> {
    return (await this.readRows('id', request)).length > 0;
  }

  /** How many items are in the list. */
  async count(filter: Filter, limitConcurrency?: ConcurrencyLimit): Promise<number> {
    const { sql, values } = this.list.whereFor(filter);
    const count = `SELECT COUNT(*) AS count FROM ${this.list.table} WHERE ${sql}`;
    const [row] = await this.read<{ count: number }>(count, values, limitConcurrency);
    return row?.count ?? 0;
  }

  /** Reads a part of the list. Costs the same wherever it begins. */
  protected async readRows<Row>(
    columns: string,
    request: ListRequest<Field, Filter>,
  ): Promise<readonly Readonly<Row>[]> {
    const { slice, skip = 0, limitConcurrency } = request;
    const { after, before, limit, fromEnd, isInclusive } = slice;
    const order = this.orderOf(request.order);
    const condition = this.list.whereFor(request);
    const where = allOf([
      condition,
      after ? conditionAfter(order, after, isInclusive) : matchAll,
      before ? conditionAfter(reversed(order), before, isInclusive) : matchAll,
    ]);
    // A whole list is always read along its index: by its statistics the server sometimes prefers to read all and sort.
    // With a filter there may be a better way, and the server chooses.
    const index = condition === matchAll ? `FORCE INDEX (${order.index})` : '';
    const rows = await this.read<Row>(
      `SELECT ${columns} FROM ${this.list.table} ${index} WHERE ${where.sql}
       ORDER BY ${orderBySql(fromEnd ? reversed(order) : order)}
       LIMIT ${Math.trunc(limit)}${skip > 0 ? ` OFFSET ${Math.trunc(skip)}` : ''}`,
      where.values,
      condition === matchAll ? undefined : limitConcurrency,
    );
    return fromEnd ? rows.toReversed() : rows;
  }
}
