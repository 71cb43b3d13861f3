import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectOutcome } from '../../../src/verification/network/connect-attempt.js';
import { connectGuarded } from '../../../src/verification/network/connect-guarded.js';
import { createNetworkGuard } from '../../../src/verification/network/create-network-guard.js';
import { lookUpHost } from '../../../src/verification/network/look-up-host.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone, ZoneFunction } from '../../support/dns/zone.js';
import { openGate } from './gate.js';
import { inBrackets, insideAddresses, spellingsOfLoopback } from './inside-addresses.js';

const { CONNECTED, NOT_ALLOWED } = ConnectOutcome;

/** Stands for the public internet here. */
const outside = '127.0.0.2';
let gate: Awaited<ReturnType<typeof openGate>>;
let dns: DnsTestServer;

beforeAll(async () => {
  gate = await openGate();
  dns = await startDnsServer();
});
afterEach(() => {
  gate.reached.length = 0;
});
afterAll(() => Promise.all([gate.close(), dns.stop()]));

/** What happened, each outcome once, and who was reached. */
async function goTo(host: string, zone: Zone | ZoneFunction = {}, allowed: string[] = [outside]) {
  dns.publish(zone);
  const { addresses } = await lookUpHost(host, dns.resolve());
  const { attempts, socket, address } = await connectGuarded(addresses, {
    port: gate.port,
    guard: createNetworkGuard(allowed),
    signal: new AbortController().signal,
    milliseconds: 2000,
  });
  // Whoever was reached has noted it once the greeting has come.
  if (socket) await new Promise((resolve) => socket.once('data', resolve));
  socket?.destroy();
  return { outcomes: attempts.map(({ outcome }) => outcome), address, reached: [...gate.reached] };
}

const refused = { outcomes: [NOT_ALLOWED], address: null, reached: [] };
const nowhere = { outcomes: [], address: null, reached: [] };

