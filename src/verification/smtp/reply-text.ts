import type { SecretsMask } from './mask-secrets.js';
import { printableLine } from './printable-line.js';

/** In characters. */
const maxLength = 500;

/** What a server said, as it can be shown, with everything secret masked; null for nothing. */
export function replyText(lines: readonly string[], mask: SecretsMask): string | null {
  return printableLine(mask.masked(lines.join(' ')), maxLength) || null;
}
