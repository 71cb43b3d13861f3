import { decodeText } from './decode-text.js';
import { emptyTree, type ParameterTree, placeField } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';
import type { PartCount } from './request-limits.js';

/**
 * Reads `a=1&b=2`, from a body or a query string. `URLSearchParams` would do, but that it loses bytes which are not
 * UTF-8, and a password must not change on its way in.
 * @param latin1 the bytes, one character each
 */
export function readForm(latin1: string, parts: PartCount, charset: string | null = null): ParameterTree {
  const tree = emptyTree();
  for (const pair of latin1.split('&')) {
    if (pair === '') continue;
    const end = pair.indexOf('=');
    const name = end < 0 ? pair : pair.slice(0, end);
    const value = end < 0 ? '' : decode(pair.slice(end + 1), charset);
    parts.add(placeField(tree, decode(name, charset), value));
  }
  return tree;
}

function decode(encoded: string, charset: string | null): string {
  // Most names and values are what they look like.
  if (charset === null && /^[^%+\x80-\xff]*$/.test(encoded)) return encoded;
  const text = decodeText(bytesOf(encoded), charset);
  if (text === null) throw new ProtocolError(100001);
  return text;
}

/** A percent sign without two hexadecimal digits after it stands for itself. */
function bytesOf(encoded: string): Buffer {
  const bytes = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    const byte = encoded.charCodeAt(at);
    const high = byte === 0x25 ? digitOf(encoded.charCodeAt(at + 1)) : -1;
    const low = high < 0 ? -1 : digitOf(encoded.charCodeAt(at + 2));
    if (low >= 0) at += 2;
    bytes[length] = low >= 0 ? high * 16 + low : byte === 0x2b ? 0x20 : byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** The value of a hexadecimal digit; -1 for any other character, or none. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
