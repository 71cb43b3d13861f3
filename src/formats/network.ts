import { isIP } from 'node:net';

/** Whether a text is an IP address, or a network such as `192.0.2.0/28`. A zone (`fe80::1%eth0`) is of one machine. */
export function isAddressOrNetwork(value: string): boolean {
  const [address = '', length, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

/** What is wrong with an address or a network that mail leaves from, as a sentence; null when it is one. */
export function sendingAddressProblem(value: string): string | null {
  if (isAddressOrNetwork(value)) return null;
  const example = 'such as 192.0.2.1, 2001:db8::1 or 192.0.2.0/28';
  if (value.includes('%')) return `Leave out the "%" and what follows it: give an address, ${example}.`;
  if (/[,;\s]/.test(value.trim())) return `Give one address or network for each item, ${example}.`;
  return `This must be an IP address or a network, ${example}; not a host name, and without a port.`;
}
