import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** An address as it stands in MAIL FROM and RCPT TO, without the angle brackets. */
export interface EnvelopeAddress {
  text: string;
  domain: string;
  /** It has letters beyond ASCII before the "@", which only a server with SMTPUTF8 takes. */
  needsUtf8: boolean;
}

/** In octets (RFC 5321, section 4.5.3.1). */
const maxLocalLength = 64;
const maxLength = 254;

/**
 * Where bounces go: an address, or a domain, for which its postmaster stands, as for an address with nothing before the "@".
 * Null for what cannot be said in SMTP.
 */
export function senderAddress(mailFrom: string): EnvelopeAddress | null {
  const address = mailFrom.includes('@') ? mailFrom : `@${mailFrom}`;
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at) || 'postmaster';
  const domain = address.slice(at + 1);
  // People write blanks there without the quotes that these need.
  if (
    localPart.length <= maxLocalLength &&
    /^[^\s"\\]+( [^\s"\\]+)+$/.test(localPart) &&
    isDotString(localPart.replaceAll(' ', ''))
  )
    return addressOf(`"${localPart}"`, domain);
  return isDotString(localPart) ? addressOf(localPart, domain) : null;
}

/**
 * Whom a message goes to. Null for what cannot be said in SMTP, and for whatever some servers take for a list, a group, or a way
 * on to somewhere else.
 */
export function recipientAddress(address: string): EnvelopeAddress | null {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, Math.max(at, 0));
  return isDotString(localPart) && !/[%!]/.test(localPart)
    ? addressOf(localPart, address.slice(at + 1))
    : null;
}

/** A host as it is looked up: an address without brackets, or a name in ASCII; null for what is neither. */
export function hostFrom(text: string): string | null {
  const address = text.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? asciiDomain(text) : address;
}

/** Atoms with dots between them (RFC 5321, section 4.1.2; beyond ASCII RFC 6531). */
function isDotString(text: string): boolean {
  if (text.length > maxLocalLength) return false;
  return /^[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+(\.[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+)*$/u.test(text);
}

function addressOf(localPart: string, domainText: string): EnvelopeAddress | null {
  const domain = asciiDomain(domainText);
  if (domain === null) return null;
  const text = `${localPart.normalize('NFC')}@${domain}`;
  const isTooLong = Buffer.byteLength(localPart) > maxLocalLength || Buffer.byteLength(text) > maxLength;
  return isTooLong ? null : { text, domain, needsUtf8: /[^\x20-\x7e]/.test(text) };
}

/** In small letters, without the dot of the root. */
function asciiDomain(text: string): string | null {
  // IDNA takes line breaks and tabs for nothing.
  if (text.length > maxLength || /[\p{Cc}\s]/u.test(text)) return null;
  const lowerCase = text.toLowerCase();
  // IDNA would change ASCII that DNS allows, and read numbers as addresses.
  const ascii = /^[!-~]*$/.test(lowerCase) ? lowerCase : domainToASCII(lowerCase);
  const domain = ascii.replace(/\.$/, '');
  const isDomain = /^[a-z\d_]([a-z\d_-]{0,62})(\.[a-z\d_][a-z\d_-]{0,62})*$/.test(domain);
  return isDomain && domain.length <= 253 ? domain : null;
}
