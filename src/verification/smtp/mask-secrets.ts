/** What must not be shown of whom a server knows us as. */
export interface Secrets {
  username: string;
  password: string;
}

export type Mask = (text: string) => string;

const mark = '***';
/** Parts of this many characters are masked; shorter ones are in any word. */
const minPart = 4;
/** In base64 and hexadecimal, where letter case is not looked at, shorter ones would be found in any long text. */
const minEncodedPart = 6;
/**
 * Of user name and password together, in octets: a line of AUTH can have 12,288 (RFC 4954, section 4), and base64 is longer by a
 * third. What is longer is never sent.
 */
export const maxSecretLength = 9_000;
/** A user name of a letter or two would blacken every word. */
const minUsername = 3;

/**
 * Masks what a server repeats of the credentials: user name and password as they are and in base64, alone and as AUTH PLAIN
 * sends them, in whichever letter case, percent-encoded, in hexadecimal, with blanks and line breaks in between. Of the password
 * and of all that is encoded also parts; a user name only as a whole, since its parts are words that host names have as well.
 * @param known words that everybody knows, such as the host name. A part of the password that is one of them stays, as a gap
 *   where everybody knows what belongs there would tell it
 */
export function createMask(secrets: Secrets | null, known: readonly string[] = []): Mask {
  if (secrets === null) return (text) => text;
  const pieces = piecesOf(secrets, comparable(known.join('\n')).characters);
  return (text) => {
    const { characters, places } = comparable(text);
    const masked = new Set<number>();
    for (const [length, ofLength] of pieces)
      for (let start = 0; start + length <= characters.length; start += 1)
        if (ofLength.has(characters.slice(start, start + length)))
          for (let index = start; index < start + length; index += 1) masked.add(index);
    return withMarks(text, places, masked);
  };
}

/** What to look for, by its length. */
function piecesOf(secrets: Secrets, known: string): Map<number, Set<string>> {
  const [username, password] = [secrets.username, secrets.password].map((secret) =>
    secret.slice(0, maxSecretLength),
  ) as [string, string];
  const pieces = new Map<number, Set<string>>();
  const add = (piece: string) => {
    if (piece !== '') pieces.set(piece.length, (pieces.get(piece.length) ?? new Set()).add(piece));
  };
  const addParts = (text: string, length: number) => {
    for (const part of partsOf(text, length)) if (!known.includes(part)) add(part);
  };
  const [localPart = ''] = username.split('@');
  for (const spelling of [username, localPart].flatMap(spellings).map((name) => comparable(name).characters))
    if (spelling.length >= minUsername) add(spelling);
  for (const spelling of spellings(password)) {
    const { characters } = comparable(spelling);
    if (characters.length < minPart) add(characters);
    else addParts(characters, minPart);
  }
  for (const secret of [username, password, `\0${username}\0${password}`])
    for (const encoding of encodings(secret)) addParts(comparable(encoding).characters, minEncodedPart);
  return pieces;
}

function partsOf(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) =>
    text.slice(start, start + length),
  );
}

/** The same text as a server may have read it. */
function spellings(text: string): string[] {
  return [text, text.normalize('NFC'), text.normalize('NFD'), Buffer.from(text).toString('latin1')];
}

/** In hexadecimal, and in base64 as it stands for itself and in the middle of something else. */
function encodings(text: string): string[] {
  const octets = Buffer.from(text);
  const inBase64 = [0, 1, 2].map((shift) => {
    const base64 = Buffer.concat([Buffer.alloc(shift), octets])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters depend on what stands before, and the last one on what follows.
    return base64.slice(shift === 0 ? 0 : shift + 1, (octets.length + shift) % 3 === 0 ? undefined : -1);
  });
  const standard = [octets.toString('base64').replace(/=+$/, ''), ...inBase64];
  const forUrls = standard.map((base64) => base64.replaceAll('+', '-').replaceAll('/', '_'));
  return [...standard, ...forUrls, octets.toString('hex')];
}

interface Comparable {
  characters: string;
  /** Where each of the characters stands in the text, from and to. */
  places: [from: number, to: number][];
}

/** A text without letter case, with what is written as `%70` or `=70` decoded, without blanks and what cannot be seen. */
function comparable(text: string): Comparable {
  const places: Comparable['places'] = [];
  let characters = '';
  for (let from = 0; from < text.length; ) {
    const encoded = /^[%=]([\da-f]{2})/i.exec(text.slice(from, from + 3))?.[1];
    const character = String.fromCodePoint(
      encoded === undefined ? (text.codePointAt(from) ?? 0) : Number.parseInt(encoded, 16),
    );
    const to = from + (encoded === undefined ? character.length : 3);
    if (/[^\s\p{C}]|\p{Cs}/u.test(character)) {
      const folded = withoutCase(character);
      characters += folded;
      for (let unit = 0; unit < folded.length; unit += 1) places.push([from, to]);
    }
    from = to;
  }
  return { characters, places };
}

/** By its capital, as some small letters share one. A letter whose other form is two stays one. */
function withoutCase(character: string): string {
  return character.toUpperCase().toLowerCase().slice(0, character.length);
}

/** The text with a mark in place of each run of masked characters. */
function withMarks(text: string, places: Comparable['places'], masked: ReadonlySet<number>): string {
  let shown = '';
  let end = 0;
  for (const [index, [from, to]] of places.entries()) {
    if (!masked.has(index)) continue;
    if (!masked.has(index - 1)) shown += text.slice(end, from) + mark;
    end = to;
  }
  return shown + text.slice(end);
}
