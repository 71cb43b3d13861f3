import { deliveryServerColumns } from '../delivery-servers/storage/delivery-server.columns.js';
import {
  type DeliveryServerRow,
  deliveryServerFromRow,
} from '../delivery-servers/storage/delivery-server.row.js';
import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { batches } from './batches.js';
import type { ImportDatabase } from './import-database.js';
import type { OldServer } from './old-server.js';
import { type Assignment, channelKey, type Present, type PresentServer } from './plan.js';

/** Reads what the database holds under the ids of these servers and their user groups. */
export async function readPresent(
  { dataSource, vault }: ImportDatabase,
  old: readonly OldServer[],
): Promise<Present> {
  const groupIds = new Set(old.flatMap(({ assignments }) => assignments.map(({ groupId }) => groupId)));
  const servers = new Map<number, PresentServer>();
  const groups = new Map<number, string>();
  const channels = new Map<string, number>();
  for (const ids of batches(old.map(({ id }) => id))) {
    const rows: SealedRow[] = await dataSource.query(
      `SELECT ${deliveryServerColumns(null)}, smtp_password_sealed FROM delivery_servers WHERE id IN (?)`,
      [ids],
    );
    for (const row of rows) servers.set(row.id, presentServer(row, vault));
  }
  for (const ids of batches([...groupIds])) {
    const rows: { id: number; name: string }[] = await dataSource.query(
      'SELECT id, name FROM user_groups WHERE id IN (?)',
      [ids],
    );
    for (const { id, name } of rows) groups.set(id, name);
    const assigned: Assignment[] = await dataSource.query(
      `SELECT user_group_id AS groupId, channel, delivery_server_id AS serverId
       FROM channel_assignments WHERE user_group_id IN (?)`,
      [ids],
    );
    for (const assignment of assigned) channels.set(channelKey(assignment), assignment.serverId);
  }
  return { servers, groups, channels };
}

type SealedRow = DeliveryServerRow & { smtp_password_sealed: Buffer | null };

function presentServer(row: SealedRow, vault: PasswordVault): PresentServer {
  const { name, smtp, domains, senderRotation, verifyEvery, verification } = deliveryServerFromRow(row);
  const sealed = row.smtp_password_sealed;
  const password = sealed && vault.open(row.id, sealed);
  return {
    settings: { name, smtp: { ...smtp, password }, domains, senderRotation, verifyEvery },
    isPasswordReadable: sealed === null || password !== null,
    verification,
  };
}
