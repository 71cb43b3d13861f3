import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/**
 * Reads bytes as text: in the charset that is named, else as UTF-8, else, when they are not UTF-8, as Windows-1252,
 * in which every byte means something: clients of the old days sent it without saying so.
 * @returns null for an unknown charset, or bytes that are not text in it
 */
export function decodeText(bytes: Buffer, charset: string | null): string | null {
  if (charset !== null) return decodeAs(charset, bytes);
  if (isAscii(bytes)) return bytes.toString('latin1');
  return decodeAs('utf-8', bytes) ?? decodeAs('windows-1252', bytes);
}

/** The charset that a content type names; null when it names none, or UTF-8. */
export function charsetOf(contentType: string): string | null {
  const named = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase();
  return named === undefined || /^utf-?8$/.test(named) ? null : named;
}

/** The text of bytes that came one character each, as from a header or busboy. */
export function textFromLatin1(latin1: string): string {
  return decodeText(Buffer.from(latin1, 'latin1'), null) ?? latin1;
}

/** One for each charset that there is; a form can have thousands of texts. */
const decoders = new Map<string, TextDecoder>();

export function decodeAs(charset: string, bytes: Buffer): string | null {
  // Cheaper than a decoder that throws.
  if (charset === 'utf-8') return isUtf8(bytes) ? bytes.toString() : null;
  try {
    const decoder = decoders.get(charset) ?? new TextDecoder(charset, { fatal: true, ignoreBOM: true });
    decoders.set(charset, decoder);
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
