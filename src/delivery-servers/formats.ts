import { isIP } from 'node:net';
import isEmail from 'validator/lib/isEmail.js';
import isFQDN from 'validator/lib/isFQDN.js';

/** A TCP port: a whole number from 1 to 65535. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

/**
 * A domain as DNS and old installations have them: up to 253 characters, labels of letters, digits, hyphens and
 * underscores, in any script, one label being enough. Not an IP address.
 */
export const isDomainName = remembering(
  (value) => value.length <= 253 && isFQDN.default(value, { require_tld: false, allow_underscores: true }),
);

/** A domain or an IP address, an IPv6 address also in brackets. */
export const isHost = remembering((value) => {
  if (value.length > 255) return false;
  const address = value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value;
  return isIP(address) !== 0 ? address === value || isIP(address) === 6 : isDomainName(value);
});

/** An e-mail address in ASCII with a dot in its domain and nothing around it, up to 254 characters. */
export const isEmailAddress = remembering((value) => /^[\x21-\x7e]+$/.test(value) && isEmail.default(value));

/** In verdicts, and in characters of a value. */
const mostKept = 10_000;
const longestKept = 255;

/**
 * Keeps the last verdicts: one value is judged by its GraphQL type, when variables are read for the operation, and by the
 * rules, and clients send the same values again. Long values are not kept.
 */
function remembering(isValid: (value: string) => boolean): (value: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (value) => {
    const before = verdicts.get(value);
    if (before !== undefined) return before;
    const verdict = isValid(value);
    if (value.length > longestKept) return verdict;
    if (verdicts.size >= mostKept) verdicts.clear();
    verdicts.set(value, verdict);
    return verdict;
  };
}
