import type { EntityManager } from 'typeorm';
import { globalId } from '../../problems/global-id.js';
import type { Sealer } from '../../secrets/sealer.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';

/** Thrown at start when the passwords in the database cannot be opened with the key that was given. */
export class WrongSecretsKeyError extends Error {
  override name = 'WrongSecretsKeyError';
  override message =
    'The SMTP passwords in this database were sealed with another SECRETS_KEY. Start with the key that sealed them.';
}

const maxDamaged = 100;

/** Seals and opens the SMTP passwords of delivery servers, each bound to its row. */
export class PasswordVault {
  /** Rows whose password was found not to open, up to 100. */
  private readonly damaged = new Set<number>();

  constructor(
    private readonly sealer: Sealer,
    private readonly read: Read,
    /** Told once of each server whose password does not open, such as `ds_123`. */
    private readonly reportDamage: (deliveryServerId: string) => void,
  ) {}

  seal(rowId: number, password: string): Buffer {
    return this.sealer.seal(password, place(rowId));
  }

  /** The password, or null when it was damaged, or sealed for another row or with another key. */
  open(rowId: number, sealed: Buffer): string | null {
    try {
      return this.sealer.open(sealed, place(rowId));
    } catch {
      this.recordDamage(rowId);
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

  /** Those servers, such as `ds_123`, whose password was found not to open and still does not, up to 100. */
  async damagedPasswords(): Promise<string[]> {
    if (this.damaged.size === 0) return [];
    const before = [...this.damaged];
    const rows = await this.read<{ id: number; sealed: Buffer | null }>(
      'SELECT id, smtp_password_sealed AS sealed FROM delivery_servers WHERE id IN (?) ORDER BY id',
      [before],
    );
    const still = rows.filter(({ id, sealed }) => sealed !== null && this.open(id, sealed) === null);
    for (const id of before) if (!still.some((row) => row.id === id)) this.damaged.delete(id);
    return still.map(({ id }) => globalId('ds', id));
  }

  /**
   * Makes the database belong to this key, from the very first start on, so that gateways with different keys cannot
   * share it. What another key has sealed in a database of this key is damaged.
   * @throws WrongSecretsKeyError when it belongs to another key
   */
  async claimDatabase(transact: Transact): Promise<void> {
    const { keyId } = this.sealer;
    let owner = await this.ownerOfDatabase();
    if (owner === null) {
      await this.verifyKey();
      await transact((manager) =>
        manager.query('INSERT IGNORE INTO secrets_keys (id, key_id) VALUES (1, ?)', [keyId]),
      );
      owner = await this.ownerOfDatabase();
    }
    if (!owner?.equals(keyId)) throw new WrongSecretsKeyError();
    for (const { id } of await this.passwordsWhere('<>', maxDamaged)) this.recordDamage(id);
  }

  /**
   * Judges by the stored passwords alone.
   * @throws WrongSecretsKeyError when there are some and this key sealed none of them
   */
  async verifyKey(): Promise<void> {
    const foreign = await this.passwordsWhere('<>', 1);
    if (foreign.length > 0 && (await this.passwordsWhere('=', 1)).length === 0)
      throw new WrongSecretsKeyError();
  }

  /** The id of the key that the database belongs to; null before the first start. */
  private async ownerOfDatabase(): Promise<Buffer | null> {
    const [row] = await this.read<{ keyId: Buffer }>('SELECT key_id AS keyId FROM secrets_keys WHERE id = 1');
    return row?.keyId ?? null;
  }

  /** Rows whose password was sealed with this key (`=`) or another one (`<>`). */
  private passwordsWhere(operator: '=' | '<>', limit: number): Promise<{ id: number }[]> {
    return this.read<{ id: number }>(
      `SELECT id FROM delivery_servers WHERE SUBSTRING(smtp_password_sealed, 2, 4) ${operator} ? LIMIT ${limit}`,
      [this.sealer.keyId],
    );
  }

  private recordDamage(rowId: number): void {
    if (this.damaged.has(rowId) || this.damaged.size >= maxDamaged) return;
    this.damaged.add(rowId);
    this.reportDamage(globalId('ds', rowId));
  }
}

/**
 * Whether a database, which may have no tables yet, holds passwords.
 * @param query runs a statement and gives its rows
 */
export async function arePasswordsStored(query: (sql: string) => Promise<unknown[]>): Promise<boolean> {
  const tables = await query("SHOW TABLES LIKE 'delivery_servers'");
  if (tables.length === 0) return false;
  const rows = await query('SELECT id FROM delivery_servers WHERE smtp_password_sealed IS NOT NULL LIMIT 1');
  return rows.length > 0;
}

/**
 * Lets a database, which may have no tables yet, belong to another key than before, if it holds no password.
 * @param query runs a statement and gives its rows
 * @returns whether it may now
 */
export async function releaseDatabase(query: (sql: string) => Promise<unknown[]>): Promise<boolean> {
  if (await arePasswordsStored(query)) return false;
  const tables = await query("SHOW TABLES LIKE 'secrets_keys'");
  if (tables.length > 0) await query('DELETE FROM secrets_keys');
  return true;
}

function place(rowId: number) {
  return { table: 'delivery_servers', row: rowId, column: 'smtp_password_sealed' };
}
