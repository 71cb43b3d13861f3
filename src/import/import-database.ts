import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { openDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { embeddedDirectory, startDatabase } from '../database/start-database.js';
import { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { arePasswordsStored, releaseDatabase } from '../delivery-servers/storage/sealed-passwords.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { createSealer } from '../secrets/sealer.js';
import {
  LostSecretsKeyError,
  loadOrCreateSecretsKeys,
  loadSecretsKeys,
} from '../secrets/secrets-key-file.js';
import { createRead } from '../sql/read.js';
import { createTransact } from '../sql/transact.js';

/** The database that is imported into. */
export interface ImportDatabase {
  dataSource: DataSource;
  vault: PasswordVault;
}

export interface OpenOptions {
  /** Whether the tables may be created or brought up to date; else everything stays as it is. */
  mayWrite: boolean;
  report: (message: string) => void;
}

/**
 * Opens the database of the gateway with this configuration while it is used, for which an embedded one is started.
 * @param use gets null when there are no tables yet and none may be made
 * @throws LostSecretsKeyError, or WrongSecretsKeyError when the passwords in it were sealed with another key
 */
export async function withImportDatabase<T>(
  config: Config,
  { mayWrite, report }: OpenOptions,
  use: (database: ImportDatabase | null) => Promise<T>,
): Promise<T> {
  const directory = embeddedDirectory(config);
  if (!mayWrite && directory !== null && !existsSync(directory)) return use(null);
  const { address, stop } = await startDatabase(config, report);
  let dataSource: DataSource | undefined;
  try {
    if (mayWrite) await migrate(address);
    dataSource = await openDataSource(address, { statementSeconds: 0 });
    const tables = await dataSource.query("SHOW TABLES LIKE 'delivery_servers'");
    if (tables.length === 0) return await use(null);
    return await use({ dataSource, vault: await openVault(dataSource, config, mayWrite) });
  } finally {
    // What has been committed is there, whatever becomes of the connection.
    await dataSource?.destroy().catch(() => {});
    await stop().catch(() => {});
  }
}

async function openVault(dataSource: DataSource, config: Config, mayWrite: boolean): Promise<PasswordVault> {
  const secretsKeys = config.secretsKeys ?? (await keysFor(dataSource, config.dataDirectory, mayWrite));
  const vault = new PasswordVault(createSealer(secretsKeys), createRead(dataSource), () => {});
  await (mayWrite ? vault.claimDatabase(createTransact(dataSource)) : vault.verifyKeys());
  return vault;
}

async function keysFor(dataSource: DataSource, dataDirectory: string, mayWrite: boolean): Promise<KeyRing> {
  const query = (sql: string) => dataSource.query(sql);
  if (mayWrite) return loadOrCreateSecretsKeys(dataDirectory, () => releaseDatabase(query));
  const keys = loadSecretsKeys(dataDirectory);
  if (keys !== null) return keys;
  if (await arePasswordsStored(query)) throw new LostSecretsKeyError();
  // There is nothing to open with it. A file made now would keep the database from getting a new key.
  return [randomBytes(32)];
}
