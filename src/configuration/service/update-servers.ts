import { createHash, timingSafeEqual } from 'node:crypto';
import type { FieldChange } from '../../audit/audit-record.js';
import type { DeliveryServerPatch } from '../../delivery-servers/delivery-server.rules.js';
import { pauseProblems } from '../../delivery-servers/pause.js';
import {
  type DeliveryServerChange,
  evaluateChange,
  recordUpdates,
  type Update,
} from '../../delivery-servers/service/change-delivery-server.js';
import { changeFromPatch } from '../../delivery-servers/service/change-from-patch.js';
import { tagsOf, writeTags } from '../../delivery-servers/storage/delivery-server-tags.js';
import { tagChanges } from '../../delivery-servers/storage/field-changes.js';
import {
  type CurrentRow,
  lockedServer,
  lockRows,
} from '../../delivery-servers/storage/lock-delivery-server.js';
import { pauseColumns } from '../../delivery-servers/storage/pause-columns.js';
import { updateRows } from '../../delivery-servers/storage/write-delivery-server.js';
import { normalTags } from '../../delivery-servers/tags.js';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound } from '../../problems/problem.js';
import { isTrue } from '../../sql/row-values.js';
import {
  type ChangedServer,
  type ConfigurationChange,
  ConfigurationChangeKind,
} from '../configuration-changes.js';
import type { Applying } from './configuration.service.js';
import { placed } from './item-problems.js';

/** One statement has so many rows at most. */
const maxAtOnce = 64;

/** A change that has been judged, and that makes something different. */
interface Pending extends Update {
  /** Null when they stay. */
  tags: readonly string[] | null;
}

/** Changes servers, but for those that are as they should be already. */
export async function updateServers(applying: Applying): Promise<ConfigurationChange[]> {
  const { manager, changes, problems } = applying;
  const { serversToUpdate } = changes;
  const rowIds = serversToUpdate.flatMap(({ id }) => rowIdFromGlobalId('ds', id) ?? []);
  const rows = await lockRows(manager, rowIds);
  const tags = rowIds.length > 0 ? await tagsOf(manager, rowIds) : new Map<number, string[]>();
  const pending: Pending[] = [];
  const results: ConfigurationChange[] = [];
  for (const [index, item] of serversToUpdate.entries()) {
    const path = ['serversToUpdate', `${index}`];
    const rowId = rowIdFromGlobalId('ds', item.id);
    const row = rowId === null ? undefined : rows.get(rowId);
    if (row === undefined) {
      const problem = rowId === null ? invalidId(['id'], 'ds') : notFound(['id'], 'delivery server');
      problems.push(...placed(path, [problem]));
      continue;
    }
    const change = await changeOf(item, row, applying);
    const { update, outcome } = evaluateChange(change, lockedServer(row, item));
    problems.push(...placed(path, outcome.problems));
    if (update === null) continue;
    const kept = item.tags === undefined ? null : normalTags(item.tags ?? []);
    const retagged = kept === null ? [] : tagChanges(tags.get(row.id) ?? [], kept);
    const fields = [...update.changes, ...retagged];
    if (fields.length > 0)
      pending.push({ ...update, changes: fields, tags: retagged.length > 0 ? kept : null });
    results.push(resultOf(item.id, update, fields, row));
  }
  await write(pending, applying);
  return results;
}

function resultOf(
  id: string,
  { rowChange }: Update,
  fields: readonly FieldChange[],
  { version }: CurrentRow,
): ConfigurationChange {
  return fields.length > 0
    ? { kind: ConfigurationChangeKind.UPDATED, id, version: rowChange.server.version, fields }
    : { kind: ConfigurationChangeKind.UNCHANGED, id, version, fields };
}

async function write(pending: readonly Pending[], { manager }: Applying): Promise<void> {
  for (let start = 0; start < pending.length; start += maxAtOnce) {
    const part = pending.slice(start, start + maxAtOnce);
    await updateRows(
      manager,
      part.map(({ rowChange }) => rowChange),
    );
    const told: Update[] = [];
    for (const { tags, ...update } of part) {
      const related = tags === null ? {} : await writeTags(manager, update.rowChange.before.id, tags);
      told.push({ ...related, ...update });
    }
    await recordUpdates(manager, told);
  }
}

async function changeOf(
  { id, expectedVersion, pause, ...given }: ChangedServer,
  row: CurrentRow,
  applying: Applying,
): Promise<DeliveryServerChange> {
  const { write: request, vault, mayReadPasswords } = applying;
  const patch = await withoutSamePassword(given, row, applying);
  const { author, sight } = request;
  const circumstances = { author, sight, vault, mayRedirectPassword: mayReadPasswords };
  const change = changeFromPatch({ id, expectedVersion }, patch, circumstances);
  if (pause === undefined) return change;
  return {
    ...change,
    problemsWith: (current) => [
      ...change.problemsWith(current),
      ...placed(['pause'], pauseProblems(pause ?? {})),
    ],
    columnsFor: (current) => ({ ...change.columnsFor(current), ...pauseColumns(pause, current.pause) }),
  };
}

/**
 * Leaves a password out that is the stored one. Only for those who may read it: to tell others would let them guess it, by as
 * many dry runs as they like. For them a password that is given is always a change.
 */
async function withoutSamePassword(
  patch: DeliveryServerPatch,
  row: CurrentRow,
  { manager, vault, mayReadPasswords }: Applying,
): Promise<DeliveryServerPatch> {
  const given = patch.smtp?.password;
  if (!mayReadPasswords || !given || !isTrue(row.smtp_has_password)) return patch;
  const stored = await vault.readPassword(manager, row.id);
  if (stored === null || !isSame(given, stored)) return patch;
  const { password: _, ...smtp } = patch.smtp ?? {};
  return { ...patch, smtp };
}

/** Takes as long for one that is nearly right as for any other. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(first as Buffer, second as Buffer);
}
