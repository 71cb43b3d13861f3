import { nameKey } from '../../dns/domain-name.js';

/** Whether a text is the name, as people paste it: with quotes, or a dot at its end. */
export function isNameAsText(text: string, name: string): boolean {
  return text.length < 300 && nameKey(text.replace(/["\s]/g, '')) === nameKey(name);
}
