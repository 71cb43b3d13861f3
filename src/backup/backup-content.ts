/** What a backup says of itself, before any row. */
export interface BackupHeader {
  /** The release of the gateway that wrote it. */
  release: string;
  /** The instant of which everything in it is. */
  takenAt: string;
  /** Such as `MariaDB`, and its version. It can be restored on the other engine too. */
  engine: string;
  engineVersion: string;
  /** The last that the tables have gone through. */
  lastMigration: string;
  /** The ids of the secrets keys that its passwords were sealed with, in hexadecimal digits; empty when it has no password. */
  keyIds: readonly string[];
}

/** The begin of a table: what follows are its rows. */
export interface TableStart {
  table: string;
  columns: readonly { name: string; isBinary: boolean }[];
  /** The next id that the table gives; null where it gives none. */
  nextId: string | null;
}

/** The values of a row in the order of the columns, as the server writes them. */
export type Row = readonly (string | Buffer | null)[];

export type BackupEntry = TableStart | Row;

export function isRow(entry: BackupEntry): entry is Row {
  return Array.isArray(entry);
}
