import { decodeText } from './decode-text.js';
import { emptyTree, type ParameterTree, placeField } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';

/**
 * Reads `a=1&b=2`, from a body or a query string. `URLSearchParams` would do, but that it loses bytes which are not
 * UTF-8, and a password must not change on its way in.
 * @param latin1 the bytes, one character each
 */
export function readForm(latin1: string, charset: string | null = null): ParameterTree {
  const tree = emptyTree();
  for (const pair of latin1.split('&')) {
    if (pair === '') continue;
    const end = pair.indexOf('=');
    const name = end < 0 ? pair : pair.slice(0, end);
    placeField(tree, decode(name, charset), end < 0 ? '' : decode(pair.slice(end + 1), charset));
  }
  return tree;
}

function decode(encoded: string, charset: string | null): string {
  const bytes = encoded
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const text = decodeText(Buffer.from(bytes, 'latin1'), charset);
  if (text === null) throw new ProtocolError(100001);
  return text;
}
