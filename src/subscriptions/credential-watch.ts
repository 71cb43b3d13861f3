import type { Authenticator } from '../access/service/authenticator.js';
import { type Repetition, repeat } from '../scheduling/repeat.js';

/** The authenticator believes a credential for a few seconds, so the database is asked less often than this. */
const pauseMilliseconds = 1_000;

/** Ends what was begun with a credential when the credential ends. */
export class CredentialWatch {
  private readonly watched = new Map<string, Set<() => void>>();
  private readonly repetition: Repetition;

  constructor(
    private readonly authenticator: Authenticator,
    /** Told of every failure to ask, which ends nothing: a database that is away says nothing of a credential. */
    onFailure: (error: unknown) => void,
  ) {
    this.repetition = repeat(pauseMilliseconds, () => this.check(), onFailure);
  }

  /** @returns a function that ends the watch */
  watch(credential: string, onEnd: () => void): () => void {
    const ends = this.watched.get(credential) ?? new Set();
    this.watched.set(credential, ends.add(onEnd));
    return () => {
      ends.delete(onEnd);
      if (ends.size === 0 && this.watched.get(credential) === ends) this.watched.delete(credential);
    };
  }

  stop(): Promise<void> {
    return this.repetition.stop();
  }

  private async check(): Promise<void> {
    for (const [credential, ends] of [...this.watched]) {
      if ((await this.authenticator.authenticate(credential)) !== null) continue;
      this.watched.delete(credential);
      for (const end of [...ends]) end();
    }
  }
}
