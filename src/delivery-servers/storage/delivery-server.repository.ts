import type { SharedRead } from '../../batching/share-reads.js';
import type { FieldNames } from '../../lists/field-columns.js';
import type { Slice } from '../../lists/list-order.js';
import { countRows, readSlice } from '../../lists/read-slice.js';
import type { ConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { DeliveryServer } from '../delivery-server.js';
import { deliveryServerColumns } from './delivery-server.columns.js';
import { type DeliveryServerRow, deliveryServerFromRow } from './delivery-server.row.js';
import { type DeliveryServerListFilter, whereFor } from './delivery-server-filter.js';
import { type DeliveryServerOrder, listOrder } from './delivery-server-list.js';

/** Which servers to read, in which order, and which part of that list. */
export interface ListRequest extends DeliveryServerListFilter {
  order: DeliveryServerOrder;
  slice: Slice;
  /** The fields to read; null for all. */
  fields: FieldNames;
  /** Leave out this many at the beginning of the slice. Costs as much as reading them. */
  skip?: number;
  limitConcurrency?: ConcurrencyLimit;
}

/** A server, and its password as it is stored. */
export interface ServerWithPassword {
  server: DeliveryServer;
  sealed: Buffer | null;
}

/** Reads delivery servers, each method with one statement. */
export class DeliveryServerRepository {
  constructor(private readonly read: SharedRead) {}

  /** @param fields the fields to read; null for all */
  async find(rowIds: readonly number[], fields: FieldNames = null): Promise<DeliveryServer[]> {
    if (rowIds.length === 0) return [];
    const rows = await this.read<DeliveryServerRow>(
      `SELECT ${deliveryServerColumns(fields)} FROM delivery_servers WHERE id IN (?)`,
      [rowIds],
    );
    return rows.map(deliveryServerFromRow);
  }

  /** A part of a list. Costs the same wherever it begins. */
  async page(request: ListRequest): Promise<DeliveryServer[]> {
    return (await this.readPage<DeliveryServerRow>(request, [])).map(deliveryServerFromRow);
  }

  /** Whether a part of a list has an item. */
  async isAny({
    order,
    slice,
    limitConcurrency,
    ...filter
  }: Omit<ListRequest, 'fields' | 'skip'>): Promise<boolean> {
    const condition = whereFor(filter);
    const table = {
      table: 'delivery_servers',
      columns: 'id',
      order: listOrder(order),
      condition,
      limitConcurrency,
    };
    return (await readSlice(this.read, table, slice)).length > 0;
  }

  /** The same with the sealed passwords; null for a server without one. */
  async pageWithPasswords(request: ListRequest): Promise<ServerWithPassword[]> {
    const rows = await this.readPage<DeliveryServerRow & { smtp_password_sealed: Buffer | null }>(request, [
      'smtp_password_sealed',
    ]);
    return rows.map((row) => ({ server: deliveryServerFromRow(row), sealed: row.smtp_password_sealed }));
  }

  private readPage<Row>(
    { order, slice, fields, skip = 0, limitConcurrency, ...filter }: ListRequest,
    more: readonly string[],
  ): Promise<readonly Readonly<Row>[]> {
    const listed = listOrder(order);
    return readSlice<Row>(
      this.read,
      {
        table: 'delivery_servers',
        // The place of a server in the list is read as well.
        columns: [deliveryServerColumns(fields), listed.column, ...more].join(', '),
        order: listed,
        condition: whereFor(filter),
        limitConcurrency,
      },
      { ...slice, skip },
    );
  }

  async count(filter: DeliveryServerListFilter = {}, limitConcurrency?: ConcurrencyLimit): Promise<number> {
    return countRows(this.read, 'delivery_servers', whereFor(filter), limitConcurrency);
  }

  /** The tags of those servers that have any, by row number, in alphabetical order. */
  async tags(rowIds: readonly number[]): Promise<Map<number, string[]>> {
    const tags = new Map<number, string[]>();
    if (rowIds.length === 0) return tags;
    const rows = await this.read<{ id: number; tag: string }>(
      `SELECT delivery_server_id AS id, tag FROM delivery_server_tags
       WHERE delivery_server_id IN (?) ORDER BY delivery_server_id, tag`,
      [rowIds],
    );
    for (const { id, tag } of rows) {
      const ofServer = tags.get(id);
      if (ofServer) ofServer.push(tag);
      else tags.set(id, [tag]);
    }
    return tags;
  }
}
