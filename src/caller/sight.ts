import type { Caller } from './caller.js';

/**
 * Which delivery servers there are for whoever asks: all of them, or those that have a tag. What is not in sight is not
 * there, so an answer about it is the answer about a number that no server ever had.
 *
 * Everything that reads or changes servers, or what belongs to them, takes a sight, and none is assumed when it is left
 * out: so nothing can forget to ask.
 */
export class Sight {
  /** Of the gateway itself, and of every credential that is not limited. */
  static readonly ofAll = new Sight(null);
  /** Of nobody that is known: no server has an empty tag. */
  private static readonly ofNone = new Sight('');

  private constructor(
    /** The tag that servers must have; null for none. */
    readonly tag: string | null,
  ) {}

  static of(caller: Pick<Caller, 'tag'> | null): Sight {
    if (caller === null) return Sight.ofNone;
    return caller.tag === null ? Sight.ofAll : new Sight(caller.tag);
  }

  /** Tells apart what is read, or waited for, by those who see different servers. */
  keyOf(key: string): string {
    return this.tag === null ? key : JSON.stringify([this.tag, key]);
  }
}
