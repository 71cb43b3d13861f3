import { truncatedName, withoutLastDot } from './domain-name.js';
import type { DomainSpec, SpfMacro } from './domain-spec.js';
import { dottedAddress, type IpAddress } from './ip-address.js';

/** More than a name has, with a dot at its end and one before what is cut. */
const enoughCharacters = 300;

/** What macros stand for. */
export interface SpfMacroValues {
  address: IpAddress;
  /** Whose record is being evaluated at that moment. */
  domain: string;
  /** The whole address of the sender, in octets. */
  sender: string;
  helo: string;
}

/**
 * The name that a receiver asks about (RFC 7208, section 7.3).
 * @param validatedName the name of the address, for the letter `p`; called when it stands there
 */
export async function expandDomainSpec(
  spec: DomainSpec,
  values: SpfMacroValues,
  validatedName: () => Promise<string>,
): Promise<string> {
  let name = '';
  // From the right, as what does not fit into a name is cut on the left.
  for (const part of spec.parts.toReversed()) {
    if (name.length > enoughCharacters) break;
    const text =
      typeof part === 'string'
        ? part
        : expandMacro(part, await macroValue(part.letter, values, validatedName));
    name = text + name;
  }
  return truncatedName(withoutLastDot(name));
}

function expandMacro({ keptParts, isReversed, delimiters, isEscaped }: SpfMacro, value: string): string {
  let parts = value.split(delimiters === null ? '.' : new RegExp(`[${delimiters.replace(/-/g, '\\-')}]`));
  if (isReversed) parts = parts.reverse();
  if (keptParts !== null) parts = parts.slice(-keptParts);
  const text = parts.join('.');
  return isEscaped ? text.replace(/[^A-Za-z0-9._~-]/g, escapedOctet) : text;
}

function escapedOctet(octet: string): string {
  return `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function macroValue(
  letter: string,
  { address, domain, sender, helo }: SpfMacroValues,
  validatedName: () => Promise<string>,
): string | Promise<string> {
  const at = sender.lastIndexOf('@');
  switch (letter) {
    case 's':
      return sender;
    case 'l':
      return sender.slice(0, at);
    case 'o':
      return sender.slice(at + 1);
    case 'd':
      return domain;
    case 'i':
      return dottedAddress(address);
    case 'p':
      return validatedName();
    case 'v':
      return address.family === 'ipv4' ? 'in-addr' : 'ip6';
    case 'h':
      return helo;
    default:
      throw new Error(`No name has the macro letter ${letter}.`);
  }
}
