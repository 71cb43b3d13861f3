import type { EntityManager } from 'typeorm';
import type { AuditAction } from '../../audit/audit-action.js';
import type { FieldChange } from '../../audit/audit-record.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { createGroupCommit, type GroupWork } from '../../batching/group-commit.js';
import type { Sight } from '../../caller/sight.js';
import { type Change, ChangeKind, ChangeSubject } from '../../events/change.js';
import { recordChanges } from '../../events/record-changes.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { type ChangeTarget, done, type Outcome, type Problem, refused } from '../../problems/problem.js';
import type { Transact } from '../../sql/transact.js';
import type { DeliveryServer } from '../delivery-server.js';
import type { ColumnValues } from '../storage/delivery-server.columns.js';
import { fieldChanges, passwordChanges } from '../storage/field-changes.js';
import {
  type LockedServer,
  lockDeliveryServer,
  lockedServer,
  lockFreeRows,
} from '../storage/lock-delivery-server.js';
import { type RowChange, rowChangeOf, updateRows } from '../storage/write-delivery-server.js';

/** A change of one server, judged by the server as it is while nobody else can change it. */
export interface DeliveryServerChange {
  target: ChangeTarget;
  /** Of whoever makes it. */
  sight: Sight;
  /** What is wrong with it; `current` is null when there is no such server. */
  problemsWith(current: DeliveryServer | null): Problem[];
  columnsFor(current: DeliveryServer): ColumnValues;
  author: Author;
  action: AuditAction;
}

/** Writes what belongs to a server and is not in its row; gives what became different and is to be told of it. */
type WriteRelated = (rowId: number) => Promise<Pick<Change, 'lostTags'> & { changes: FieldChange[] }>;

/** Makes a change in a transaction that others may share. */
export type ChangeDeliveryServer = (change: DeliveryServerChange) => Promise<Outcome<DeliveryServer>>;

/** Makes changes of different servers that come at once in one transaction, see {@link createGroupCommit}. */
export function createChangeDeliveryServer(
  transact: Transact,
  onCommitted?: (size: number) => void,
): ChangeDeliveryServer {
  const work: GroupWork<DeliveryServerChange, Outcome<DeliveryServer>> = {
    keyOf: ({ target, sight }) => sight.keyOf(target.id),
    runGroup: changeFreeRows,
    runOne: (manager, change) => changeAlone(manager, change),
  };
  return createGroupCommit(transact, work, onCommitted);
}

/** Makes a change, having waited for its server's row. */
export async function changeAlone(
  manager: EntityManager,
  change: DeliveryServerChange,
  writeRelated?: WriteRelated,
): Promise<Outcome<DeliveryServer>> {
  const { update, outcome } = evaluateChange(
    change,
    await lockDeliveryServer(manager, change.target, change.sight),
  );
  if (update) {
    await updateRows(manager, [update.rowChange]);
    const { changes = [], ...told } = (await writeRelated?.(update.rowChange.before.id)) ?? {};
    await recordUpdates(manager, [{ ...update, ...told, changes: [...update.changes, ...changes] }]);
  }
  return outcome;
}

/**
 * Makes changes of different servers, but for those whose row is not there or held by somebody else: null for them. And for
 * those of somebody who does not see all servers: the others' locks must not wait for what tells which ones that are.
 */
async function changeFreeRows(
  manager: EntityManager,
  changes: readonly DeliveryServerChange[],
): Promise<(Outcome<DeliveryServer> | null)[]> {
  const rowIds = changes.map(({ target, sight }) =>
    sight.tag === null ? rowIdFromGlobalId('ds', target.id) : null,
  );
  const rows = await lockFreeRows(
    manager,
    rowIds.filter((rowId) => rowId !== null),
  );
  const evaluated = changes.map((change, index) => {
    const row = rows.get(rowIds[index] ?? 0);
    return row ? evaluateChange(change, lockedServer(row, change.target)) : null;
  });
  const updates = evaluated.flatMap((one) => one?.update ?? []);
  await updateRows(
    manager,
    updates.map(({ rowChange }) => rowChange),
  );
  await recordUpdates(manager, updates);
  return evaluated.map((one) => one?.outcome ?? null);
}

/** What is to be written. */
export interface Update extends Pick<DeliveryServerChange, 'author' | 'action'>, Pick<Change, 'lostTags'> {
  rowChange: RowChange;
  /** For the audit trail: what becomes different. */
  changes: FieldChange[];
}

interface Evaluated {
  /** Null when something is wrong. */
  update: Update | null;
  outcome: Outcome<DeliveryServer>;
}

/** Judges a change by the server as it is, its row being held. */
export function evaluateChange(
  { problemsWith, columnsFor, author, action }: DeliveryServerChange,
  { current, row, problems }: LockedServer,
): Evaluated {
  const faults = [...problemsWith(current), ...problems];
  if (current === null || row === null || faults.length > 0)
    return { update: null, outcome: { ...refused(...faults), current } };
  const columns = columnsFor(current);
  const rowChange = rowChangeOf(row, columns);
  const changes = [
    ...fieldChanges(current, rowChange.server, Object.keys(columns)),
    ...passwordChanges(current.smtp.hasPassword, columns),
  ];
  return { update: { author, action, rowChange, changes }, outcome: done(rowChange.server) };
}

/** Tells the audit trail, also of updates that change nothing: somebody asked, and the version counts. */
export async function recordUpdates(manager: EntityManager, updates: readonly Update[]): Promise<void> {
  const records = updates.map(({ rowChange: { server: object }, lostTags: _, ...record }) => ({
    ...record,
    object,
  }));
  await recordAudit(manager, ...records);
  const updated = { subject: ChangeSubject.DELIVERY_SERVER, kind: ChangeKind.UPDATED };
  const changes = updates.map(({ rowChange: { server }, lostTags }) => ({
    ...updated,
    rowId: server.legacyId,
    version: server.version,
    ...(lostTags ? { lostTags } : {}),
  }));
  await recordChanges(manager, ...changes);
}