describe('the listener inside', () => {
  it.each(['127.0.0.1', '::1', '127.9.9.9', '::ffff:127.0.0.1'])(
    'is reached at %s where that is allowed',
    async (host) => {
      const { address, reached } = await goTo(host, {}, ['127.0.0.0/8', '::1']);
      expect(address).toBe(host);
      expect(reached).toEqual([host.replace('::ffff:', '')]);
    },
  );

  it.each(Object.entries(insideAddresses))('is not reached at %s: %s', async (host) => {
    expect(await goTo(host)).toEqual(refused);
  });

  it.each(inBrackets)('is not reached at %s', async (host) => {
    expect(await goTo(host)).toEqual(refused);
  });

  it.each(spellingsOfLoopback)('is not reached at %j, which is a name that does not exist', async (host) => {
    expect(await goTo(host)).toEqual(nowhere);
  });

  it.each(spellingsOfLoopback.filter((spelling) => /^[!-~]{1,60}$/.test(spelling)))(
    'is not reached at %j if a resolver takes that for an address',
    async (host) => {
      expect((await goTo(host, () => [['A', '127.0.0.1']])).reached).toEqual([]);
    },
  );

  it('is not reached at an address of this machine', async () => {
    const own = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
    for (const host of own) expect(await goTo(host)).toEqual(refused);
  });

  const name = 'mail.evil.test';
  const ways: [way: string, host: string, zone: Zone][] = [
    ['a name with A', name, { [name]: [['A', '127.0.0.1']] }],
    ['a name with AAAA', name, { [name]: [['AAAA', '::1']] }],
    ['a name with a dot at its end', `${name}.`, { [name]: [['A', '127.0.0.1']] }],
    ['a name in capitals', name.toUpperCase(), { [name]: [['A', '127.0.0.1']] }],
    ['a mapped address in AAAA', name, { [name]: [['AAAA', '::ffff:127.0.0.1']] }],
    ['a compatible address in AAAA', name, { [name]: [['AAAA', '::127.0.0.1']] }],
    ['a translated address in AAAA', name, { [name]: [['AAAA', '64:ff9b::7f00:1']] }],
    ['an address of 6to4 in AAAA', name, { [name]: [['AAAA', '2002:7f00:1::1']] }],
    ['an address of Teredo in AAAA', name, { [name]: [['AAAA', '2001::80ff:fffe']] }],
    ['the unspecified address', name, { [name]: [['A', '0.0.0.0']] }],
    ['an alias', name, { [name]: [['CNAME', 'db.local.test']], 'db.local.test': [['A', '127.0.0.1']] }],
    [
      'an alias that is told alone',
      name,
      { [name]: [['CNAME', 'db.local.test'], 'ALIAS_ONLY'], 'db.local.test': [['A', '127.0.0.1']] },
    ],
    ['localhost, as a resolver may answer it', 'localhost', { localhost: [['A', '127.0.0.1']] }],
    ['a name that is an address with a dot', '127.0.0.1.', { '127.0.0.1': [['A', '127.0.0.1']] }],
  ];

  it.each(ways)('is not reached by %s', async (_, host, zone) => {
    expect(await goTo(host, zone)).toEqual(refused);
  });

  it.each<[way: string, zone: Zone]>([
    [
      'an alias that leads to two families',
      {
        [name]: [['CNAME', 'x.test']],
        'x.test': [
          ['A', '127.0.0.1'],
          ['AAAA', '::1'],
        ],
      },
    ],
    [
      'several A',
      {
        [name]: [
          ['A', '127.0.0.1'],
          ['A', '10.0.0.1'],
          ['A', '127.0.0.3'],
        ],
      },
    ],
  ])('is not reached by %s', async (_, zone) => {
    const { outcomes, reached } = await goTo(name, zone);
    expect(new Set(outcomes)).toEqual(new Set([NOT_ALLOWED]));
    expect(reached).toEqual([]);
  });

  it.each<[mix: string, zone: Zone, outcomes: ConnectOutcome[]]>([
    [
      'A inside and A outside',
      {
        [name]: [
          ['A', '127.0.0.1'],
          ['A', outside],
        ],
      },
      [NOT_ALLOWED, CONNECTED],
    ],
    [
      'AAAA inside and A outside',
      {
        [name]: [
          ['AAAA', '::1'],
          ['A', outside],
        ],
      },
      [NOT_ALLOWED, CONNECTED],
    ],
    [
      'A outside and A inside',
      {
        [name]: [
          ['A', outside],
          ['A', '127.0.0.1'],
        ],
      },
      [CONNECTED, NOT_ALLOWED],
    ],
    [
      'a mapped form of it and itself',
      {
        [name]: [
          ['AAAA', '::ffff:127.0.0.1'],
          ['A', outside],
        ],
      },
      [NOT_ALLOWED, CONNECTED],
    ],
  ])('is not reached by a mix, which leads outside alone: %s', async (_, zone, outcomes) => {
    expect(await goTo(name, zone)).toEqual({ outcomes, address: outside, reached: [outside] });
  });

  it('is not reached by a name whose address changes between the check and the connection', async () => {
    let asked = 0;
    // Each question has another answer. The address that was judged is the one that is connected to.
    const rebinding: ZoneFunction = () => [['A', asked++ < 2 ? outside : '127.0.0.1']];
    expect(await goTo(name, rebinding)).toEqual({
      outcomes: [CONNECTED],
      address: outside,
      reached: [outside],
    });
    gate.reached.length = 0;
    expect(await goTo(name, rebinding)).toEqual(refused);
  });

  it('is not told from a port that is closed', async () => {
    const { port } = gate;
    const open = await goTo('127.0.0.1');
    const closed = await connectGuarded(['127.0.0.1'], {
      port: port === 1 ? 2 : 1,
      guard: createNetworkGuard([outside]),
      signal: new AbortController().signal,
      milliseconds: 2000,
    });
    expect(closed.attempts.map(({ outcome }) => outcome)).toEqual(open.outcomes);
  });
});
