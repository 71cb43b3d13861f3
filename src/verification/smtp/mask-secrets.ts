/** What must not be shown of whom a server knows us as. */
export interface Secrets {
  username: string;
  password: string;
}

export type Mask = (text: string) => string;

const mark = '***';
/** A part of a password, or of something encoded, is as long as that before it is masked; shorter ones are in any word. */
const minPart = 4;

/**
 * Masks what a server repeats of the credentials: user name and password as they are and in base64, alone and as AUTH PLAIN
 * sends them, in whichever letter case, percent-encoded, in hexadecimal, with blanks and line breaks in between. Of the password
 * and of all that is encoded also parts from four characters on; a user name only as a whole, since its parts are words that
 * host names have as well.
 */
export function createMask(secrets: Secrets | null): Mask {
  if (secrets === null) return (text) => text;
  const pieces = piecesOf(secrets);
  return (text) => {
    const { characters, places } = comparable(text);
    const masked = new Set<number>();
    for (const [length, known] of pieces)
      for (let start = 0; start + length <= characters.length; start += 1)
        if (known.has(characters.slice(start, start + length)))
          for (let index = start; index < start + length; index += 1) masked.add(index);
    return withMarks(text, places, masked);
  };
}

/** What to look for, by its length. */
function piecesOf({ username, password }: Secrets): Map<number, Set<string>> {
  const pieces = new Map<number, Set<string>>();
  const add = (piece: string) => {
    const known = pieces.get(piece.length) ?? new Set();
    pieces.set(piece.length, known.add(piece));
  };
  const addParts = (text: string) => {
    const characters = comparable(text).characters;
    if (characters === '') return;
    if (characters.length <= minPart) add(characters);
    for (let start = 0; start + minPart <= characters.length; start += 1)
      add(characters.slice(start, start + minPart));
  };
  const [localPart = ''] = username.split('@');
  for (const name of [username, localPart]) for (const form of spellings(name)) addWhole(form);
  for (const form of spellings(password)) addParts(form);
  for (const secret of [username, password, `\0${username}\0${password}`])
    for (const form of encodings(secret)) addParts(form);
  return pieces;

  function addWhole(text: string): void {
    const { characters } = comparable(text);
    // A user name of a letter or two would blacken every word.
    if (characters.length > 2) add(characters);
  }
}

/** The same text as a server may have read it. */
function spellings(text: string): string[] {
  return [text, text.normalize('NFC'), text.normalize('NFD'), Buffer.from(text).toString('latin1')];
}

/** In hexadecimal, and in base64 as it stands for itself and in the middle of something else. */
function encodings(text: string): string[] {
  const octets = Buffer.from(text);
  if (octets.length === 0) return [];
  const shifted = [0, 1, 2].map((shift) => {
    const base64 = Buffer.concat([Buffer.alloc(shift), octets])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters depend on what stands before, and the last one on what follows.
    return base64.slice(shift === 0 ? 0 : shift + 1, (octets.length + shift) % 3 === 0 ? undefined : -1);
  });
  const standard = [octets.toString('base64').replace(/=+$/, ''), ...shifted];
  const forUrls = standard.map((base64) => base64.replaceAll('+', '-').replaceAll('/', '_'));
  return [...standard, ...forUrls, octets.toString('hex')].filter(({ length }) => length >= minPart);
}

interface Comparable {
  characters: string;
  /** Where each of the characters stands in the text, from and to. */
  places: [from: number, to: number][];
}

/** A text in lower case, with what is written as `%70` or `=70` decoded, and without blanks and what cannot be seen. */
function comparable(text: string): Comparable {
  const places: Comparable['places'] = [];
  let characters = '';
  for (let from = 0; from < text.length; ) {
    const encoded = /^[%=]([\da-f]{2})/i.exec(text.slice(from, from + 3))?.[1];
    const to = from + (encoded === undefined ? 1 : 3);
    const character =
      encoded === undefined ? text.charAt(from) : String.fromCharCode(Number.parseInt(encoded, 16));
    // One letter stays one, also where its small form is two.
    if (/[^\s\p{C}]/u.test(character) || /[\ud800-\udfff]/.test(character)) {
      characters += character.toLowerCase().charAt(0);
      places.push([from, to]);
    }
    from = to;
  }
  return { characters, places };
}

/** The text with a mark in place of each run of masked characters. */
function withMarks(text: string, places: Comparable['places'], masked: ReadonlySet<number>): string {
  let shown = '';
  let end = 0;
  for (const [index, [from, to]] of places.entries()) {
    if (!masked.has(index)) continue;
    const isNewRun = !masked.has(index - 1);
    if (isNewRun) shown += text.slice(end, from) + mark;
    end = to;
  }
  return shown + text.slice(end);
}
