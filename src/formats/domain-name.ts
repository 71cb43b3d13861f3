import { domainToASCII, domainToUnicode } from 'node:url';
import { hasUnseenCharacter } from '../problems/text.js';

/** In characters of the name as DNS holds it, without a dot at the end. */
const maxNameLength = 253;
const maxLabelLength = 63;

/**
 * What is wrong with a domain, as a sentence; null when it is one. A domain is as DNS and old installations have them:
 * labels of letters, digits, hyphens and underscores in any script, one label being enough, with or without the dot of
 * the root at the end. IDNA (UTS 46) may change its letter case and compose its accents, and nothing else, so that what
 * people see is what is looked up. Its four dots separate labels. Not an IP address.
 */
export function domainNameProblem(name: string): string | null {
  const labels = name
    .replace(/[\u3002\uff0e\uff61]/g, '.')
    .replace(/\.$/, '')
    .split('.');
  for (const problemOf of [characterProblem, ...labelProblems]) {
    for (const label of labels) {
      const found = problemOf(label);
      if (found) return found;
    }
  }
  // It would be an IPv4 address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return 'A domain cannot end in a number.';
  const encoded = encodedLabels(labels);
  if (encoded === null) return 'IDNA does not allow these characters in a domain as they are.';
  if (encoded.some((label) => label.length > maxLabelLength))
    return `What stands between two dots can have at most ${maxLabelLength} characters, encoded where they are not ASCII.`;
  return encoded.join('.').length > maxNameLength || name.length > maxNameLength + 1
    ? `A domain can have at most ${maxNameLength} characters.`
    : null;
}

function characterProblem(label: string): string | null {
  if (/^[\p{L}\p{M}\p{Nd}_-]*$/u.test(label)) return null;
  return hasUnseenCharacter(label)
    ? 'There is a character in it that cannot be seen. Type it anew instead of pasting it.'
    : 'A domain has letters, digits, hyphens, underscores and dots, and no other characters.';
}

const labelProblems = [
  (label: string) => (label === '' ? 'There is nothing before, or between, two of its dots.' : null),
  (label: string) =>
    /^-|-$/.test(label) ? 'What stands between two dots cannot begin or end with a hyphen.' : null,
  (label: string) =>
    isEncoded(label) && !isDecodable(label)
      ? 'What begins with "xn--" must be an encoded international name, and this is none.'
      : null,
];

function isEncoded(label: string): boolean {
  return /^xn--/i.test(label);
}

/** Whether a label encodes something that is encoded like that and in no other way. */
function isDecodable(label: string): boolean {
  const lowerCase = label.toLowerCase();
  const decoded = domainToUnicode(lowerCase);
  return decoded !== lowerCase && domainToASCII(decoded) === lowerCase;
}

/** The labels as DNS holds them; null for what IDNA refuses, or takes for something that looks otherwise. */
function encodedLabels(labels: readonly string[]): readonly string[] | null {
  const plain = labels.map((label) => label.normalize('NFC').toLowerCase());
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (plain.every((label) => /^[\u0000-\u007f]*$/.test(label))) return plain;
  // As a whole: in which direction it is written is a matter of all labels.
  const encoded = domainToASCII(labels.join('.')).split('.');
  const isSame = plain.every(
    (label, index) => isEncoded(label) || domainToUnicode(encoded[index] ?? '') === label,
  );
  return encoded.length === plain.length && isSame ? encoded : null;
}
