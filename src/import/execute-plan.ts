import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { AuditAction } from '../audit/audit-action.js';
import type { AuditRecord, FieldChange } from '../audit/audit-record.js';
import { operator } from '../audit/operator.js';
import { recordAudit } from '../audit/record-audit.js';
import { VerificationSource } from '../delivery-servers/delivery-server.js';
import { recordWholeServers } from '../delivery-servers/service/record-whole-servers.js';
import { DeliveryServerEntity } from '../delivery-servers/storage/delivery-server.entity.js';
import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { ChangeKind, ChangeSubject } from '../events/change.js';
import { recordChanges } from '../events/record-changes.js';
import { globalId } from '../problems/global-id.js';
import { channelChange } from '../user-groups/channel-change.js';
import { ChannelAssignmentEntity } from '../user-groups/storage/channel-assignment.entity.js';
import { UserGroupEntity } from '../user-groups/storage/user-group.entity.js';
import { CheckKind, CheckStatus } from '../verification/check.js';
import { batches } from './batches.js';
import type { ImportDatabase } from './import-database.js';
import type { OldServer, OldVerification } from './old-server.js';
import type { Plan } from './plan.js';

/** Called with how many of all servers have been written. */
export type OnProgress = (done: number, total: number) => void;

/**
 * Writes what a plan creates, in one transaction that takes as long as it needs: all of it or none. Rows get the ids
 * they had; InnoDB numbers the next ones beyond the largest by itself.
 */
export async function executePlan(
  { dataSource, vault }: ImportDatabase,
  plan: Plan,
  onProgress: OnProgress,
): Promise<void> {
  if (isEmpty(plan)) return;
  await dataSource.transaction('READ COMMITTED', (manager) => writePlan(manager, vault, plan, onProgress));
}

function isEmpty({ servers, groups, assignments }: Plan): boolean {
  return servers.created.length + groups.created.length + assignments.created.length === 0;
}

async function writePlan(
  manager: EntityManager,
  vault: PasswordVault,
  plan: Plan,
  onProgress: OnProgress,
): Promise<void> {
  const { servers, groups, assignments } = plan;
  let written = 0;
  for (const batch of batches(servers.created, weightOf)) {
    const rows = batch.map((server) => serverColumns(server, vault));
    await insert(manager, DeliveryServerEntity, rows);
    written += batch.length;
    onProgress(written, servers.created.length);
  }
  for (const batch of batches(groups.created)) {
    const rows = batch.map((group) => ({ ...group, version: 1 }));
    await insert(manager, UserGroupEntity, rows);
  }
  for (const batch of batches(assignments.created)) {
    const rows = batch.map(({ groupId, channel, serverId }) => ({
      userGroupId: groupId,
      channel,
      deliveryServerId: serverId,
    }));
    await insert(manager, ChannelAssignmentEntity, rows);
  }
  await recordImport(manager, plan);
  await recordCreated(manager, plan);
  await countChangedGroups(manager, plan);
}

const author = operator('import');

/** Tells the audit trail: the import as a whole, and each server and group that it adds or changes. */
async function recordImport(manager: EntityManager, { servers, groups, assignments }: Plan): Promise<void> {
  const counts = {
    servers: servers.created.length,
    userGroups: groups.created.length,
    channels: assignments.created.length,
  };
  const changes = Object.entries(counts).map(([field, count]) => ({ field, from: null, to: String(count) }));
  await recordAudit(manager, {
    author,
    action: AuditAction.SERVERS_IMPORTED,
    changes,
    count: counts.servers,
  });
  const serverIds = servers.created.map(({ id }) => id);
  await recordWholeServers(manager, serverIds, author, AuditAction.DELIVERY_SERVER_CREATED);
  const created = new Set(groups.created.map(({ id }) => id));
  const channels = new Map<number, FieldChange[]>(groups.created.map(({ id }) => [id, []]));
  for (const { groupId, channel, serverId } of assignments.created)
    channels.set(groupId, [
      ...(channels.get(groupId) ?? []),
      channelChange(channel, null, globalId('ds', serverId)),
    ]);
  for (const batch of batches([...channels])) {
    const ids = batch.map(([id]) => id);
    const rows: { id: number; name: string }[] = await manager.query(
      'SELECT id, name FROM user_groups WHERE id IN (?) ORDER BY id',
      [ids],
    );
    const records: AuditRecord[] = rows.map(({ id, name }) => ({
      author,
      action: created.has(id) ? AuditAction.USER_GROUP_CREATED : AuditAction.USER_GROUP_UPDATED,
      object: { id: globalId('ug', id), name },
      changes: [
        ...(created.has(id) ? [{ field: 'name', from: null, to: name }] : []),
        ...(channels.get(id) ?? []),
      ],
    }));
    await recordAudit(manager, ...records);
  }
}

