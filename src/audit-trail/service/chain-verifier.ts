import { AuditAction } from '../../audit/audit-action.js';
import { unlinkedEntries } from '../../audit/audit-chain.js';
import { type AuditEntryRow, auditEntryColumns } from '../../audit/audit-entry.row.js';
import { type ChainFault, ChainFaultKind } from '../../audit/chain-fault.js';
import type { ChainPlace } from '../../audit/chain-place.js';
import { checkLinks, type LinkedEntry, missing } from '../../audit/check-links.js';
import { attestedAnchor } from '../../audit/remove-old-entries.js';
import type { Read } from '../../sql/read.js';

/** The chain as it stands: both of its ends, and what is not in it yet. */
export interface ChainState {
  head: ChainPlace;
  anchor: ChainPlace;
  unlinked: number;
}

/** What was found in a part of the chain. */
export interface ChainCheck {
  /** How many entries were looked at. */
  checked: number;
  /** Where to go on from. */
  through: ChainPlace;
  isAtEnd: boolean;
  faults: ChainFault[];
}

/** An entry that is not linked by then was not written by a gateway, or no gateway runs. */
const secondsToLink = 60;
const maxUnlinkedTold = 100;

export class ChainVerifier {
  constructor(private readonly read: Read) {}

  async state(): Promise<ChainState> {
    const [row] = await this.read<ChainRow & { unlinked: number }>(
      `SELECT ${chainColumns}, (SELECT COUNT(*) FROM ${unlinkedEntries}) AS unlinked FROM audit_chain c WHERE c.id = 1`,
    );
    if (row === undefined) throw new Error('The table audit_chain has lost its row.');
    return { ...endsOf(row), unlinked: row.unlinked };
  }

  /**
   * Checks so many entries at most.
   * @param after the place that the call before came to; null to begin at the anchor
   */
  async check(after: ChainPlace | null, limit: number): Promise<ChainCheck> {
    // One statement, so that nobody links or removes anything in between. The part first: joined as a whole, all that
    // follows would be sorted for each part.
    const rows = await this.read<CheckedRow>(
      `SELECT ${chainColumns}, (${lastRemoval}) AS lastRemoval, part.*
       FROM audit_chain c LEFT JOIN (
         SELECT ${auditEntryColumns} FROM audit_entries e FORCE INDEX (audit_entries_by_position)
         WHERE e.position > ? ORDER BY e.position LIMIT ${Math.trunc(limit)}) part ON TRUE
       WHERE c.id = 1 ORDER BY part.position`,
      [after?.position ?? Number.MIN_SAFE_INTEGER],
    );
    const [first] = rows;
    if (first === undefined) throw new Error('The table audit_chain has lost its row.');
    const { head, anchor } = endsOf(first);
    // What was removed since the call before is not missing.
    const isBegin = after === null || after.position < anchor.position;
    const from = isBegin ? anchor : after;
    const linked = rows.filter((row): row is CheckedRow & LinkedEntry => row.position !== null);
    const beforeChain = linked.filter(({ position }) => position <= anchor.position);
    const inChain = linked.filter(({ position }) => position > from.position && position <= head.position);
    const beyondChain = linked.filter(({ position }) => position > head.position);
    const { through, faults } = checkLinks(from, inChain);
    if (isBegin) faults.unshift(...anchorFaults(anchor, first.lastRemoval));
    faults.unshift(...beforeChain.map(beforeAnchor));
    const isAtEnd = linked.length < limit || beyondChain.length > 0;
    if (isAtEnd) {
      faults.push(...headFaults(head, through));
      faults.push(...beyondChain.map(beyondHead));
      faults.push(...(await this.unlinkedFaults()));
    }
    return { checked: inChain.length, through, isAtEnd, faults };
  }

  private async unlinkedFaults(): Promise<ChainFault[]> {
    const rows = await this.read<{ id: number }>(
      `SELECT e.id FROM ${unlinkedEntries}
         AND e.occurred_at < CURRENT_TIMESTAMP(3) - INTERVAL ${secondsToLink} SECOND
       ORDER BY e.id LIMIT ${maxUnlinkedTold}`,
    );
    return rows.map(({ id }) => {
      const message = `Entry au_${id} is not in the chain although it is older than ${secondsToLink} seconds: no gateway links entries, or it was taken out of the chain.`;
      return { kind: ChainFaultKind.UNLINKED, positions: null, entryRowId: id, message };
    });
  }
}

interface ChainRow {
  headPosition: number;
  headHash: Buffer;
  anchorPosition: number;
  anchorHash: Buffer;
}

/** In the one row of a part without entries all of those columns are null. */
type CheckedRow = ChainRow & AuditEntryRow & { lastRemoval: string | null };

const chainColumns = `c.position AS headPosition, c.hash AS headHash,
  c.anchor_position AS anchorPosition, c.anchor_hash AS anchorHash`;

function endsOf(row: ChainRow): { head: ChainPlace; anchor: ChainPlace } {
  return {
    head: { position: row.headPosition, hash: row.headHash },
    anchor: { position: row.anchorPosition, hash: row.anchorHash },
  };
}

const lastRemoval = `SELECT r.changes FROM audit_entries r FORCE INDEX (audit_entries_by_action)
  WHERE r.action = '${AuditAction.AUDIT_ENTRIES_REMOVED}' ORDER BY r.occurred_at DESC, r.id DESC LIMIT 1`;

/** The newest entry of a removal has to attest the anchor. */
function anchorFaults(anchor: ChainPlace, removal: string | null): ChainFault[] {
  const attested = removal === null ? noEntry : attestedAnchor(removal);
  if (attested?.position === anchor.position && attested.hash.equals(anchor.hash)) return [];
  const message = `The chain begins after ${anchor.position}, and no entry tells of a removal up to there: the anchor was changed.`;
  return [{ kind: ChainFaultKind.ANCHOR_WRONG, positions: at(anchor.position), entryRowId: null, message }];
}

/** What a chain begins after of which nothing was removed. */
const noEntry: ChainPlace = { position: 0, hash: Buffer.alloc(32) };

function beforeAnchor({ position, id }: LinkedEntry): ChainFault {
  const message = `Entry au_${id} stands at ${position}, before the beginning of the chain: the anchor was changed, or no gateway has put it there.`;
  return { kind: ChainFaultKind.ANCHOR_WRONG, positions: at(position), entryRowId: id, message };
}

function headFaults(head: ChainPlace, through: ChainPlace): ChainFault[] {
  if (through.position < head.position) return [missing(through.position + 1, head.position)];
  if (through.position === head.position && through.hash.equals(head.hash)) return [];
  const message = `The chain ends at ${head.position} with another hash than the newest entry has: the head was changed, or that entry.`;
  return [{ kind: ChainFaultKind.HEAD_WRONG, positions: at(head.position), entryRowId: null, message }];
}

function beyondHead({ position, id }: LinkedEntry): ChainFault {
  const message = `Entry au_${id} stands at ${position}, beyond the end of the chain: the head was changed, or no gateway has put it there.`;
  return { kind: ChainFaultKind.HEAD_WRONG, positions: at(position), entryRowId: id, message };
}

function at(position: number): readonly [number, number] {
  return [position, position];
}
