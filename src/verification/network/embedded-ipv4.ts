import { ipv6Groups } from './ipv6-groups.js';

/**
 * The IPv4 addresses that an IPv6 address leads to by some translation or tunnel. With them it leads inside if they do.
 * Translators can have prefixes of their own (RFC 6052), which nobody can tell from other addresses.
 * @param address without a zone
 */
export function embeddedIPv4(address: string): string[] {
  const groups = ipv6Groups(address);
  const [first = 0, second = 0, third = 0, fourth = 0, , sixth = 0] = groups;
  const at = (index: number, mask = 0) => ipv4From(groups[index] ?? 0, groups[index + 1] ?? 0, mask);
  const isZero = (...indexes: number[]) => indexes.every((index) => groups[index] === 0);

  // Mapped, translated by SIIT, and compatible, but for :: and ::1 (RFC 4291, RFC 2765).
  if (isZero(0, 1, 2, 3, 4) && sixth === 0xffff) return [at(6)];
  if (isZero(0, 1, 2, 3, 5) && groups[4] === 0xffff) return [at(6)];
  if (isZero(0, 1, 2, 3, 4, 5) && !(isZero(6) && (groups[7] ?? 0) <= 1)) return [at(6)];
  // NAT64, by the well-known prefix or the one for local use (RFC 6052, RFC 8215).
  if (first === 0x64 && second === 0xff9b && (third === 1 || isZero(2, 3, 4, 5))) return [at(6)];
  if (first === 0x2002) return [at(1)];
  // Teredo has the server and, with all bits turned, the client (RFC 4380).
  if (first === 0x2001 && second === 0) return [ipv4From(third, fourth, 0), at(6, 0xffff)];
  // ISATAP, at the end of any prefix (RFC 5214).
  if (((groups[4] ?? 0) & 0xfdff) === 0 && sixth === 0x5efe) return [at(6)];
  return [];
}

function ipv4From(high: number, low: number, mask: number): string {
  const [first, second] = [high ^ mask, low ^ mask];
  return [first >> 8, first & 0xff, second >> 8, second & 0xff].join('.');
}
