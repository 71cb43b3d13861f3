import { createEndOfTurn } from '../batching/end-of-turn.js';
import type { Transact } from '../sql/transact.js';
import type { AuditRecord } from './audit-record.js';
import { recordAudit } from './record-audit.js';

/** Records what changes nothing itself; resolves when that is committed. */
export type RecordTogether = (record: AuditRecord) => Promise<void>;

/** What comes in one turn of the event loop shares a transaction. */
export function createRecordTogether(transact: Transact): RecordTogether {
  const endOfTurn = createEndOfTurn();
  let open: { records: AuditRecord[]; written: Promise<void> } | null = null;

  async function write(): Promise<void> {
    await endOfTurn();
    const records = open?.records ?? [];
    open = null;
    await transact((manager) => recordAudit(manager, ...records));
  }

  return (record) => {
    open ??= { records: [], written: write() };
    open.records.push(record);
    return open.written;
  };
}
