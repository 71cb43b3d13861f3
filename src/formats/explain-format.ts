import { isIP } from 'node:net';

type Mistake = readonly [pattern: RegExp, sentence: string];

/**
 * What people write where a name belongs, and what to do about it, as a sentence; null when it is none of that.
 * @param value something that is not such a name
 */
export function nameMistake(value: string, kind: 'host name' | 'domain'): string | null {
  const bare = value.replace(/^\[|\]$/g, '');
  if (kind === 'domain' && isIP(bare) !== 0) return 'This must be a domain, not an IP address.';
  return sentenceFor(value, kind === 'domain' ? domainMistakes : hostMistakes);
}

const blankAround: Mistake = [/^\s|\s$/, 'There is a blank before or after it. Leave it out.'];
const path: Mistake = [/[/\\?#]/, 'Leave out the path: give the name alone.'];
const wildcard: Mistake = [/\*/, 'A wildcard cannot be used here: give one whole name.'];
const blankInside: Mistake = [/\s/, 'There is a blank in it.'];
/** A number, or the name of a service; also with both in brackets. */
const port = /^(?:[^:]+|\[.*\]):[\w-]*\]?$/;
/** Without slashes; a host can have such a name too, and a port behind it. */
const protocol = /^(?:smtps?|submissions?|ssl|tls|starttls|https?):(?!\d*$)/i;

const hostMistakes: readonly Mistake[] = [
  [
    /:\/\//,
    'Leave out "://" and what stands before it: how the connection is protected belongs in "security".',
  ],
  [protocol, 'Leave out the protocol and its colon: how the connection is protected belongs in "security".'],
  blankAround,
  [/[,;|]/, 'Give one host name, not several.'],
  [/@/, 'Leave out the "@" and what stands before it: the user name belongs in "username".'],
  path,
  [port, 'Leave out the port: it belongs in "port".'],
  wildcard,
  blankInside,
  [/^\[[^:]*\]$/, 'Leave out the brackets: only an IPv6 address can have them.'],
  [/[:[\]]/, 'This is not an IPv6 address, and a host name has no colons and brackets.'],
  [/^\.*\d[\d.]*$/, 'This is not an IPv4 address, which has four numbers from 0 to 255.'],
];

export const domainExample = 'This must be a domain, such as track.example.com.';

const domainMistakes: readonly Mistake[] = [
  [/:\/\//, 'Leave out "://" and what stands before it: give the domain alone.'],
  [protocol, 'Leave out the protocol and its colon: give the domain alone.'],
  blankAround,
  [/[,;|]/, 'Give one domain, not several.'],
  [/@/, 'This must be a domain, not an e-mail address.'],
  path,
  [port, 'Leave out the port: give the domain alone.'],
  wildcard,
  // Several words are no attempt at a name.
  [/^[^.]*\s[^.]*$|[:[\]]|^\.*\d[\d.]*$/, domainExample],
  blankInside,
];

const example = 'This must be an e-mail address, such as noreply@example.com.';

/**
 * The same for an e-mail address, always with a sentence.
 * @param domainProblem what is wrong with what stands behind the last "@"
 */
export function addressMistake(value: string, domainProblem: string | null): string {
  const found = sentenceFor(value, addressMistakes);
  if (found) return found;
  const [local = '', domain = ''] = value.split('@');
  if (local === '' || domain === '') return 'There is nothing on one side of the "@".';
  if (domainProblem) return `Look at what stands behind the "@". ${domainProblem}`;
  if (local.length > 64) return 'At most 64 characters can stand before the "@".';
  if (value.length > 254) return 'An e-mail address can have at most 254 characters.';
  return domain.includes('.') ? example : 'The domain behind the "@" must have a dot.';
}

const addressMistakes: readonly Mistake[] = [
  blankAround,
  [/[<>]/, 'Give the address alone, without a name before it and without "<" and ">".'],
  [/^mailto:/i, 'Leave out "mailto:".'],
  [/^[^@]*$/, example],
  [/[,;]|@.*@/, 'Give one e-mail address, not several.'],
  blankInside,
  [
    /[^\x21-\x7e]/,
    'An e-mail address must be in ASCII here; an international domain can be encoded as "xn--".',
  ],
];

function sentenceFor(value: string, mistakes: readonly Mistake[]): string | null {
  return mistakes.find(([pattern]) => pattern.test(value))?.[1] ?? null;
}
