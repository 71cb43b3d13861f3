/**
 * A failure that the operator can do something about. The message is short and tells what to do; it
 * holds no secret and is fit for a log or a terminal as it stands.
 */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}

/** For an error of the file system in the folder of a variable. */
export function unusableDirectory(setting: string, path: string, cause: unknown): EmbeddedDatabaseError {
  const { code, path: at = path } = (cause ?? {}) as NodeJS.ErrnoException;
  return new EmbeddedDatabaseError(
    `${setting} must be a folder that can be written to, on a disk with room (${code} at ${at})`,
    { cause },
  );
}
