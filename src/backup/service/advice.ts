import { ConfigError } from '../../config/config-error.js';
import {
  DatabaseInUseError,
  EmbeddedDatabaseError,
} from '../../database/embedded/embedded-database-error.js';
import { errorLogFields } from '../../logging/log.js';
import { SecretsKeyFileError } from '../../secrets/secrets-key-file.js';
import { classifyDatabaseError } from '../../sql/classify-database-error.js';
import { BackupError } from '../backup-error.js';

const told = [BackupError, ConfigError, EmbeddedDatabaseError, SecretsKeyFileError];

/** What a person can do about a backup or a restore that failed, in words without secrets, values or SQL. */
export function adviceFor(error: unknown): string {
  if (error instanceof DatabaseInUseError)
    return `Process ${error.holder} is at work in DATA_DIR and does not get on: look what it is, end it, and try again.`;
  if (error instanceof Error && told.some((kind) => error instanceof kind)) return error.message;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ER_TABLE_DEF_CHANGED' || code === 'ER_NO_SUCH_TABLE')
    return 'The tables were changed meanwhile, as by the start of another release. Try again.';
  const failure = classifyDatabaseError(error);
  if (failure === 'DISK_FULL') return 'The disk of DATA_DIR has no room left for the database.';
  if (failure !== null) return 'The database went away meanwhile, as when the gateway is stopped. Try again.';
  if (syscall) return `The file system does not allow it (${code}).`;
  return `This cannot go on: ${JSON.stringify(errorLogFields(error))}`;
}
