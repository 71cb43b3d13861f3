import type { RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { Read } from '../sql/read.js';
import type { Transact } from '../sql/transact.js';
import { type AuditEntryRow, auditEntryColumns } from './audit-entry.row.js';
import type { ChainPlace } from './chain-place.js';
import { hashEntry } from './hash-entry.js';
import { removeSome } from './remove-old-entries.js';

const maxLinked = 500;
const maxRemoved = 1_000;

/**
 * The chain of the audit trail. Who writes an entry does not link it: all who write would wait for one another. It is
 * linked after the COMMIT, by whichever gateway looks next.
 */
export class AuditChain {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
  ) {}

  /**
   * Links all entries that are committed by now, in the order of their numbers. What is committed meanwhile is left: many are
   * linked at the price of one.
   */
  async link(): Promise<void> {
    if ((await this.read(`SELECT e.id FROM ${unlinkedEntries} LIMIT 1`)).length === 0) return;
    while ((await this.transact(linkSome)) === maxLinked);
  }

  /** How long the oldest entry has been waiting to be linked, in seconds; 0 when none is. */
  async lagSeconds(): Promise<number> {
    const [row] = await this.read<{ seconds: number }>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, e.occurred_at, CURRENT_TIMESTAMP(3)) / 1000000 AS seconds
       FROM ${unlinkedEntries} ORDER BY e.id LIMIT 1`,
    );
    return Math.max(Number(row?.seconds ?? 0), 0);
  }

  /** The newest entry that is linked. */
  async head(): Promise<ChainPlace> {
    const [head] = await this.read<ChainPlace>('SELECT position, hash FROM audit_chain WHERE id = 1');
    return head as ChainPlace;
  }

  /**
   * Removes entries that are older than so many days, in short transactions: from the front of the chain only, and never one
   * that is not linked.
   */
  async removeOld(days: number): Promise<void> {
    while ((await this.transact((manager) => removeSome(manager, days, maxRemoved))) === maxRemoved);
  }
}

export const unlinkedEntries =
  'audit_entries e FORCE INDEX (audit_entries_by_position) WHERE e.position IS NULL';

/** Gives how many there were. */
async function linkSome(manager: EntityManager): Promise<number> {
  const [head] = await execute<(ChainPlace & RowDataPacket)[]>(
    manager,
    'SELECT position, hash FROM audit_chain WHERE id = 1 FOR UPDATE',
    [],
  );
  const entries = await execute<(AuditEntryRow & RowDataPacket)[]>(
    manager,
    `SELECT ${auditEntryColumns} FROM ${unlinkedEntries} ORDER BY e.id LIMIT ${maxLinked}`,
    [],
  );
  if (head === undefined || entries.length === 0) return 0;
  let { position, hash } = head;
  const links = entries.map((entry) => {
    position += 1;
    hash = hashEntry(hash, position, entry);
    return { id: entry.id, position, hash: hash.toString('hex') };
  });
  const { affectedRows } = await manager.query(linkEntries, [JSON.stringify(links)]);
  // Rolled back, and begun anew with what is there then.
  if (affectedRows !== links.length)
    throw new Error('Entries of the audit trail vanished while they were linked.');
  await manager.query('UPDATE audit_chain SET position = ?, hash = ? WHERE id = 1', [position, hash]);
  return links.length;
}

/** Looked up row by row, as in `EventLog`: it must not wait for those who have not committed yet. */
const linkEntries = `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
    id BIGINT PATH '$.id', position BIGINT PATH '$.position', hash CHAR(64) PATH '$.hash')) links
  STRAIGHT_JOIN audit_entries e FORCE INDEX (PRIMARY) ON e.id = links.id
  SET e.position = links.position, e.hash = UNHEX(links.hash)
  WHERE e.position IS NULL`;
