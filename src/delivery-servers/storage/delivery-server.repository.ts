import type { SharedRead } from '../../batching/share-reads.js';
import type { Sight } from '../../caller/sight.js';
import { allOf, isOneOf } from '../../lists/condition.js';
import type { FieldNames } from '../../lists/field-columns.js';
import { ListRepository, type ListRequest } from '../../lists/list.repository.js';
import { orderBySql } from '../../lists/list-order.js';
import { isSeen } from '../../sight/seen-servers.js';
import type { DeliveryServer } from '../delivery-server.js';
import { deliveryServerColumns } from './delivery-server.columns.js';
import { type DeliveryServerRow, deliveryServerFromRow } from './delivery-server.row.js';
import { type DeliveryServerListFilter, whereFor } from './delivery-server-filter.js';
import { type DeliveryServerOrderField, deliveryServerList } from './delivery-server-list.js';

/** Which servers to read, in which order, and which part of that list. */
export type ServerListRequest = ListRequest<DeliveryServerOrderField, DeliveryServerListFilter> & {
  /** The fields to read; null for all. */
  fields: FieldNames;
};

/** `OFFSET` needs a limit. */
const maxRows = 2 ** 31 - 1;

/** A server, and its password as it is stored. */
export interface ServerWithPassword {
  server: DeliveryServer;
  sealed: Buffer | null;
}

/** Reads delivery servers, each method with one statement. */
export class DeliveryServerRepository extends ListRepository<
  DeliveryServer,
  DeliveryServerOrderField,
  DeliveryServerListFilter
> {
  constructor(read: SharedRead) {
    super(read, deliveryServerList);
  }

  /** @param fields the fields to read; null for all */
  async find(rowIds: readonly number[], sight: Sight, fields: FieldNames = null): Promise<DeliveryServer[]> {
    if (rowIds.length === 0) return [];
    const where = allOf([isOneOf('id', rowIds), isSeen(sight, 'id')]);
    const rows = await this.read<DeliveryServerRow>(
      `SELECT ${deliveryServerColumns(fields)} FROM delivery_servers WHERE ${where.sql}`,
      where.values,
    );
    return rows.map(deliveryServerFromRow);
  }

  /** A part of a list. Costs the same wherever it begins. */
  async page(request: ServerListRequest): Promise<DeliveryServer[]> {
    return (await this.readServers<DeliveryServerRow>(request)).map(deliveryServerFromRow);
  }

  /** The same with the sealed passwords; null for a server without one. */
  async pageWithPasswords(request: ServerListRequest): Promise<ServerWithPassword[]> {
    type Row = DeliveryServerRow & { smtp_password_sealed: Buffer | null };
    const rows = await this.readServers<Row>(request, 'smtp_password_sealed');
    return rows.map((row) => ({ server: deliveryServerFromRow(row), sealed: row.smtp_password_sealed }));
  }

  /** How many servers of a list have a password, those left out at the beginning aside. */
  async countPasswords({ skip = 0, ...request }: ServerListRequest): Promise<number> {
    const { sql, values } = whereFor(request);
    const has = 'smtp_password_sealed IS NOT NULL';
    const [row] = await this.read<{ count: number | null }>(
      skip === 0
        ? `SELECT COUNT(*) AS count FROM delivery_servers WHERE ${sql} AND ${has}`
        : `SELECT SUM(has) AS count FROM (
             SELECT ${has} AS has FROM delivery_servers WHERE ${sql}
             ORDER BY ${orderBySql(this.orderOf(request.order))} LIMIT ${maxRows} OFFSET ${Math.trunc(skip)}
           ) AS listed`,
      values,
    );
    return row?.count ?? 0;
  }

  private readServers<Row>(request: ServerListRequest, ...more: string[]): Promise<readonly Readonly<Row>[]> {
    // The place of a server in the list is read as well.
    const { column } = this.orderOf(request.order);
    return this.readRows<Row>([deliveryServerColumns(request.fields), column, ...more].join(', '), request);
  }

  /** The tags of those servers that have any, by row number, in alphabetical order. */
  async tags(rowIds: readonly number[], sight: Sight): Promise<Map<number, string[]>> {
    const tags = new Map<number, string[]>();
    if (rowIds.length === 0) return tags;
    const where = allOf([
      isOneOf('delivery_server_id', rowIds),
      isSeen(sight, 'delivery_server_tags.delivery_server_id'),
    ]);
    const rows = await this.read<{ id: number; tag: string }>(
      `SELECT delivery_server_id AS id, tag FROM delivery_server_tags
       WHERE ${where.sql} ORDER BY delivery_server_id, tag`,
      where.values,
    );
    for (const { id, tag } of rows) {
      const ofServer = tags.get(id);
      if (ofServer) ofServer.push(tag);
      else tags.set(id, [tag]);
    }
    return tags;
  }
}
