import { sealingKeyIds } from '../../delivery-servers/storage/sealed-passwords.js';
import type { BackupHeader } from '../backup-content.js';
import { BackupError } from '../backup-error.js';
import type { Snapshot } from './read-snapshot.js';

/** @throws BackupError when no gateway has made its tables yet */
export async function readHeader({ query, takenAt }: Snapshot, release: string): Promise<BackupHeader> {
  const [migrations] = await query("SHOW TABLES LIKE 'migrations'");
  const [last] = migrations
    ? await query<{ name: string }>('SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1')
    : [];
  if (last === undefined)
    throw new BackupError('The database has no tables yet: there is nothing to back up.');
  const [server] = await query<{ version: string }>('SELECT VERSION() AS version');
  const [version = '', isMariaDb] = server?.version.split(/(?=-MariaDB)/) ?? [];
  return {
    release,
    takenAt: takenAt.toISOString(),
    engine: isMariaDb ? 'MariaDB' : 'MySQL',
    engineVersion: version,
    lastMigration: last.name,
    keyIds: await sealingKeyIds(query),
  };
}
