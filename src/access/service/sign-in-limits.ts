import { clientOf, neighbourhoodOf } from './client-network.js';
import { FailureLimit } from './failure-limit.js';

/** Too many failures, or too many attempts at once; try again in so many seconds. */
export class SignInLimitError extends Error {
  override name = 'SignInLimitError';
  constructor(readonly retryAfterSeconds: number) {
    super('Too many attempts to sign in.');
  }
}

/** What an attempt counts for when it fails. */
export interface Attempt {
  client: string;
  neighbourhood: string;
  /** The user name at this client, or all keys at it. */
  key: string;
}

export type OnSignInFailure = (reason: 'WRONG' | 'TOO_MANY') => void;

/** @param username null for an attempt with a key */
export function attemptOf(address: string, username: string | null): Attempt {
  const client = clientOf(address);
  const key = username === null ? `${client} key` : `${client} user ${username.slice(0, 256)}`;
  return { client, neighbourhood: neighbourhoodOf(address), key };
}

/** Bounds guessing by failures: for each user name at a client, for a client, and lately in its network. */
export class SignInLimits {
  /** @param onFailure told of every attempt that failed, and of those that were refused after too many */
  constructor(private readonly onFailure?: OnSignInFailure) {}

  private readonly ofKeys = new FailureLimit({ burst: 10, intervalMilliseconds: 6_000 });
  private readonly ofClients = new FailureLimit({ burst: 100, intervalMilliseconds: 600 });
  private readonly networks = new FailureLimit({ burst: 1, intervalMilliseconds: 600_000 });

  /**
   * What is refused here does not count: else somebody who goes on trying would never get in again.
   * @throws SignInLimitError
   */
  check({ key, client }: Attempt): void {
    const wait = Math.max(this.ofKeys.secondsToWait(key), this.ofClients.secondsToWait(client));
    if (wait === 0) return;
    this.onFailure?.('TOO_MANY');
    throw new SignInLimitError(wait);
  }

  recordFailure({ key, client, neighbourhood }: Attempt): void {
    this.onFailure?.('WRONG');
    this.ofKeys.note(key);
    this.ofClients.note(client);
    this.networks.note(neighbourhood);
  }

  /** Not for the client: with a password of their own, somebody could try those of others without end. */
  recordSuccess({ key }: Attempt): void {
    this.ofKeys.clear(key);
  }

  /** Whether somebody near it failed within ten minutes. */
  isFailingNetwork({ neighbourhood }: Attempt): boolean {
    return this.networks.secondsToWait(neighbourhood) > 0;
  }
}
