import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { isTrue } from '../sql/row-values.js';
import { AuditAction } from './audit-action.js';
import { auditEntryColumns } from './audit-entry.row.js';
import type { FieldChange } from './audit-record.js';
import { gatewayAuthor } from './author.js';
import { type ChainPlace, placeFromText, placeText } from './chain-place.js';
import { checkLinks, type LinkedEntry } from './check-links.js';
import { recordAudit } from './record-audit.js';

/**
 * Removes entries from the front of the chain as long as they are old, and leaves the place of the last one as the anchor
 * that the chain begins after. An entry of its own tells that, so that the chain attests its anchor; and how many of the
 * removed entries did not fit, since with them goes the trace of it.
 *
 * It waits until a whole day's entries are due: else each hour would remove the entry that an hour once wrote of it.
 */
export async function removeSome(manager: EntityManager, days: number, limit: number): Promise<number> {
  const [chain] = await execute<(ChainPlace & { head: number } & RowDataPacket)[]>(
    manager,
    `SELECT anchor_position AS position, anchor_hash AS hash, position AS head
     FROM audit_chain WHERE id = 1 FOR UPDATE`,
    [],
  );
  if (chain === undefined) return 0;
  const anchor = { position: chain.position, hash: chain.hash };
  const entries = await execute<(LinkedEntry & Age & RowDataPacket)[]>(
    manager,
    `SELECT ${auditEntryColumns},
       e.occurred_at < CURRENT_TIMESTAMP(3) - INTERVAL ? DAY AS isOld,
       e.occurred_at < CURRENT_TIMESTAMP(3) - INTERVAL ? DAY AS isDue
     FROM audit_entries e FORCE INDEX (audit_entries_by_position)
     WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ${limit}`,
    [days, days + 1, anchor.position, chain.head],
  );
  if (!isTrue(entries[0]?.isDue ?? null)) return 0;
  const firstYoung = entries.findIndex(({ isOld }) => !isTrue(isOld));
  const old = firstYoung === -1 ? entries : entries.slice(0, firstYoung);
  const { through, faults } = checkLinks(anchor, old);
  await manager.query(deleteEntries, [JSON.stringify(old.map(({ id }) => id))]);
  await manager.query('UPDATE audit_chain SET anchor_position = ?, anchor_hash = ? WHERE id = 1', [
    through.position,
    through.hash,
  ]);
  await recordAudit(manager, {
    author: gatewayAuthor('upkeep'),
    action: AuditAction.AUDIT_ENTRIES_REMOVED,
    count: old.length,
    changes: [
      { field: anchorField, from: placeText(anchor), to: placeText(through) },
      ...(faults.length > 0 ? [{ field: 'faults', from: null, to: String(faults.length) }] : []),
    ],
  });
  return old.length;
}

interface Age {
  isOld: number;
  isDue: number;
}

const anchorField = 'anchor';

/** The anchor that an entry of a removal attests; null when the text is none. */
export function attestedAnchor(changes: string): ChainPlace | null {
  try {
    const found: FieldChange[] = JSON.parse(changes);
    return placeFromText(found.find(({ field }) => field === anchorField)?.to ?? '');
  } catch {
    return null;
  }
}

const deleteEntries = `DELETE e FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) removed
  STRAIGHT_JOIN audit_entries e FORCE INDEX (PRIMARY) ON e.id = removed.id`;
