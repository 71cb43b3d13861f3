/**
 * A text of somebody else as it can be shown: in one line, what cannot be seen as `\u{…}`, and bounded.
 * @param maxLength in characters
 */
export function printableLine(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength + 1)
    .replace(/[\t\r\n ]+/g, ' ')
    .trim();
  const printable = line.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escaped);
  if (text.length <= maxLength && printable.length <= maxLength) return printable;
  const end = ' [cut]';
  // Not in the middle of a character.
  return printable.slice(0, maxLength - end.length).replace(/[\ud800-\udbff]$/, '') + end;
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
