/**
 * A failure that the operator can do something about. The message is short and tells what to do; it
 * holds no secret and is fit for a log or a terminal as it stands.
 */
export class EmbeddedDatabaseError extends Error {
  override readonly name: string = 'EmbeddedDatabaseError';
}

/** Another process has the database, most likely a gateway. */
export class DatabaseInUseError extends EmbeddedDatabaseError {
  override readonly name = 'DatabaseInUseError';
  constructor(
    dataDirectory: string,
    readonly holder: number,
  ) {
    super(
      `The embedded database in DATA_DIR (${dataDirectory}) is in use by process ${holder}. Stop that process, or set DATA_DIR to another folder.`,
    );
  }
}

/** For an error of the file system in the folder of a variable. */
export function unusableDirectory(setting: string, path: string, cause: unknown): EmbeddedDatabaseError {
  const { code, path: at = path } = (cause ?? {}) as NodeJS.ErrnoException;
  return new EmbeddedDatabaseError(
    `${setting} must be a folder that can be written to, on a disk with room (${code} at ${at})`,
    { cause },
  );
}
