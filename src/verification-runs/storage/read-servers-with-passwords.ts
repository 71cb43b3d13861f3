import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { readDeliveryServers } from '../../delivery-servers/storage/lock-delivery-server.js';
import { execute } from '../../sql/execute.js';

export interface ServerWithPassword {
  server: DeliveryServer;
  /** Null when none is stored. */
  sealedPassword: Buffer | null;
}

interface PasswordRow extends RowDataPacket {
  id: number;
  version: number;
  sealed: Buffer | null;
}

/**
 * Reads servers and their passwords, each as they are in one version of it: a password must never go to the host of another
 * one. Who changes a server is not made to wait.
 */
export async function readServersWithPasswords(
  manager: EntityManager,
  rowIds: readonly number[],
): Promise<Map<number, ServerWithPassword>> {
  const read = new Map<number, ServerWithPassword>();
  for (let missing = rowIds; missing.length > 0; missing = rowIds.filter((rowId) => !read.has(rowId))) {
    const servers = await readDeliveryServers(manager, missing);
    const rows = await execute<PasswordRow[]>(
      manager,
      'SELECT id, version, smtp_password_sealed AS sealed FROM delivery_servers WHERE id IN (?)',
      [missing],
    );
    for (const { id, version, sealed } of rows) {
      const server = servers.find(({ legacyId }) => legacyId === id);
      if (server?.version === version) read.set(id, { server, sealedPassword: sealed });
    }
  }
  return read;
}
