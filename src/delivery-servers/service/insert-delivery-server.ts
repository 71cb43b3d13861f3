import type { EntityManager } from 'typeorm';
import type { AuditAction } from '../../audit/audit-action.js';
import { type FieldChange, secretChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import type { DeliveryServer } from '../delivery-server.js';
import type { DeliveryServerSettings } from '../delivery-server.rules.js';
import type { PauseRequest } from '../pause.js';
import { type ColumnValues, columnsFromDraft } from '../storage/delivery-server.columns.js';
import { insertTags } from '../storage/delivery-server-tags.js';
import { fieldChanges, tagChanges } from '../storage/field-changes.js';
import { readDeliveryServers } from '../storage/lock-delivery-server.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { pauseColumns } from '../storage/pause-columns.js';
import { insertRow, updateRow } from '../storage/write-delivery-server.js';
import { normalTags } from '../tags.js';

/** How servers come to be. */
interface Making {
  author: Author;
  action: AuditAction;
}

/** A server that is to be added, its settings judged. */
interface NewServer {
  settings: DeliveryServerSettings;
  /** Of the server that it is a copy of. */
  originalId?: string;
  /** Left out or null: it is enabled. */
  pause?: PauseRequest | null | undefined;
}

interface CreatedServer {
  server: DeliveryServer;
  /** What it has, as the audit trail tells it. */
  changes: FieldChange[];
}

/** Adds a server with everything that belongs to it. */
export async function insertDeliveryServer(
  manager: EntityManager,
  vault: PasswordVault,
  settings: DeliveryServerSettings,
  { originalId, ...making }: Making & Pick<NewServer, 'originalId'>,
): Promise<DeliveryServer> {
  const given = { settings, ...(originalId === undefined ? {} : { originalId }) };
  const [created] = await insertDeliveryServers(manager, vault, [given], making);
  return (created as CreatedServer).server;
}

/** Adds servers, with one statement for all of them where that can be: only its own row tells the number of each. */
export async function insertDeliveryServers(
  manager: EntityManager,
  vault: PasswordVault,
  given: readonly NewServer[],
  making: Making,
): Promise<CreatedServer[]> {
  const rowIds: number[] = [];
  for (const { settings, pause } of given) {
    const columns = { ...columnsFromDraft(settings), ...(pause ? pauseColumns(pause, null) : {}) };
    const rowId = await insertRow(manager, columns);
    rowIds.push(rowId);
    const { password } = settings.smtp;
    // The seal names the row, so it can be made only now.
    if (password) await updateRow(manager, rowId, passwordColumns(vault, rowId, password));
  }
  const tags = given.map(({ settings }) => normalTags(settings.tags ?? []));
  await insertTags(
    manager,
    tags.flatMap((ofServer, index) => ofServer.map((tag) => [rowIds[index] as number, tag])),
  );
  const servers = await readDeliveryServers(manager, rowIds);
  const created = servers.map((server, index) => {
    const { settings, originalId } = given[index] as NewServer;
    const changes = [
      ...(originalId === undefined ? [] : [{ field: 'id', from: originalId, to: server.id }]),
      ...fieldChanges(null, server),
      ...(settings.smtp.password ? [secretChange('smtp.password')] : []),
      ...tagChanges(null, tags[index] ?? []),
    ];
    return { server, changes };
  });
  await recordAudit(
    manager,
    ...created.map(({ server, changes }) => ({ ...making, object: server, changes })),
  );
  const event = { subject: ChangeSubject.DELIVERY_SERVER, kind: ChangeKind.CREATED };
  const events = servers.map(({ legacyId: rowId, version }) => ({ ...event, rowId, version }));
  await recordChanges(manager, ...events);
  return created;
}

/** What is written for a password; none when it is null or empty. */
export function passwordColumns(vault: PasswordVault, rowId: number, password: string | null): ColumnValues {
  return password
    ? { smtp_password_sealed: vault.seal(rowId, password), smtp_password_updated_at: new Date() }
    : { smtp_password_sealed: null, smtp_password_updated_at: null };
}
