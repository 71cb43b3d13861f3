import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createNetworkGuard } from '../../../src/verification/network/create-network-guard.js';
import { inBrackets, insideAddresses, spellingsOfLoopback } from './inside-addresses.js';

const publicAddresses = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...[
    '128.0.0.0',
    '168.63.129.15',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '198.17.0.1',
  ],
  ...['198.20.0.0', '223.255.255.255', '2000::1', '2001:200::1', '2001:4860:4860::8888', '2003::1'],
  ...['2606:4700:4700::1111', '2a00:1450::5efe:8.8.8.8', '3ffd::1', '3fff:1000::1'],
];

describe('without VERIFY_ALLOW_NETWORKS', () => {
  const guard = createNetworkGuard([]);

  it.each(Object.entries(insideAddresses))('%s is refused: %s', (address) => {
    expect(guard.permits(address)).toBe(false);
  });

  it.each(publicAddresses)('%s is permitted', (address) => {
    expect(guard.permits(address)).toBe(true);
  });

  it.each([...spellingsOfLoopback, ...inBrackets])('%j is no address', (spelling) => {
    expect(guard.permits(spelling)).toBe(false);
  });

  it('addresses of this machine are refused, public ones as well', () => {
    const own = createNetworkGuard([], () => ['8.8.8.8', '2606:4700::1', 'fe80::1']);
    expect(['8.8.8.8', '2606:4700:0::1', '2606:4700::0001'].filter(own.permits)).toEqual([]);
    expect(own.permits('8.8.4.4')).toBe(true);
    const here = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
    expect(here.length).toBeGreaterThan(0);
    expect(here.filter(guard.permits)).toEqual([]);
  });
});

describe('with VERIFY_ALLOW_NETWORKS', () => {
  it.each([
    ['127.0.0.1', ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1'], ['127.0.0.2', '::1', '::127.0.0.1']],
    ['10.0.0.0/8', ['10.0.0.1', '10.255.255.255', '::ffff:10.1.2.3'], ['11.0.0.1%lo', '172.16.0.1']],
    ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['127.0.0.1', '::', '::2', '::1%lo']],
    ['fd00::/8', ['fd00::1', 'fdff::1'], ['fc00::1', 'fe80::1']],
    // What has IPv4 in it is permitted when that is.
    ['64:ff9b::/96', ['64:ff9b::8.8.8.8'], ['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::8.8.8.8']],
    ['64:ff9b:1::/48', ['64:ff9b:1::8.8.8.8'], ['64:ff9b:1::10.0.0.1', '64:ff9b:1:2::10.0.0.1']],
    ['2002::/16', ['2002:808:808::1'], ['2002:7f00:1::1', '2002:a9fe:a9fe::']],
    [
      '2001::/32',
      ['2001:0:808:808:0:0:f7f7:f7f7'],
      ['2001:0:7f00:1:0:0:f7f7:f7f7', '2001:0:808:808:0:0:80ff:fffe'],
    ],
    ['::/96', ['::8.8.8.8', '::1'], ['::127.0.0.1', '::10.0.0.1']],
    ['::ffff:0:0/96', ['::ffff:8.8.8.8'], ['::ffff:127.0.0.1', '127.0.0.1', '10.0.0.1']],
    [
      '::/0',
      ['::1', 'fe80::1', 'ff02::1'],
      ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:0:127.0.0.1', 'fe80::1%lo'],
    ],
    ['0.0.0.0/0', ['127.0.0.1', '::ffff:127.0.0.1'], ['::1', 'fd00::1', '2001:db8::1']],
  ])('%s permits exactly what is in it', (network, permitted, refused) => {
    const guard = createNetworkGuard([network]);
    expect(permitted.filter((address) => !guard.permits(address))).toEqual([]);
    expect(refused.filter((address) => guard.permits(address))).toEqual([]);
  });

  it('several networks are permitted together, and an address in two of them', () => {
    const guard = createNetworkGuard(['64:ff9b::/96', '10.0.0.0/8', '10.0.0.1', '127.0.0.1']);
    const permitted = ['64:ff9b::10.0.0.1', '10.0.0.1', '127.0.0.1', '8.8.8.8', '2606:4700::1'];
    expect(permitted.filter((address) => !guard.permits(address))).toEqual([]);
  });

  it('an address of this machine is permitted where it is named', () => {
    const guard = createNetworkGuard(['8.8.8.8'], () => ['8.8.8.8']);
    expect(guard.permits('8.8.8.8')).toBe(true);
  });
});
