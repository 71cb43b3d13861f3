import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectOutcome } from '../../../src/verification/network/connect-attempt.js';
import { connectGuarded } from '../../../src/verification/network/connect-guarded.js';
import { createNetworkGuard } from '../../../src/verification/network/create-network-guard.js';
import { lookUpHost } from '../../../src/verification/network/look-up-host.js';
import { startDeafListener } from '../../support/deaf-listener.js';
import { startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';

const { CONNECTED, REFUSED, TIMED_OUT, UNREACHABLE, NOT_ALLOWED, NOT_TRIED } = ConnectOutcome;

const undone: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0)) await undo();
});

async function listenAt(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end('220 hello\r\n')).listen(
    port,
    host,
  );
  await once(server, 'listening');
  undone.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function deafAt(host: string): Promise<number> {
  const listener = await startDeafListener(host);
  undone.push(listener.stop);
  return listener.port;
}

async function outcomesOf(
  addresses: string[],
  port: number,
  options: { milliseconds?: number; signal?: AbortSignal } = {},
) {
  const { attempts, socket, address } = await connectGuarded(addresses, {
    port,
    guard: createNetworkGuard(['0.0.0.0/8', '127.0.0.0/8', '::/16']),
    milliseconds: options.milliseconds ?? 5000,
    signal: options.signal ?? new AbortController().signal,
  });
  socket?.destroy();
  expect(attempts.map((attempt) => attempt.address)).toEqual(addresses);
  expect(attempts.find(({ outcome }) => outcome === CONNECTED)?.address ?? null).toBe(address);
  return attempts.map(({ outcome }) => outcome);
}

describe('a guarded connection', () => {
  it('is made to the first address that can be reached', async () => {
    const port = await listenAt('127.0.0.2');
    const addresses = ['::1', '10.0.0.1', '127.0.0.1', '127.0.0.2', '127.0.0.3', '10.0.0.2'];
    const outcomes = [REFUSED, NOT_ALLOWED, REFUSED, CONNECTED, NOT_TRIED, NOT_ALLOWED];
    expect(await outcomesOf(addresses, port)).toEqual(outcomes);
  });

  it.each([
    ['IPv6 is dead and IPv4 alive', '::1', '127.0.0.1'],
    ['IPv4 is dead and IPv6 alive', '127.0.0.1', '::1'],
  ])('is made when %s', async (_, dead, alive) => {
    const port = await deafAt(dead);
    await listenAt(alive, port);
    expect(await outcomesOf([dead, alive], port, { milliseconds: 1500 })).toEqual([TIMED_OUT, CONNECTED]);
  });

  it('is not made when nothing answers in time, and each address has had its share', async () => {
    const port = await deafAt('127.0.0.1');
    expect(await outcomesOf(['127.0.0.1', '127.0.0.1', '127.0.0.1'], port, { milliseconds: 900 })).toEqual([
      TIMED_OUT,
      TIMED_OUT,
      TIMED_OUT,
    ]);
  });

  it('is given up when it is told so', async () => {
    const port = await deafAt('127.0.0.1');
    const signal = AbortSignal.timeout(100);
    expect(await outcomesOf(['127.0.0.1', '127.0.0.2'], port, { signal })).toEqual([TIMED_OUT, NOT_TRIED]);
    expect(await outcomesOf(['127.0.0.1'], port, { signal: AbortSignal.abort() })).toEqual([NOT_TRIED]);
  });

  it('is not made to another address than the one that was judged', async () => {
    // The system takes this host's address for loopback.
    const port = await listenAt('127.0.0.1');
    expect(await outcomesOf(['0.0.0.0', '127.0.0.1'], port)).toEqual([NOT_ALLOWED, CONNECTED]);
  });

  it('is not made where there is no way', async () => {
    const { attempts } = await connectGuarded(['255.255.255.255'], {
      port: 25,
      guard: { permits: () => true },
      milliseconds: 1000,
      signal: new AbortController().signal,
    });
    expect(attempts).toMatchObject([{ outcome: UNREACHABLE }]);
  });

  it('keeps what the server has said until somebody listens', async () => {
    const port = await listenAt('127.0.0.1');
    const { socket } = await connectGuarded(['127.0.0.1'], {
      port,
      guard: { permits: () => true },
      milliseconds: 1000,
      signal: new AbortController().signal,
    });
    if (socket) await once(socket, 'readable');
    expect(String(socket?.read())).toBe('220 hello\r\n');
    socket?.destroy();
  });
});

describe('the addresses of a host', () => {
  async function addressesIn(zone: Zone, host = 'mail.shop.test') {
    const dns = await startDnsServer(zone);
    undone.push(dns.stop);
    return { ...(await lookUpHost(host, dns.resolve())), questions: dns.questions.length };
  }
  const four = (count: number): ['A', string][] =>
    Array.from({ length: count }, (_, i) => ['A', `192.0.2.${i + 1}`]);

  it('are those of both families by turns, IPv6 first', async () => {
    const zone: Zone = { 'mail.shop.test': [...four(3), ['AAAA', '2001:db8::1'], ['AAAA', '2001:db8::2']] };
    const { addresses, nameExists, failure } = await addressesIn(zone);
    expect(addresses).toEqual(['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2', '192.0.2.3']);
    expect({ nameExists, failure }).toEqual({ nameExists: true, failure: null });
  });

  it('are 20 at most', async () => {
    expect((await addressesIn({ 'mail.shop.test': four(60) })).addresses).toHaveLength(20);
  });

  it.each(['192.0.2.1', '2001:db8::1', 'fe80::1%eth0'])(
    'are itself where it is one: %s, and nobody is asked',
    async (host) => {
      expect(await addressesIn({}, host)).toMatchObject({
        addresses: [host],
        nameExists: true,
        questions: 0,
      });
    },
  );

  it('are itself without the brackets', async () => {
    expect(await addressesIn({}, '[2001:db8::1]')).toMatchObject({
      addresses: ['2001:db8::1'],
      questions: 0,
    });
  });

  it('are found behind an alias, which is told', async () => {
    const zone: Zone = { 'mail.shop.test': [['CNAME', 'relay.us.test']], 'relay.us.test': four(1) };
    expect(await addressesIn(zone)).toMatchObject({
      addresses: ['192.0.2.1'],
      chain: [{ name: 'mail.shop.test', target: 'relay.us.test' }],
    });
  });

  it('are none of a name that does not exist, or has none', async () => {
    expect(await addressesIn({})).toMatchObject({ addresses: [], nameExists: false, failure: null });
    const zone: Zone = { 'mail.shop.test': [['TXT', 'nothing here']] };
    expect(await addressesIn(zone)).toMatchObject({ addresses: [], nameExists: true, failure: null });
  });

  it('are those of one family where the other is not answered, which is told', async () => {
    const zone: Zone = { 'mail.shop.test': [...four(1), ['AAAA', 'SERVFAIL']] };
    expect(await addressesIn(zone)).toMatchObject({
      addresses: ['192.0.2.1'],
      nameExists: true,
      failure: { failure: 'SERVER_FAILURE' },
    });
  });
});
