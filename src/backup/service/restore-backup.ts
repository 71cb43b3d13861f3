import 'reflect-metadata';
import { readdir, rm, rmdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AuditAction } from '../../audit/audit-action.js';
import { operator } from '../../audit/operator.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { Config } from '../../config/config.js';
import { type DatabaseAddress, openDataSource } from '../../database/data-source.js';
import { migrate } from '../../database/migrate.js';
import { migrationsThrough } from '../../database/migrations/index.js';
import { makeDatabase } from '../../database/start-database.js';
import { releaseDatabase } from '../../delivery-servers/storage/sealed-passwords.js';
import { renumberEvents } from '../../events/renumber-events.js';
import { keyFileIn } from '../../secrets/secrets-key-file.js';
import type { BackupHeader } from '../backup-content.js';
import { BackupError } from '../backup-error.js';
import { type DecodedBackup, decodeBackup, verifyBackup } from '../file/decode-backup.js';
import { readPieces } from '../file/read-pieces.js';
import { writeWholeFile } from '../file/whole-file.js';
import { fillTables } from '../storage/fill-tables.js';
import {
  type FoundKeys,
  keyFileText,
  keysOfGateway,
  keyWords,
  missingKeyIds,
  readKeyFile,
} from './secrets-keys.js';

export interface RestoreOptions {
  config: Config;
  from: { path: string } | { stream: Readable };
  /** Where the secrets keys are that the backup needs; null for those that a gateway would use here. */
  keyFile: string | null;
  report(message: string): void;
  signal: AbortSignal;
}

export interface RestoredBackup extends BackupHeader {
  /** Where the keys are now; null when it needs none. */
  keyPlace: string | null;
}

/**
 * Makes the embedded database of an empty data directory from a backup: all of it, or nothing.
 * @throws BackupError and others; the data directory is as it was then
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredBackup> {
  const { config, from, signal } = options;
  if (config.database.kind === 'external')
    throw new BackupError(
      'DATABASE_URL names a database server of yours, and a backup is restored into the embedded database. Take DATABASE_URL away, from .env too.',
    );
  const wasThere = await demandEmpty(config.dataDirectory);
  const found = await keysFor(options);
  // What comes as a stream cannot be read twice, and is found out to be damaged when the rest of the work is done.
  if ('path' in from) await verifyBackup(readPieces(from, signal));
  const backup = await decodeBackup(readPieces(from, signal));
  const { header } = backup;
  demandKeys(header.keyIds, found);
  const through = migrationsThrough(header.lastMigration);
  if (through === null)
    throw new BackupError(
      `The backup was written by a newer release (${header.release}), whose tables this one does not know. Restore it with that release, or a later one.`,
    );
  const database = await makeDatabase(config, options.report);
  try {
    await migrate(database.address, through);
    await fill(database.address, backup);
    await migrate(database.address);
    await adopt(database.address, header);
    const keyPlace = await placeKeys(config, found);
    await database.keep().catch(async (error) => {
      if (options.keyFile !== null) await rm(keyFileIn(config.dataDirectory), { force: true });
      throw error;
    });
    return { ...header, keyPlace };
  } catch (error) {
    await database.discard();
    if (!wasThere) await rmdir(config.dataDirectory).catch(() => {});
    throw error;
  }
}

/** What may be there: the key that belongs to the backup, the rest of an interrupted restore, and what a file system has. */
const permitted = ['secrets.key', 'database.unfinished', 'lost+found'];

/** @returns whether the folder is there */
async function demandEmpty(dataDirectory: string): Promise<boolean> {
  const names = await readdir(dataDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new BackupError(`DATA_DIR (${dataDirectory}) cannot be read (${error.code}).`);
  });
  const inTheWay = names?.filter((name) => !permitted.includes(name)) ?? [];
  if (inTheWay.length === 0) return names !== null;
  throw new BackupError(
    `DATA_DIR (${dataDirectory}) is not empty: it has ${inTheWay.slice(0, 3).join(', ')}. A backup is restored into an empty folder: set DATA_DIR to another, or move that one away.`,
  );
}

/** @throws BackupError when it is not clear which keys the gateway is to have */
async function keysFor({ config, keyFile }: RestoreOptions): Promise<FoundKeys | null> {
  const present = keysOfGateway(config);
  if (keyFile === null) return present;
  const keys = await readKeyFile(keyFile);
  if (present !== null && keyFileText(present.keys) !== keyFileText(keys))
    throw new BackupError(
      `${present.place} has another key than ${keyFile}, and the gateway would use that. Leave out the one or the other.`,
    );
  return { keys, place: keyFile };
}

function demandKeys(keyIds: readonly string[], found: FoundKeys | null): void {
  const missing = missingKeyIds(keyIds, found);
  if (missing.length === 0) return;
  const what = found === null ? 'Name its file with --key.' : `${found.place} does not have it.`;
  throw new BackupError(
    `The SMTP passwords in the backup were sealed with ${keyWords(missing)}, and nobody can open them without it. ${what} Nothing was restored.`,
  );
}

async function fill(address: DatabaseAddress, { entries }: DecodedBackup): Promise<void> {
  const dataSource = await openDataSource(address, { statementSeconds: 0 });
  const runner = dataSource.createQueryRunner();
  try {
    await fillTables(runner, entries);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/** What has to differ from what was backed up, as time has passed since. */
async function adopt(address: DatabaseAddress, { keyIds, takenAt }: BackupHeader): Promise<void> {
  const dataSource = await openDataSource(address, { statementSeconds: 0 });
  const query = (sql: string) => dataSource.query(sql);
  try {
    // Milliseconds since 1970 are more than any number of events.
    await renumberEvents(query, Date.now());
    if (keyIds.length === 0) await releaseDatabase(query);
    const changes = [{ field: 'takenAt', from: null, to: takenAt }];
    await dataSource.transaction((manager) =>
      recordAudit(manager, { author: operator('restore'), action: AuditAction.BACKUP_RESTORED, changes }),
    );
  } finally {
    await dataSource.destroy();
  }
}

async function placeKeys(
  { secretsKeys, dataDirectory }: Config,
  found: FoundKeys | null,
): Promise<string | null> {
  if (found === null) return null;
  const path = keyFileIn(dataDirectory);
  if (secretsKeys !== null || found.place === path) return found.place;
  await writeWholeFile(path, true, (file) => pipeline([keyFileText(found.keys)], file));
  return path;
}
