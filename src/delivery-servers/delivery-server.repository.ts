import type { Read } from '../database/read.js';
import type { DeliveryServer } from './delivery-server.js';
import {
  type DeliveryServerRow,
  deliveryServerColumns,
  deliveryServerFromRow,
} from './delivery-server.row.js';
import {
  beyondSql,
  type DeliveryServerOrder,
  type ListPosition,
  orderBySql,
} from './delivery-server-list.js';

/** Which part of the list to read. */
export interface ListRequest {
  order: DeliveryServerOrder;
  /** Begin after this place. */
  after: ListPosition | null;
  /** Leave out this many from there on. Costs as much as reading them. */
  skip?: number;
  /** Only the server of this row. */
  rowId?: number | null;
  limit: number;
}

/** Reads delivery servers, each method with one statement. */
export class DeliveryServerRepository {
  constructor(private readonly read: Read) {}

  async find(rowIds: readonly number[]): Promise<DeliveryServer[]> {
    if (rowIds.length === 0) return [];
    const rows = await this.read<DeliveryServerRow>(
      `SELECT ${deliveryServerColumns} FROM delivery_servers WHERE id IN (?)`,
      [rowIds],
    );
    return rows.map(deliveryServerFromRow);
  }

  /** The next servers in order. Costs the same wherever the page begins. */
  async page({ order, after, skip = 0, rowId = null, limit }: ListRequest): Promise<DeliveryServer[]> {
    const beyond = after ? beyondSql(order, after) : null;
    const conditions = [...(beyond ? [beyond.sql] : []), ...(rowId === null ? [] : ['id = ?'])];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const slice = `LIMIT ${Math.trunc(limit)}${skip > 0 ? ` OFFSET ${Math.trunc(skip)}` : ''}`;
    const rows = await this.read<DeliveryServerRow>(
      `SELECT ${deliveryServerColumns} FROM delivery_servers ${where} ORDER BY ${orderBySql(order)} ${slice}`,
      [...(beyond?.values ?? []), ...(rowId === null ? [] : [rowId])],
    );
    return rows.map(deliveryServerFromRow);
  }

  async count(): Promise<number> {
    const [row] = await this.read<{ count: number | string }>(
      'SELECT COUNT(*) AS count FROM delivery_servers',
    );
    return Number(row?.count ?? 0);
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

  /** The sealed passwords of those servers that have one, by row number. */
  async sealedPasswords(rowIds: readonly number[]): Promise<Map<number, Buffer>> {
    if (rowIds.length === 0) return new Map();
    const rows = await this.read<{ id: number; sealed: Buffer }>(
      `SELECT id, smtp_password_sealed AS sealed FROM delivery_servers
       WHERE id IN (?) AND smtp_password_sealed IS NOT NULL`,
      [rowIds],
    );
    return new Map(rows.map((row) => [row.id, row.sealed]));
  }
}
