import type { EntityManager } from 'typeorm';
import { globalId } from '../../problems/global-id.js';
import { SealedValueError, type Sealer } from '../../secrets/sealer.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { claimDatabase, verifyKeys } from './claim-database.js';
import { isInRange, keyIdColumn, rangeAfter, valuesOf } from './sealed-passwords.js';

const maxDamaged = 100;

/** Seals and opens the SMTP passwords of delivery servers, each bound to its row. */
export class PasswordVault {
  /** Rows whose password was found not to open, up to 100. */
  private readonly damaged = new Set<number>();

  constructor(
    private readonly sealer: Sealer,
    private readonly read: Read,
    /** Told once of each server whose password does not open, such as `ds_123`, and why it does not. */
    private readonly reportDamage: (deliveryServerId: string, reason: string) => void,
  ) {}

  /** Of the keys that open, the one that seals first. */
  get keyIds(): Sealer['keyIds'] {
    return this.sealer.keyIds;
  }

  seal(rowId: number, password: string): Buffer {
    return this.sealer.seal(password, place(rowId));
  }

  /** The password, or null when it was damaged, or sealed for another row or with a key that is not here. */
  open(rowId: number, sealed: Buffer): string | null {
    try {
      return this.sealer.open(sealed, place(rowId));
    } catch (error) {
      this.recordDamage(rowId, error instanceof SealedValueError ? error.message : 'it was damaged');
      return null;
    }
  }

  /**
   * The sealed password of a server opened, inside the transaction that is about to store it once more; null when it does
   * not open, and an empty text when there is none.
   */
  async readPassword(manager: EntityManager, rowId: number): Promise<string | null> {
    const [row]: { sealed: Buffer | null }[] = await manager.query(
      'SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = ?',
      [rowId],
    );
    return row?.sealed ? this.open(rowId, row.sealed) : '';
  }

  /** Those of the servers, by row number, whose password does not open. */
  async damagedAmong(rowIds: readonly number[]): Promise<number[]> {
    if (rowIds.length === 0) return [];
    const rows = await this.read<{ id: number; sealed: Buffer | null }>(
      'SELECT id, smtp_password_sealed AS sealed FROM delivery_servers WHERE id IN (?) ORDER BY id',
      [rowIds],
    );
    const damaged = rows.filter(({ id, sealed }) => sealed !== null && this.open(id, sealed) === null);
    return damaged.map(({ id }) => id);
  }

  /** Those servers, such as `ds_123`, whose password was found not to open and still does not, up to 100. */
  async damagedPasswords(): Promise<string[]> {
    const before = [...this.damaged];
    const still = await this.damagedAmong(before);
    for (const id of before) if (!still.includes(id)) this.damaged.delete(id);
    return still.map((id) => globalId('ds', id));
  }

  /** Makes the database belong to the key that seals here, see {@link claimDatabase}. */
  claimDatabase(transact: Transact): Promise<void> {
    return claimDatabase(this.keyIds, this.read, transact);
  }

  /**
   * Looks at some of the servers after a row number for passwords that other keys have sealed: they are damaged.
   * @returns the row after which to go on; null when there is nothing more to find
   */
  async noteSealedElsewhere(after: number): Promise<number | null> {
    const range = await rangeAfter(this.read, after);
    if (range === null) return null;
    const rows = await this.read<{ id: number; sealed: Buffer }>(
      `SELECT id, smtp_password_sealed AS sealed FROM delivery_servers
       WHERE ${keyIdColumn} NOT IN (?) AND ${isInRange} LIMIT ${maxDamaged}`,
      [this.keyIds, ...valuesOf(range)],
    );
    for (const { id, sealed } of rows) this.open(id, sealed);
    return range.isEnd || this.damaged.size >= maxDamaged ? null : range.last;
  }

  /** Judges by the stored passwords alone, see {@link verifyKeys}. */
  verifyKeys(): Promise<void> {
    return verifyKeys(this.keyIds, this.read);
  }

  private recordDamage(rowId: number, reason: string): void {
    if (this.damaged.has(rowId) || this.damaged.size >= maxDamaged) return;
    this.damaged.add(rowId);
    this.reportDamage(globalId('ds', rowId), reason);
  }
}

function place(rowId: number) {
  return { table: 'delivery_servers', row: rowId, column: 'smtp_password_sealed' };
}
