import { isIPv6 } from 'node:net';
import type { Settings } from './settings.js';
import { hasControlCharacter } from './unseen-characters.js';

/** `HOST`: the name or address to listen on, without brackets. An IPv6 address may be in brackets, as in a URL. */
export function readHost(settings: Settings): string {
  const value = settings.word('HOST') ?? '127.0.0.1';
  const { mistakes } = settings;
  const host = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  const isName = !/[\s/:@?#*[\]]/.test(value) && !hasControlCharacter(value);
  if (/^[^:]+:\d+$|\]:\d+$/.test(value))
    mistakes.push('HOST must be without a port, which is set with PORT.');
  else if (!isName && !isIPv6(host)) mistakes.push('HOST must be a host name or an IP address.');
  else if (isIPv6(host) && /^fe[89ab][^%]*$/i.test(host))
    mistakes.push(
      'HOST is a link-local address, which needs a zone: the network interface, as in fe80::1%eth0.',
    );
  return host;
}
