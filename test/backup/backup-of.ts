import 'reflect-metadata';
import { encodeBackup } from '../../src/backup/file/encode-backup.js';
import { readHeader } from '../../src/backup/storage/read-header.js';
import { readSnapshot } from '../../src/backup/storage/read-snapshot.js';
import { openDataSource } from '../../src/database/data-source.js';

/** Everything in a database, as a backup before it is packed. */
export async function backupOf({ url }: { url: string }): Promise<Buffer[]> {
  const dataSource = await openDataSource({ url, tls: null }, { statementSeconds: 0 });
  const pieces: Buffer[] = [];
  await readSnapshot(dataSource, async (snapshot) => {
    const header = await readHeader(snapshot, '1.2.3');
    for await (const piece of encodeBackup(header, snapshot.entries(), { tables: 0, rows: 0 }))
      pieces.push(piece);
  }).finally(() => dataSource.destroy());
  return pieces;
}
