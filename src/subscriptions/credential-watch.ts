import type { Authenticator } from '../access/service/authenticator.js';
import type { RequestPlace } from '../caller/caller.js';
import { type Repetition, repeat } from '../scheduling/repeat.js';

/** The authenticator believes a credential for a few seconds, so the database is asked less often than this. */
const pauseMilliseconds = 1_000;

interface Watched {
  credential: string;
  place: RequestPlace;
  ends: Set<() => void>;
  /** Runs out when the credential does, if that is before the next look. */
  expiry: NodeJS.Timeout | null;
}

/** Ends what was begun with a credential when the credential ends: at its time to the millisecond, else within 5 seconds. */
export class CredentialWatch {
  private readonly watched = new Map<string, Watched>();
  private readonly repetition: Repetition;

  constructor(
    private readonly authenticator: Authenticator,
    /** Told of every failure to ask, which ends nothing: a database that is away says nothing of a credential. */
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.repetition = repeat(pauseMilliseconds, () => this.checkAll(), onFailure);
  }

  /**
   * @param place from where it is used, as a key may be limited to networks
   * @returns a function that ends the watch
   */
  watch(credential: string, place: RequestPlace, onEnd: () => void): () => void {
    const key = `${place.address} ${credential}`;
    const watched = this.watched.get(key) ?? { credential, place, ends: new Set(), expiry: null };
    watched.ends.add(onEnd);
    this.watched.set(key, watched);
    // It may end before the first look.
    void this.check(key, watched).catch(this.onFailure);
    return () => {
      watched.ends.delete(onEnd);
      if (watched.ends.size === 0 && this.watched.get(key) === watched) this.forget(key, watched);
    };
  }

  stop(): Promise<void> {
    for (const [key, watched] of [...this.watched]) this.forget(key, watched);
    return this.repetition.stop();
  }

  /** All at once: a look-up that takes long must not hold up those of other credentials. */
  private async checkAll(): Promise<void> {
    const checks = [...this.watched].map(([key, watched]) => this.check(key, watched).catch(this.onFailure));
    await Promise.all(checks);
  }

  private async check(key: string, watched: Watched): Promise<void> {
    const caller = await this.authenticator.authenticate(watched.credential, watched.place);
    if (this.watched.get(key) !== watched) return;
    if (watched.expiry) clearTimeout(watched.expiry);
    watched.expiry = null;
    if (caller === null) {
      this.forget(key, watched);
      for (const end of [...watched.ends]) end();
      return;
    }
    const left =
      caller.expiresAt === null ? Number.POSITIVE_INFINITY : caller.expiresAt.getTime() - Date.now();
    if (left < 2 * pauseMilliseconds)
      watched.expiry = setTimeout(
        () => void this.check(key, watched).catch(this.onFailure),
        Math.max(left, 1),
      ).unref();
  }

  private forget(key: string, watched: Watched): void {
    if (watched.expiry) clearTimeout(watched.expiry);
    this.watched.delete(key);
  }
}
