import 'reflect-metadata';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { operator } from '../../audit/operator.js';
import { recordAudit } from '../../audit/record-audit.js';
import type { Config } from '../../config/config.js';
import { openDataSource } from '../../database/data-source.js';
import { useDatabase } from '../../database/start-database.js';
import type { BackupHeader } from '../backup-content.js';
import { BackupError } from '../backup-error.js';
import { type BackupSize, encodeBackup } from '../file/encode-backup.js';
import { writeWholeFile } from '../file/whole-file.js';
import { readHeader } from '../storage/read-header.js';
import { readSnapshot } from '../storage/read-snapshot.js';
import { demandPlaces } from './demand-places.js';
import { type FoundKeys, keyFileText, keysOfGateway, keyWords, missingKeyIds } from './secrets-keys.js';

export interface BackupOptions {
  config: Config;
  /** The version of this program. */
  release: string;
  /** A file, or what takes the bytes. */
  to: { path: string } | { stream: Writable };
  /** Where a copy of the secrets keys goes, or null for nowhere. */
  keyFile: string | null;
  /** Whether files that are there make room. */
  replaces: boolean;
  report(message: string): void;
  signal: AbortSignal;
}

export interface TakenBackup extends BackupHeader, BackupSize {
  /** Where the keys are that it needs: null when this machine does not have all of them, or it needs none. */
  keyPlace: string | null;
}

/**
 * Writes all that the embedded database holds at one instant, while the gateway runs and writes, or without one.
 * @throws BackupError and others; there is no file then
 */
export async function takeBackup(options: BackupOptions): Promise<TakenBackup> {
  const { config, keyFile, to, replaces } = options;
  if (config.database.kind === 'external')
    throw new BackupError(
      'DATABASE_URL names a database server of yours, which mariadb-dump or mysqldump backs up: see "Backup and the secrets key" in docs/operations.md.',
    );
  const found = keysOfGateway(config);
  const paths = ['path' in to ? to.path : null, keyFile].filter((path) => path !== null);
  await demandPlaces(paths, config.dataDirectory, replaces);
  const taken = await useDatabase(config, options.report, async (address) => {
    const dataSource = await openDataSource(address, { statementSeconds: 0 });
    return writeBackup(dataSource, options, found).finally(() => dataSource.destroy());
  });
  if (keyFile !== null)
    await writeKeys(keyFile, found, replaces).catch((error) => {
      throw error instanceof BackupError
        ? new BackupError(`${error.message} The backup itself is whole.`)
        : error;
    });
  return taken;
}

async function writeBackup(
  dataSource: DataSource,
  { release, to, keyFile, replaces, signal, report }: BackupOptions,
  found: FoundKeys | null,
): Promise<TakenBackup> {
  await recordBackup(dataSource, report);
  return readSnapshot(dataSource, async (snapshot) => {
    const header = await readHeader(snapshot, release);
    const missing = missingKeyIds(header.keyIds, found);
    if (keyFile !== null && missing.length > 0)
      throw new BackupError(
        `The backup needs ${keyWords(missing)}, and ${found?.place ?? 'secrets.key in DATA_DIR'} does not have it. Set SECRETS_KEY as the gateway has it, or not at all if it has none.`,
      );
    const size = { tables: 0, rows: 0 };
    const write = (target: Writable) =>
      pipeline(encodeBackup(header, snapshot.entries(), size), createGzip(), target, { signal });
    await ('path' in to ? writeWholeFile(to.path, replaces, write) : write(to.stream));
    return { ...header, ...size, keyPlace: missing.length === 0 ? (found?.place ?? null) : null };
  });
}

/** A database that cannot be written to at present, as its disk is full, needs its backup more than its trail. */
async function recordBackup(dataSource: DataSource, report: (message: string) => void): Promise<void> {
  try {
    await dataSource.transaction((manager) =>
      recordAudit(manager, { author: operator('backup'), action: AuditAction.BACKUP_TAKEN }),
    );
  } catch {
    report('The audit trail of this database does not tell of the backup, as it cannot be written to.');
  }
}

async function writeKeys(path: string, found: FoundKeys | null, replaces: boolean): Promise<void> {
  if (found === null) throw new BackupError('There is no secrets key yet: start the gateway once.');
  await writeWholeFile(path, replaces, (file) => pipeline([keyFileText(found.keys)], file));
}
