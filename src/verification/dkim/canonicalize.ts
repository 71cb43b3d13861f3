/** The two ways of RFC 6376, section 3.4, to make what relays may change the same again. */
export type Canonicalization = 'simple' | 'relaxed';

/** @param text a whole field, without the line break at its end */
export function canonicalField(text: string, way: Canonicalization): string {
  if (way === 'simple') return text;
  const colon = text.indexOf(':');
  const name = text.slice(0, colon).trim().toLowerCase();
  return `${name}:${withSingleBlanks(text.slice(colon + 1).replaceAll('\r\n', '')).replace(/^ | $/g, '')}`;
}

/** Ends in one line break, but for a relaxed body that is empty. */
export function canonicalBody(body: string, way: Canonicalization): string {
  const lines = body.split('\r\n').map((line) => (way === 'simple' ? line : relaxedLine(line)));
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return way === 'simple' ? '\r\n' : '';
  return `${lines.join('\r\n')}\r\n`;
}

function relaxedLine(line: string): string {
  return withSingleBlanks(line).replace(/ $/, '');
}

/** First, so that nothing has to look for the end of long blanks again and again. */
function withSingleBlanks(text: string): string {
  return text.replace(/[ \t]+/g, ' ');
}
