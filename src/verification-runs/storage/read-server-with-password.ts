import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { readDeliveryServer } from '../../delivery-servers/storage/lock-delivery-server.js';
import { execute } from '../../sql/execute.js';

export interface ServerWithPassword {
  server: DeliveryServer;
  /** Null when none is stored. */
  sealedPassword: Buffer | null;
}

/**
 * Reads a server and its password as they are in one version of it: a password must never go to the host of another one. Who
 * changes the server is not made to wait.
 */
export async function readServerWithPassword(
  manager: EntityManager,
  rowId: number,
): Promise<ServerWithPassword> {
  for (;;) {
    const server = await readDeliveryServer(manager, rowId);
    const [row] = await execute<({ sealed: Buffer | null } & RowDataPacket)[]>(
      manager,
      'SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = ? AND version = ?',
      [rowId, server.version],
    );
    if (row) return { server, sealedPassword: row.sealed };
  }
}
