import type { EntityManager } from 'typeorm';
import { globalId } from '../../problems/global-id.js';
import { takeTurn } from '../../sql/take-turn.js';
import { type AdminCredential, isLasting } from '../last-admin.js';

/** Holds for the keys that can manage keys and administrators. */
export const administeringKeys = `revoked_at IS NULL AND FIND_IN_SET('ADMIN', scopes)
  AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP(3))`;

/**
 * Everybody who can manage keys and administrators, held until the transaction ends: of two who would each end the last
 * but one, the second waits, and then finds that it is the last. To be called before anything else is locked.
 */
export async function lockAdministration(manager: EntityManager): Promise<AdminCredential[]> {
  await takeTurn(manager, 'ADMINISTRATION');
  const people: { id: number }[] = await manager.query(
    'SELECT id FROM admins WHERE disabled_at IS NULL ORDER BY id FOR UPDATE',
  );
  const keys: { id: number; expiresAt: Date | null; networks: string | null }[] = await manager.query(
    `SELECT id, expires_at AS expiresAt, networks FROM api_keys
     WHERE ${administeringKeys} ORDER BY id FOR UPDATE`,
  );
  return [
    ...people.map(({ id }) => ({ id: globalId('adm', id), isLasting: true })),
    ...keys.map(({ id, expiresAt, networks }) => ({
      id: globalId('key', id),
      isLasting: isLasting({ expiresAt, networks }),
    })),
  ];
}
