import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { type DatabaseAddress, openDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { embeddedDirectory, startDatabase } from '../database/start-database.js';
import {
  arePasswordsStored,
  PasswordVault,
  releaseDatabase,
} from '../delivery-servers/storage/password-vault.js';
import { createSealer } from '../secrets/sealer.js';
import { LostSecretsKeyError, loadOrCreateSecretsKey, loadSecretsKey } from '../secrets/secrets-key-file.js';
import { createRead } from '../sql/read.js';
import { createTransact } from '../sql/transact.js';

/** The database that is imported into. */
export interface ImportDatabase {
  dataSource: DataSource;
  vault: PasswordVault;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Whether the tables may be created or brought up to date; else everything stays as it is. */
  mayWrite: boolean;
  /** The folder of the program. */
  programDirectory: string;
  report: (message: string) => void;
}

/**
 * Opens the database of the gateway with this configuration; an embedded one is started until `close`. Null when
 * there are no tables yet and none may be made.
 * @throws LostSecretsKeyError, or WrongSecretsKeyError when the passwords in it were sealed with another key
 */
export async function openImportDatabase(
  config: Config,
  options: OpenOptions,
): Promise<ImportDatabase | null> {
  const directory = embeddedDirectory(config);
  if (!options.mayWrite && directory !== null && !existsSync(directory)) return null;
  const database = await startDatabase(config, options.programDirectory, options.report);
  try {
    const target = await openTables(database.address, config, options);
    if (target === null) await database.stop();
    return target && { ...target, close: () => target.close().finally(() => database.stop()) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function openTables(
  address: DatabaseAddress,
  config: Config,
  { mayWrite }: OpenOptions,
): Promise<ImportDatabase | null> {
  if (mayWrite) await migrate(address);
  const dataSource = await openDataSource(address, { statementSeconds: 0 });
  try {
    const tables = await dataSource.query("SHOW TABLES LIKE 'delivery_servers'");
    if (tables.length === 0) {
      await dataSource.destroy();
      return null;
    }
    const secretsKey = config.secretsKey ?? (await keyFor(dataSource, config.dataDirectory, mayWrite));
    const vault = new PasswordVault(createSealer(secretsKey), createRead(dataSource), () => {});
    await (mayWrite ? vault.claimDatabase(createTransact(dataSource)) : vault.verifyKey());
    return { dataSource, vault, close: () => dataSource.destroy() };
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
}

async function keyFor(dataSource: DataSource, dataDirectory: string, mayWrite: boolean): Promise<Buffer> {
  const query = (sql: string) => dataSource.query(sql);
  if (mayWrite) return loadOrCreateSecretsKey(dataDirectory, () => releaseDatabase(query));
  const key = loadSecretsKey(dataDirectory);
  if (key !== null) return key;
  if (await arePasswordsStored(query)) throw new LostSecretsKeyError();
  // There is nothing to open with it. A file made now would keep the database from getting a new key.
  return randomBytes(32);
}
