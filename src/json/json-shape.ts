/** How much JSON there is in a text. */
export interface JsonShape {
  /** Levels of objects and lists. */
  depth: number;
  /** Objects, lists, and separators of items: at least the number of values, and at most twice that. */
  values: number;
}

/**
 * Measures JSON before anything parses it, which for a million levels or names takes a thousand times as long. One look
 * at each character. The text need not be JSON: up to where a parser would give up, the measure is right.
 * @param text the characters, or the bytes of UTF-8 as one character each
 */
export function jsonShape(text: string): JsonShape {
  let level = 0;
  let depth = 0;
  let containers = 0;
  let separators = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        containers += 1;
        level += 1;
        if (level > depth) depth = level;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        level -= 1;
        break;
      case 0x2c: // ,
        separators += 1;
    }
  }
  return { depth, values: containers + separators };
}

/** Where the string ends that begins at a place; a quotation mark after an odd number of backslashes is a part of it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (first - 1 > start && text.charCodeAt(first - 1) === 0x5c) first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}
