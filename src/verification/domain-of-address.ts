import { domainToASCII } from 'node:url';

/**
 * The domain of an address, or a domain that stands alone, as DNS holds it: encoded where it is international, in lower
 * case, without the dot of the root.
 */
export function domainOfAddress(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).trim();
  const lowerCase = domain.toLowerCase();
  // IDNA would also refuse ASCII that DNS allows; that is asked for as it is.
  const isAscii = /^[!-~]*$/.test(lowerCase);
  return (isAscii ? lowerCase : domainToASCII(domain) || lowerCase).replace(/\.$/, '');
}
