import { plainViewOf } from './text-views.js';

/** What must not be shown of whom a server knows us as. */
export interface Secrets {
  username: string;
  password: string;
}

/** Parts of this many characters are masked; shorter ones are in any word. */
const minPart = 4;
/** In base64 and hexadecimal, where letter case is not looked at, shorter ones would be found in any long text. */
const minEncodedPart = 6;
/** A user name of a letter or two would blacken every word. */
const minUsername = 3;

/** What to look for in a view of a text, by its length. */
export class SecretPieces {
  readonly #byLength = new Map<number, Set<string>>();

  /** Of the password, and of all that is encoded, also parts; a user name only whole, as its parts are words of host names. */
  constructor({ username, password }: Secrets) {
    const [localPart = ''] = username.split('@');
    for (const name of new Set([username, localPart].flatMap(spellings)))
      if (name.length >= minUsername) this.#add(name);
    for (const spelling of new Set(spellings(password))) this.#addParts(spelling, minPart);
    // Short secrets have no parts.
    for (const secret of [username, password]) this.#add(withoutCase(Buffer.from(secret).toString('base64')));
    if (password.length < minPart) {
      this.#add(withoutCase(password));
      const hex = Buffer.from(password).toString('hex');
      if (hex.length >= minPart) this.#add(hex);
    }
    for (const secret of [username, password, `\0${username}\0${password}`])
      for (const charset of ['utf8', 'utf16le'] as const) this.addEncoded(Buffer.from(secret, charset));
  }

  /** How many there are. */
  get size(): number {
    return [...this.#byLength.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Octets in hexadecimal, and in base64 as they stand for themselves and in the middle of something else. */
  addEncoded(octets: Buffer): void {
    this.addSent(octets.toString('base64').replace(/=+$/, ''));
    for (const shift of [1, 2]) {
      const base64 = Buffer.concat([Buffer.alloc(shift), octets])
        .toString('base64')
        .replace(/=+$/, '');
      // The first characters depend on what stands before.
      this.addSent(base64.slice(shift + 1));
    }
    this.addSent(octets.toString('hex'));
  }

  /** What is encoded already. */
  addSent(encoded: string): void {
    this.#addParts(withoutCase(encoded), minEncodedPart);
  }

  /** Which characters of a view are secret. */
  findIn(characters: string): boolean[] {
    const found = new Array<boolean>(characters.length).fill(false);
    for (const [length, pieces] of this.#byLength)
      for (let start = 0; start + length <= characters.length; start += 1)
        if (pieces.has(characters.slice(start, start + length))) found.fill(true, start, start + length);
    return found;
  }

  #addParts(text: string, length: number): void {
    for (let start = 0; start + length <= text.length; start += 1)
      this.#add(text.slice(start, start + length));
  }

  #add(piece: string): void {
    if (piece === '') return;
    const { length } = piece;
    this.#byLength.set(length, (this.#byLength.get(length) ?? new Set()).add(piece));
  }
}

/** The same text as a server may have read it. */
function spellings(text: string): string[] {
  return [text, text.normalize('NFC'), text.normalize('NFD'), Buffer.from(text).toString('latin1')].map(
    withoutCase,
  );
}

function withoutCase(text: string): string {
  return plainViewOf(text).characters;
}
