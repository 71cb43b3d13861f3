import { repeat } from '../scheduling/repeat.js';
import type { Transact } from '../sql/transact.js';
import type { AuditRecord } from './audit-record.js';
import { recordAudit } from './record-audit.js';

const windowMilliseconds = 60_000;
/** Of different ones in a window; what is beyond them is told together. */
const maxWindows = 1_000;
const others = 'others';

interface Window {
  record: AuditRecord;
  /** What came after the row that began it, and has no row yet. */
  count: number;
}

/** One record for both: about an object only if they are about the same one. */
function together(earlier: AuditRecord, later: AuditRecord): AuditRecord {
  const { object, ...rest } = later;
  return object && object.id === earlier.object?.id ? later : rest;
}

/**
 * Records what may come often and changes nothing, such as requests that are refused, and lets no answer wait for it: the
 * first one at once, and those that follow within a minute in one row with their number.
 */
export class CoalescedAudit {
  private readonly windows = new Map<string, Window>();
  private readonly writing = new Set<Promise<void>>();
  private readonly repetition;

  constructor(
    private readonly transact: Transact,
    /** Told what could not be written. */
    private readonly onFailure: (error: unknown, records: readonly AuditRecord[]) => void,
  ) {
    this.repetition = repeat(
      windowMilliseconds,
      () => this.flush(),
      () => {},
    );
  }

  /**
   * @param key of what is told together, such as a credential and an operation
   * @returns whether it is the first one of its window
   */
  note(key: string, record: AuditRecord): boolean {
    const open = this.windows.get(key);
    if (open) {
      open.record = open.count === 0 ? record : together(open.record, record);
      open.count += 1;
      return false;
    }
    if (this.windows.size >= maxWindows && key !== others) return this.note(others, record);
    this.windows.set(key, { record, count: 0 });
    this.write([{ ...record, count: 1 }]);
    return true;
  }

  /** Writes what is left, when nothing follows. */
  async stop(): Promise<void> {
    await this.repetition.stop();
    await this.flush();
  }

  private async flush(): Promise<void> {
    const left = [...this.windows.values()].filter(({ count }) => count > 0);
    this.windows.clear();
    this.write(left.map(({ record, count }) => ({ ...record, count })));
    await Promise.all(this.writing);
  }

  private write(records: readonly AuditRecord[]): void {
    if (records.length === 0) return;
    const written = this.transact((manager) => recordAudit(manager, ...records))
      .catch((error) => this.onFailure(error, records))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }
}
