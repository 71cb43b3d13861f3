import type { EntityManager } from 'typeorm';
import { createConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import { DeadlineError } from '../../scheduling/deadline.js';
import type { FailureCount, FailureCounts } from '../storage/failure-counts.js';
import { clientOf, neighbourhoodOf } from './client-network.js';
import type { Standing } from './password-queue.js';

/** Too many failures, or too many attempts at once; try again in so many seconds. */
export class SignInLimitError extends Error {
  override name = 'SignInLimitError';
  constructor(readonly retryAfterSeconds: number) {
    super('Too many attempts to sign in.');
  }
}

/** Who tries to sign in, from where. */
export interface Attempt {
  address: string;
  client: string;
  neighbourhood: string;
  /** Null for an attempt with a key. */
  username: string | null;
  /** The user name at this client, or all keys at it. */
  place: string;
}

/** @param username null for an attempt with a key */
export function attemptOf(address: string, username: string | null): Attempt {
  const client = clientOf(address);
  const name = username === null ? null : username.slice(0, 256);
  const place = name === null ? `${client} key` : `${client} user ${name}`;
  return { address, client, neighbourhood: neighbourhoodOf(address), username: name, place };
}

const paces = {
  place: { burst: 10, intervalMilliseconds: 6_000 },
  client: { burst: 100, intervalMilliseconds: 600 },
  account: { burst: 100, intervalMilliseconds: 6_000 },
  neighbourhood: { burst: 1, intervalMilliseconds: 600_000 },
  total: { burst: 200, intervalMilliseconds: 500 },
};
/** Of the failures in all, so many may come from networks that failed lately; the rest is for those that did not. */
const burstOfFailing = 100;
/** As long as a count that refused would refuse again, the database is not asked. In clients and their user names. */
const maxRemembered = 10_000;

/** Of the connections to the database, attempts to sign in hold four at most, however many come at once. */
const maxLooks = { running: 4, waiting: 500, milliseconds: 3_000 };
const millisecondsUntilLook = 1_000;

type Kind = keyof typeof paces;
type Look = Awaited<ReturnType<FailureCounts['look']>>;

/**
 * Bounds guessing by failures: of a user name at a client, of a client, of a user name from everywhere, and in all. The last
 * two do not hold for an administrator in a network from which they signed in within 30 days: whoever tries passwords
 * elsewhere, however many and from however many addresses, keeps nobody from signing in where they usually do.
 */
export class SignInLimits {
  /** Until when a place or a client is refused, by a clock that nobody sets. */
  private readonly refusedUntil = new Map<string, number>();

  private readonly limitLooks = createConcurrencyLimit(maxLooks);

  /** @param onRefused told of every attempt that is refused after too many failures, or as there is no room */
  constructor(
    private readonly counts: FailureCounts,
    private readonly onRefused: (attempt: Attempt) => void,
  ) {}

  /**
   * What is refused here does not count: else somebody who goes on trying would never get in again.
   * @throws SignInLimitError
   */
  async check(attempt: Attempt): Promise<Standing> {
    const own = [nameOf('place', attempt), nameOf('client', attempt)];
    const now = performance.now();
    const until = Math.max(...own.map((name) => this.refusedUntil.get(name) ?? 0));
    if (until > now) throw this.refusal(attempt, until - now);

    const names = countsOf(attempt, 'NEW').map(({ name }) => name);
    const look = await this.limitLooks('', () =>
      this.counts.look(names, { username: attempt.username ?? '', network: attempt.neighbourhood }),
    ).catch((error) => {
      throw error instanceof DeadlineError ? this.refusal(attempt, millisecondsUntilLook) : error;
    });
    const isFailing = millisecondsToWait('neighbourhood', attempt, look) > 0;
    const standing = attempt.username !== null && look.isKnown ? 'KNOWN' : isFailing ? 'FAILING' : 'NEW';
    for (const kind of ['place', 'client'] as const) this.remember(kind, attempt, look);
    const wait = Math.max(
      ...kindsFor(attempt, standing).map((kind) => millisecondsToWait(kind, attempt, look, standing)),
    );
    if (wait > 0) throw this.refusal(attempt, wait);
    return standing;
  }

  /** There is no room for this attempt at the moment. */
  refusal(attempt: Attempt, milliseconds: number): SignInLimitError {
    this.onRefused(attempt);
    return new SignInLimitError(Math.ceil(milliseconds / 1_000));
  }

  /** Counts a failure, in the transaction that records it. */
  recordFailure(manager: EntityManager, attempt: Attempt, standing: Standing): Promise<void> {
    return this.counts.note(manager, countsOf(attempt, standing));
  }

  /** Not for the client: with a password of their own, somebody could try those of others without end. */
  async recordSuccess(manager: EntityManager, attempt: Attempt, administratorRowId: number): Promise<void> {
    await this.counts.clear(manager, nameOf('place', attempt));
    await this.counts.rememberNetwork(manager, administratorRowId, attempt.neighbourhood);
  }

  private remember(kind: Kind, attempt: Attempt, look: Look): void {
    const wait = millisecondsToWait(kind, attempt, look);
    if (wait === 0) return;
    if (this.refusedUntil.size >= maxRemembered) this.refusedUntil.clear();
    this.refusedUntil.set(nameOf(kind, attempt), performance.now() + wait);
  }
}

/** What an attempt is held to. */
function kindsFor({ username }: Attempt, standing: Standing): readonly Kind[] {
  if (standing === 'KNOWN') return ['place', 'client'];
  return username === null ? ['place', 'client', 'total'] : ['place', 'client', 'account', 'total'];
}

/** What a failure counts for. Whether a network failed lately is no limit, but decides about the room that it has. */
function countsOf(attempt: Attempt, standing: Standing): FailureCount[] {
  const kinds: readonly Kind[] = [...kindsFor(attempt, standing), 'neighbourhood'];
  return kinds.map((kind) => ({ name: nameOf(kind, attempt), pace: paces[kind] }));
}

/** Keys are counted apart: one cannot be guessed, so wrong ones must not keep anybody with a password out. */
function nameOf(kind: Kind, { place, client, neighbourhood, username }: Attempt): string {
  switch (kind) {
    case 'place':
      return `place ${place}`;
    case 'client':
      return `client ${client}`;
    case 'account':
      return `account ${username}`;
    case 'neighbourhood':
      return `neighbourhood ${neighbourhood}`;
    case 'total':
      return username === null ? 'all keys' : 'all';
  }
}

function millisecondsToWait(kind: Kind, attempt: Attempt, { emptyIn }: Look, standing?: Standing): number {
  const { burst, intervalMilliseconds } = paces[kind];
  const most = kind === 'total' && standing === 'FAILING' ? burstOfFailing : burst;
  const room = (most - 1) * intervalMilliseconds;
  return Math.max((emptyIn.get(nameOf(kind, attempt)) ?? 0) - room, 0);
}