async function recordCreated(manager: EntityManager, { servers, groups }: Plan): Promise<void> {
  const created = { kind: ChangeKind.CREATED, version: 1 };
  const changes = [
    ...servers.created.map(({ id }) => ({ ...created, subject: ChangeSubject.DELIVERY_SERVER, rowId: id })),
    ...groups.created.map(({ id }) => ({ ...created, subject: ChangeSubject.USER_GROUP, rowId: id })),
  ];
  for (const batch of batches(changes)) await recordChanges(manager, ...batch);
}

/** A group that was there and gets a channel has changed, as when a caller assigns it. */
async function countChangedGroups(manager: EntityManager, { groups, assignments }: Plan): Promise<void> {
  const changed = new Set(assignments.created.map(({ groupId }) => groupId));
  for (const { id } of groups.created) changed.delete(id);
  for (const batch of batches([...changed])) {
    await manager.query(
      'UPDATE user_groups SET version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id IN (?)',
      [batch],
    );
    const rows: { rowId: number; version: number }[] = await manager.query(
      'SELECT id AS rowId, version FROM user_groups WHERE id IN (?) ORDER BY id',
      [batch],
    );
    const updated = { subject: ChangeSubject.USER_GROUP, kind: ChangeKind.UPDATED };
    await recordChanges(manager, ...rows.map((row) => ({ ...updated, ...row })));
  }
}

async function insert<Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  rows: QueryDeepPartialEntity<Entity>[],
): Promise<void> {
  await manager.createQueryBuilder().insert().into(entity).values(rows).updateEntity(false).execute();
}

/** Roughly the bytes of a row in the statement, where a sealed password is written in hexadecimal. */
function weightOf({ settings: { smtp, senderRotation } }: OldServer): number {
  return 1_000 + 6 * (smtp.password?.length ?? 0) + 3 * (senderRotation.settings?.length ?? 0);
}

function serverColumns(
  { id, settings, verification }: OldServer,
  vault: PasswordVault,
): QueryDeepPartialEntity<DeliveryServerEntity> {
  // Of these the old answer has none.
  const { tags: _, expectations: __, ...columns } = settings;
  const { password, ...smtp } = settings.smtp;
  return {
    id,
    version: 1,
    ...columns,
    smtp: {
      ...smtp,
      passwordSealed: password === null ? null : vault.seal(id, password),
      passwordUpdatedAt: password === null ? null : new Date(),
    },
    verification: verificationColumns(verification),
  };
}

function verificationColumns({ passed, lastCheckedAt }: OldVerification) {
  const status = (kind: CheckKind) => {
    if (passed === null) return CheckStatus.NOT_CHECKED;
    return passed[kind] ? CheckStatus.PASS : CheckStatus.FAIL;
  };
  const isReported = passed !== null || lastCheckedAt !== null;
  return {
    emailDelivery: status(CheckKind.EMAIL_DELIVERY),
    spf: status(CheckKind.SPF),
    dkim: status(CheckKind.DKIM),
    dmarc: status(CheckKind.DMARC),
    senderDomain: status(CheckKind.SENDER_DOMAIN),
    linkDomain: status(CheckKind.LINK_DOMAIN),
    openDomain: status(CheckKind.OPEN_DOMAIN),
    lastCheckedAt,
    source: isReported ? VerificationSource.REPORTED : null,
  };
}
