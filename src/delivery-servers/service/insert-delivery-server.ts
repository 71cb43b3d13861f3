import type { EntityManager } from 'typeorm';
import type { AuditAction } from '../../audit/audit-action.js';
import type { FieldChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import type { DeliveryServer } from '../delivery-server.js';
import type { DeliveryServerSettings } from '../delivery-server.rules.js';
import { type ColumnValues, columnsFromDraft } from '../storage/delivery-server.columns.js';
import { writeTags } from '../storage/delivery-server-tags.js';
import { fieldChanges, passwordChanges } from '../storage/field-changes.js';
import { readDeliveryServer } from '../storage/lock-delivery-server.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { insertRow, updateRow } from '../storage/write-delivery-server.js';

/** How a server comes to be. */
interface Making {
  author: Author;
  action: AuditAction;
  /** Of the server that it is a copy of. */
  originalId?: string;
}

/** Adds a server with everything that belongs to it. */
export async function insertDeliveryServer(
  manager: EntityManager,
  vault: PasswordVault,
  settings: DeliveryServerSettings,
  { author, action, originalId }: Making,
): Promise<DeliveryServer> {
  const { password } = settings.smtp;
  const rowId = await insertRow(manager, columnsFromDraft(settings));
  // The seal names the row, so it can be made only now.
  const sealed = password ? passwordColumns(vault, rowId, password) : null;
  if (sealed) await updateRow(manager, rowId, sealed);
  const tags = settings.tags?.length ? await writeTags(manager, rowId, settings.tags) : null;
  const created = await readDeliveryServer(manager, rowId);
  const { id, version } = created;
  const changes: FieldChange[] = [
    ...(originalId === undefined ? [] : [{ field: 'id', from: originalId, to: id }]),
    ...fieldChanges(null, created),
    ...passwordChanges(false, sealed ?? {}),
    ...(tags?.changes ?? []),
  ];
  await recordAudit(manager, { author, action, object: created, changes });
  const change = { subject: ChangeSubject.DELIVERY_SERVER, kind: ChangeKind.CREATED, rowId, version };
  await recordChanges(manager, change);
  return created;
}

/** What is written for a password; none when it is null or empty. */
export function passwordColumns(vault: PasswordVault, rowId: number, password: string | null): ColumnValues {
  return password
    ? { smtp_password_sealed: vault.seal(rowId, password), smtp_password_updated_at: new Date() }
    : { smtp_password_sealed: null, smtp_password_updated_at: null };
}
