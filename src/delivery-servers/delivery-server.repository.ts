import type { Read } from '../database/read.js';
import type { DeliveryServer } from './delivery-server.js';
import {
  type DeliveryServerRow,
  deliveryServerColumns,
  deliveryServerFromRow,
} from './delivery-server.row.js';

/** Where a page begins: after the server of this name and row. */
export interface NamePosition {
  name: string;
  rowId: number;
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

  /** The next servers by name, then row number. Costs the same wherever the page begins. */
  async pageByName(after: NamePosition | null, limit: number): Promise<DeliveryServer[]> {
    const beyond = after ? 'WHERE name >= ? AND (name > ? OR id > ?)' : '';
    const rows = await this.read<DeliveryServerRow>(
      `SELECT ${deliveryServerColumns} FROM delivery_servers ${beyond} ORDER BY name, id LIMIT ${Math.trunc(limit)}`,
      after ? [after.name, after.name, after.rowId] : [],
    );
    return rows.map(deliveryServerFromRow);
  }

  async count(): Promise<number> {
    const [row] = await this.read<{ count: number | string }>(
      'SELECT COUNT(*) AS count FROM delivery_servers',
    );
    return Number(row?.count ?? 0);
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
