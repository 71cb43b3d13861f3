import { setTimeout as sleep } from 'node:timers/promises';
import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';

const pauseMilliseconds = 1_000;

/**
 * Looks once for passwords that were sealed with a key that is not here, and notes them as damaged. The gateway serves
 * meanwhile: a walk through a million servers takes seconds. Where the database fails, it goes on when that answers again.
 */
export function searchForDamage(
  vault: Pick<PasswordVault, 'noteSealedElsewhere'>,
  { classifyFailure, report }: FailurePolicy,
) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const search = async () => {
    let after: number | null = 0;
    while (after !== null && !signal.aborted) {
      try {
        after = await vault.noteSealedElsewhere(after);
      } catch (error) {
        if (classifyFailure(error) === null) return report(error);
        await sleep(pauseMilliseconds, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  };
  const over = search();
  return {
    stop() {
      stopping.abort();
      return over;
    },
  };
}
