/** In characters, with the mark. */
const maxLength = 2_048;
const maxTexts = 10;

/**
 * Octets of DNS as text that can stand in a log line, a terminal, a zone file or an XML answer: what is not printable ASCII
 * becomes `\DDD`, its number in decimal as in zone files. At most 2 KB, or as much as is said; longer texts are cut, and
 * say so.
 * @param octets each character stands for one octet
 */
export function printableText(octets: string, length = maxLength): string {
  const text = escapeOctets(octets.slice(0, length));
  if (octets.length <= length && text.length <= length) return text;
  const mark = ` [cut: ${octets.length} octets in all]`;
  return text.slice(0, length - mark.length) + mark;
}

/** Several texts, printable; what is more than ten is counted. */
export function printableTexts(texts: readonly string[]): string[] {
  const shown = texts.slice(0, maxTexts).map((text) => printableText(text));
  return texts.length > maxTexts ? [...shown, `[cut: ${texts.length} in all]`] : shown;
}

/** Every octet that is not printable ASCII as `\DDD`. */
export function escapeOctets(octets: string): string {
  return octets.replace(/[^\x20-\x7e]/g, (octet) => `\\${`${octet.charCodeAt(0) & 0xff}`.padStart(3, '0')}`);
}
