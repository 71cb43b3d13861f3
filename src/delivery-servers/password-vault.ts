import type { EntityManager } from 'typeorm';
import type { Read } from '../database/read.js';
import type { Sealer } from '../secrets/sealer.js';

/** Thrown at start when the passwords in the database cannot be opened with the key that was given. */
export class WrongSecretsKeyError extends Error {
  override name = 'WrongSecretsKeyError';
  override message =
    'The SMTP passwords in this database were sealed with another SECRETS_KEY. Start with the key that sealed them.';
}

/** Seals and opens the SMTP passwords of delivery servers, each bound to its row. */
export class PasswordVault {
  constructor(
    private readonly sealer: Sealer,
    private readonly read: Read,
  ) {}

  seal(rowId: number, password: string): Buffer {
    return this.sealer.seal(password, place(rowId));
  }

  /** @throws Error when the value was sealed with another key or for another row */
  open(rowId: number, sealed: Buffer): string {
    return this.sealer.open(sealed, place(rowId));
  }

  /** The password of a server, inside the transaction that is about to store it once more; null when there is none. */
  async readPassword(manager: EntityManager, rowId: number): Promise<string | null> {
    const [row]: { sealed: Buffer | null }[] = await manager.query(
      'SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = ?',
      [rowId],
    );
    return row?.sealed ? this.open(rowId, row.sealed) : null;
  }

  /** @throws WrongSecretsKeyError when any stored password was sealed with another key */
  async verifyKey(): Promise<void> {
    const foreign = await this.read<{ id: number }>(
      'SELECT id FROM delivery_servers WHERE SUBSTRING(smtp_password_sealed, 2, 4) <> ? LIMIT 1',
      [this.sealer.keyId],
    );
    if (foreign.length > 0) throw new WrongSecretsKeyError();
  }
}

function place(rowId: number) {
  return { table: 'delivery_servers', row: rowId, column: 'smtp_password_sealed' };
}
