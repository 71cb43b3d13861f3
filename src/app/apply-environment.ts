import type { Logger } from 'pino';
import { classifyDatabaseError } from '../sql/classify-database-error.js';
import type { Transact } from '../sql/transact.js';
import type { Services } from './services.js';

/** Who may manage the gateway, as its environment says. */
export interface EnvironmentAccess {
  adminApiKey: string | null;
  administrator: { username: string; password: string } | null;
}

/**
 * Makes the database hold what the environment says: the keys that seal its passwords, and who may manage it. A database
 * that takes no writes at present can still be read, with the credentials that it has.
 * @throws WrongSecretsKeyError or MissingSecretsKeyError when passwords were sealed with a key that is not given
 */
export async function applyEnvironment(
  { vault, environmentAccess }: Pick<Services, 'vault' | 'environmentAccess'>,
  transact: Transact,
  { adminApiKey, administrator }: EnvironmentAccess,
  log: Logger,
): Promise<void> {
  await vault.claimDatabase(transact);
  try {
    if (await environmentAccess.applyKey(adminApiKey)) log.warn('an earlier ADMIN_API_KEY has been ended');
    await environmentAccess.applyAdministrator(administrator);
  } catch (error) {
    if (classifyDatabaseError(error) !== 'READ_ONLY') throw error;
    log.warn('the database is read-only: the administrators and ADMIN_API_KEY are those of the last start');
  }
}
