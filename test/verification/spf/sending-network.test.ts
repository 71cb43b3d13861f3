import { describe, expect, it } from 'vitest';
import { readSendingNetwork } from '../../../src/verification/spf/sending-network.js';

describe('a sending address or network', () => {
  it.each([
    ['192.0.2.1', 'ipv4', '192.0.2.1', '192.0.2.1', false],
    ['192.0.2.9/28', 'ipv4', '192.0.2.0', '192.0.2.15', true],
    ['192.0.2.8/31', 'ipv4', '192.0.2.8', '192.0.2.9', false],
    ['192.0.2.8/32', 'ipv4', '192.0.2.8', '192.0.2.8', false],
    ['0.0.0.0/0', 'ipv4', '0.0.0.0', '255.255.255.255', true],
    ['::ffff:192.0.2.1', 'ipv4', '192.0.2.1', '192.0.2.1', false],
    ['2001:DB8::1', 'ipv6', '2001:DB8::1', '2001:DB8::1', false],
    ['2001:db8:0:5::/63', 'ipv6', '2001:db8:0:4::', '2001:db8:0:5:ffff:ffff:ffff:ffff', true],
  ] as const)('%s (%s) goes from %s to %s', (text, family, first, last, hasOthers) => {
    expect(readSendingNetwork(text)).toEqual({
      ...{ text, hasOthers },
      first: { family, text: first },
      last: { family, text: last },
    });
  });

  it.each([
    '',
    'relay.test',
    '127.1',
    '0177.0.0.1',
    '192.0.2.1/33',
    '192.0.2.1/08',
    '192.0.2.1/24/8',
    '::/129',
    'fe80::1%eth0',
  ])('is not %j', (text) => {
    expect(readSendingNetwork(text)).toBeNull();
  });
});
