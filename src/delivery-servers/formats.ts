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
export function isDomainName(value: string): boolean {
  return value.length <= 253 && isFQDN.default(value, { require_tld: false, allow_underscores: true });
}

/** A domain or an IP address, an IPv6 address also in brackets. */
export function isHost(value: string): boolean {
  if (value.length > 255) return false;
  const address = value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value;
  return isIP(address) !== 0 ? address === value || isIP(address) === 6 : isDomainName(value);
}

/** An e-mail address in ASCII with a dot in its domain and nothing around it, up to 254 characters. */
export function isEmailAddress(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value) && isEmail.default(value);
}
