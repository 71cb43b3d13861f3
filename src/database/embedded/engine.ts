import type { DataLayout } from './data-layout.js';

/** Files that no two data directories may share. */
export interface OwnFiles {
  readonly names: readonly string[];
  /** Matches the content of each that is complete. */
  readonly whole: RegExp;
}

/** What differs between the kinds of server that can be embedded. */
export interface Engine {
  readonly name: 'MariaDB' | 'MySQL';
  /** The first that knows what our statements and settings use. */
  readonly minVersion: string;
  /** Finds the version in what `--version` prints. */
  readonly versionPattern: RegExp;
  /** Settings that shape the files of a new data directory; the template is made with the same. */
  readonly formatSettings: readonly string[];
  /** Settings of the running server that the other kind does not know. */
  serverSettings(layout: DataLayout): readonly string[];
  /** How the system tables are made. */
  readonly bootstrap: {
    readonly settings: readonly string[];
    /** Gives the SQL for standard input, from that of the package. */
    sql(systemTables: string): string;
  };
  /** Files that a server makes for itself where they are missing, none without the others of its group. */
  readonly ownFiles: readonly OwnFiles[];
  /** Sets up the database and the account, whether they are there or not: a statement per line, as --init-file wants it. */
  accountSql(account: string, password: string, database: string): readonly string[];
}
