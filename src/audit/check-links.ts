import type { AuditEntryRow } from './audit-entry.row.js';
import { type ChainFault, ChainFaultKind } from './chain-fault.js';
import type { ChainPlace } from './chain-place.js';
import { hashEntry } from './hash-entry.js';

export type LinkedEntry = AuditEntryRow & { position: number };

/**
 * Checks entries that stand one after the other.
 * @param from the place before the first of them
 * @returns what is wrong, and the place of the last of them as the database has it
 */
export function checkLinks(
  from: ChainPlace,
  entries: readonly LinkedEntry[],
): { through: ChainPlace; faults: ChainFault[] } {
  const faults: ChainFault[] = [];
  let through = from;
  /** What the hash before may be; where it was changed, what it ought to be. Null when it is gone. */
  let before: Buffer[] | null = [from.hash];
  for (const entry of entries) {
    const { position, id } = entry;
    if (position !== through.position + 1) {
      faults.push(missing(through.position + 1, position - 1));
      before = null;
    }
    const stored = entry.hash ?? Buffer.alloc(from.hash.length);
    const computed: Buffer[] = before?.map((hash) => hashEntry(hash, position, entry)) ?? [];
    if (before !== null && !computed.some((hash) => hash.equals(stored))) {
      const message = `Entry au_${id} at ${position} does not say what the chain attests: it, its hash or its place was changed.`;
      faults.push({ kind: ChainFaultKind.CHANGED, positions: [position, position], entryRowId: id, message });
    }
    through = { position, hash: stored };
    // One entry that is wrong is told once, and not again with each that follows it.
    before = computed[0]?.equals(stored) === false ? [stored, computed[0]] : [stored];
  }
  return { through, faults };
}

/** Entries of a part of the chain that are not there. */
export function missing(first: number, last: number): ChainFault {
  const message =
    first === last
      ? `The entry at ${first} is missing.`
      : `The entries from ${first} to ${last} are missing.`;
  return { kind: ChainFaultKind.MISSING, positions: [first, last], entryRowId: null, message };
}
