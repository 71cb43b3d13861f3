import { isIP } from 'node:net';
import isEmail from 'validator/lib/isEmail.js';
import { domainNameProblem } from './domain-name.js';
import { addressMistake, domainExample, nameMistake } from './explain-format.js';

/** A TCP port: a whole number from 1 to 65535. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** What is wrong with a domain, as a sentence that does not repeat it; null when it is one. */
export const domainProblem = memoize((value) => {
  const problem = domainNameProblem(value);
  return problem && (nameMistake(value, 'domain') ?? problem);
});

/** In characters: an IPv6 address may name its zone (`fe80::1%eth0`), which can be of any length. */
const maxAddressLength = 255;

/** What is wrong with a domain or an IP address, an IPv6 address also in brackets. */
export const hostProblem = memoize((value) => {
  const address = value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value;
  if (isIP(address) === 6 || (isIP(address) === 4 && address === value))
    return value.length <= maxAddressLength ? null : `This can have at most ${maxAddressLength} characters.`;
  const problem = domainNameProblem(value);
  return problem && (nameMistake(value, 'host name') ?? problem);
});

/** What is wrong with an e-mail address in ASCII with a dot in its domain and nothing around it, up to 254 characters. */
export const emailAddressProblem = memoize((value) => {
  const domain = value.slice(value.lastIndexOf('@') + 1);
  const problemAfterAt = domain.endsWith('.') ? 'There is a dot at its end.' : domainNameProblem(domain);
  const isAddress = /^[\x21-\x7e]+$/.test(value) && isEmail.default(value) && problemAfterAt === null;
  return isAddress ? null : addressMistake(value, problemAfterAt);
});

/**
 * What is wrong with where bounces go: a domain, or an e-mail address. SMTP allows more there than people write: before the
 * "@" there may be blanks, as in `"Bounce Handler"@example.com` without its quotes, or nothing, for any address of the domain.
 */
export function mailFromProblem(value: string): string | null {
  if (!value.includes('@')) {
    const problem = domainProblem(value);
    return problem === domainExample
      ? 'This must be a domain or an e-mail address, such as bounce.example.com.'
      : problem;
  }
  const [local = '', domain = '', ...rest] = value.split('@');
  const isLocalPart = /^[\w.!#$%&'*+/=?^`{|}~ -]{0,64}$/.test(local) && local.trim() === local;
  const isDomain = /\.[^.]+$/.test(domain) && domainProblem(domain) === null;
  const isPath = isLocalPart && isDomain && rest.length === 0;
  return isPath ? null : emailAddressProblem(value);
}

/** In verdicts, and in characters of a value. */
const maxKept = 10_000;
const maxKeptLength = 255;

/**
 * Caches the last verdicts: one value is judged by its GraphQL type, when variables are read for the operation, and by the
 * rules, and clients send the same values again. Long values are not kept.
 */
function memoize<Verdict>(judge: (value: string) => Verdict): (value: string) => Verdict {
  const verdicts = new Map<string, Verdict>();
  return (value) => {
    const before = verdicts.get(value);
    if (before !== undefined) return before;
    const verdict = judge(value);
    if (value.length > maxKeptLength) return verdict;
    if (verdicts.size >= maxKept) verdicts.clear();
    verdicts.set(value, verdict);
    return verdict;
  };
}
