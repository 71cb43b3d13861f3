import { nameKey } from '../dns/domain-name.js';

const maxNameLength = 253;
const maxLabelLength = 63;

/** Whether SPF can be about a name at all (RFC 7208, section 4.3): more than one label, none empty, none too long. */
export function isDomainName(name: string): boolean {
  return isHostName(name) && name.includes('.') && !name.startsWith('[');
}

/** Whether DNS can be asked about a name. */
export function isHostName(name: string): boolean {
  const labels = name.split('.');
  return name.length <= maxNameLength && labels.every(({ length }) => length > 0 && length <= maxLabelLength);
}

/** Takes whole labels off the left until the name is not longer than names can be (RFC 7208, section 7.3). */
export function truncatedName(name: string): string {
  if (name.length <= maxNameLength) return name;
  const dot = name.indexOf('.', name.length - maxNameLength - 1);
  return dot < 0 ? name : name.slice(dot + 1);
}

/** Whether a name is another one or below it. */
export function isWithin(name: string, other: string): boolean {
  return `.${nameKey(name)}`.endsWith(`.${nameKey(other)}`);
}

export function isSameName(name: string, other: string): boolean {
  return nameKey(name) === nameKey(other);
}

export function withoutLastDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
