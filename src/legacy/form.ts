import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeText } from './decode-text.js';
import type { Parameters } from './parameters.js';
import { ProtocolError } from './protocol-error.js';

/** Parsed per turn of the event loop, so that other requests go on. */
const fieldsPerTurn = 10_000;

/**
 * Reads `a=1&b=2`, from a body or a query string. `URLSearchParams` would do, but that it loses bytes which are not
 * UTF-8, and a password must not change on its way in.
 * @param latin1 the bytes, one character each
 * @param parameters where the fields go
 */
export async function readForm(
  latin1: string,
  parameters: Parameters,
  charset: string | null = null,
): Promise<void> {
  let fields = 0;
  for (const pair of latin1.split('&')) {
    if (pair === '') continue;
    const end = pair.indexOf('=');
    const name = end < 0 ? pair : pair.slice(0, end);
    const value = end < 0 ? '' : decode(pair.slice(end + 1), charset);
    parameters.place(decode(name, charset), value);
    fields += 1;
    if (fields % fieldsPerTurn === 0) await nextTurn();
  }
}

function decode(encoded: string, charset: string | null): string {
  const bytes = /[%+]/.test(encoded) ? unescaped(encoded) : encoded;
  // Most names and values are what they look like.
  if (charset === null && !/[\x80-\xff]/.test(bytes)) return bytes;
  const text = decodeText(Buffer.from(bytes, 'latin1'), charset);
  if (text === null) throw new ProtocolError(100001);
  return text;
}

/** A percent sign without two hexadecimal digits after it stands for itself. */
function unescaped(encoded: string): string {
  return encoded
    .replaceAll('+', ' ')
    .replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
