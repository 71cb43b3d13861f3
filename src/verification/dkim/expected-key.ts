import type { KeyProblemReason } from './key-problem.js';
import { guessPublicKey, type PublicKey } from './public-key.js';
import { readTagList } from './tag-list.js';

/**
 * Reads a key that somebody expects: base64 as it stands in `p=`. A whole record, and what PEM puts around base64, are
 * understood as well.
 */
export function readExpectedKey(text: string): PublicKey | KeyProblemReason {
  const isRecord = /^\s*[a-z]\s*=/i.test(text);
  const base64 = isRecord ? readTagList(text).tags.find(({ name }) => name === 'p')?.value : text;
  return guessPublicKey((base64 ?? '').replace(/-----[A-Z ]+-----/g, ''));
}
