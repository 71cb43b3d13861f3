/** What is read in a text, character by character. */
export interface TextView {
  /** Without letter case, blanks and what cannot be seen. */
  characters: string;
  /** Where each of the characters stands in the text, from and to. */
  places: [from: number, to: number][];
}

/** Ways to write a character: its number in hexadecimal, octal or decimal, itself, or nothing. One view each. */
const writings: readonly RegExp[] = [
  // URLs
  /%(?<hex>[\da-f]{2})/gi,
  // Quoted-printable, with the breaks between its lines
  /=(?:(?<hex>[\da-f]{2})|\s+)/gi,
  // xtext (RFC 3461, section 4)
  /\+(?<hex>[\da-f]{2})/gi,
  // JSON and programs, and what is made printable here
  /\\(?:u(?<hex>[\da-f]{4})|u\{(?<long>[\da-f]{1,6})\}|x(?<short>[\da-f]{2})|(?<octal>[0-3][0-7]{2})|[bfnrt]|(?<itself>[^\s\w]))/gi,
  // HTML and XML
  /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>amp|lt|gt|quot|apos));?/gi,
  // Octets one by one, such as `70:61` and `0x70, 0x61`
  /[\s:;,.-]+(?:0x)?|\b0x/gi,
];
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The ways to read a text: as it stands, and by each way of writing that there is in it. */
export function viewsOf(text: string): TextView[] {
  const written = writings.map((writing) => [...text.matchAll(writing)]).filter(({ length }) => length > 0);
  return [plainViewOf(text), ...written.map((characters) => viewOf(text, characters))];
}

/** A text as it stands. */
export function plainViewOf(text: string): TextView {
  return viewOf(text, []);
}

function viewOf(text: string, written: readonly RegExpExecArray[]): TextView {
  const view: TextView = { characters: '', places: [] };
  let from = 0;
  const add = (character: string, length: number) => {
    const to = from + length;
    // Most are in ASCII, which is told faster.
    if ((character > ' ' && character < '\x7f') || /[^\s\p{C}]|\p{Cs}/u.test(character)) {
      const folded = withoutCase(character);
      view.characters += folded;
      for (let unit = 0; unit < folded.length; unit += 1) view.places.push([from, to]);
    }
    from = to;
  };
  for (const match of written) {
    for (const character of text.slice(from, match.index)) add(character, character.length);
    add(characterOf(match), match[0].length);
  }
  for (const character of text.slice(from)) add(character, character.length);
  return view;
}

function characterOf({ groups = {} }: RegExpExecArray): string {
  const { hex, long, short, octal, decimal, name, itself } = groups;
  const number =
    decimal !== undefined
      ? Number(decimal)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number.parseInt(hex ?? long ?? short ?? '', 16);
  if (number <= 0x10ffff) return String.fromCodePoint(number);
  return itself ?? named[name?.toLowerCase() ?? ''] ?? '';
}

/**
 * By its capital, as some small letters share one; a letter whose other form is two stays one. The two characters that base64
 * has differently in URLs are one as well.
 */
function withoutCase(character: string): string {
  if (character === '-') return '+';
  if (character === '_') return '/';
  return character.toUpperCase().toLowerCase().slice(0, character.length);
}
