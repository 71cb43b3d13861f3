const hashBits = 15;
const hashMask = (1 << hashBits) - 1;
/** A hash is of this many characters: each shifts those before by five bits, so that older ones are gone. */
const hashedLength = 3;

/**
 * Looks for many texts at once, in about a nanosecond for each character. It keeps a hash of the last three characters, and
 * compares only where that is the hash of what one of the texts begins with.
 */
export class TextSearch {
  readonly #textsByHash = new Map<number, string[]>();
  readonly #isHash = new Uint8Array(hashMask + 1);

  /** @param texts of at least three characters each */
  add(texts: Iterable<string>): void {
    for (const text of texts) {
      let hash = 0;
      for (let at = 0; at < hashedLength; at += 1) hash = withNext(hash, text.charCodeAt(at));
      this.#isHash[hash] = 1;
      this.#textsByHash.set(hash, [...(this.#textsByHash.get(hash) ?? []), text]);
    }
  }

  /** Whether one of the texts stands in this one. */
  findsAnyIn(text: string): boolean {
    const isHash = this.#isHash;
    const { length } = text;
    let hash = 0;
    for (let at = 0; at < length; at += 1) {
      hash = withNext(hash, text.charCodeAt(at));
      if (isHash[hash] === 1 && this.#standsAt(text, at - hashedLength + 1, hash)) return true;
    }
    return false;
  }

  #standsAt(text: string, start: number, hash: number): boolean {
    return this.#textsByHash.get(hash)?.some((one) => text.startsWith(one, start)) ?? false;
  }
}

function withNext(hash: number, code: number): number {
  return ((hash << 5) ^ code) & hashMask;
}
