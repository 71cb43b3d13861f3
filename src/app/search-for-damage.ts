import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';

/**
 * Looks once for passwords that were sealed with a key that is not here, and notes them as damaged. The gateway serves
 * meanwhile: a walk through a million servers takes seconds. While the database fails, what is damaged is noted when it is opened.
 */
export function searchForDamage(vault: PasswordVault, { classifyFailure, report }: FailurePolicy) {
  const stopping = new AbortController();
  const over = vault.noteSealedElsewhere(stopping.signal).catch((error: unknown) => {
    if (classifyFailure(error) === null) report(error);
  });
  return {
    stop() {
      stopping.abort();
      return over;
    },
  };
}
