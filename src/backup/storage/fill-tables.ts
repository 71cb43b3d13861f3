import type { QueryRunner } from 'typeorm';
import { type BackupEntry, isRow, type Row, type TableStart } from '../backup-content.js';
import { BackupError } from '../backup-error.js';
import { readTables } from './read-snapshot.js';

const maxRows = 500;
/** Far below what the servers take as one statement. */
const maxBytes = 1024 * 1024;

/** Empties all tables and fills them with what a backup has. */
export async function fillTables(runner: QueryRunner, entries: AsyncIterable<BackupEntry>): Promise<void> {
  await runner.query(
    // Ids of 0 are ids like others, and a table may refer to one that comes later.
    "SET SESSION foreign_key_checks = 0, SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
  );
  const present = await readTables(runner);
  for (const { table } of present) await runner.query('TRUNCATE TABLE ??', [table]);
  let current: TableStart | null = null;
  let rows: Row[] = [];
  let bytes = 0;
  const flush = async () => {
    if (current !== null && rows.length > 0) await insert(runner, current, rows);
    rows = [];
    bytes = 0;
  };
  for await (const entry of entries) {
    if (!isRow(entry)) {
      await flush();
      if (current !== null) await setNextId(runner, current);
      demandSame(entry, present);
      current = entry;
      continue;
    }
    rows.push(entry);
    for (const value of entry) bytes += value?.length ?? 4;
    if (rows.length >= maxRows || bytes >= maxBytes) await flush();
  }
  await flush();
  if (current !== null) await setNextId(runner, current);
}

async function insert(runner: QueryRunner, { table, columns }: TableStart, rows: Row[]): Promise<void> {
  const names = columns.map(({ name }) => name);
  await runner.query('INSERT INTO ?? (??) VALUES ?', [table, names, rows]);
}

/** An id that was given to a row that is gone is given to no other. */
async function setNextId(runner: QueryRunner, { table, nextId }: TableStart): Promise<void> {
  if (nextId !== null) await runner.query(`ALTER TABLE ?? AUTO_INCREMENT = ${BigInt(nextId)}`, [table]);
}

/** The tables were made by the migrations that those of the backup have gone through. */
function demandSame({ table, columns }: TableStart, present: readonly TableStart[]): void {
  const found = present.find((one) => one.table === table);
  const namesOf = (start: TableStart | undefined) =>
    start?.columns
      .map(({ name }) => name)
      .sort()
      .join();
  if (found && namesOf(found) === namesOf({ table, columns, nextId: null })) return;
  throw new BackupError(
    `The table ${table} in the backup is not as this release makes it. Restore it with the release that wrote it.`,
  );
}
