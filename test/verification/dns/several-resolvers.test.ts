import { afterEach, describe, expect, it } from 'vitest';
import { DnsFailure } from '../../../src/verification/dns/dns-answer.js';
import { createDnsClient } from '../../../src/verification/dns/dns-client.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { ZoneEntry } from '../../support/dns/zone.js';

let servers: DnsTestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

/** One resolver for each list of entries of `shop.test`; null for one that is not there. */
async function askOf(...zones: (ZoneEntry[] | null)[]) {
  return askWithin(800, ...zones);
}

async function askWithin(questionMilliseconds: number, ...zones: (ZoneEntry[] | null)[]) {
  servers = await Promise.all(zones.map((entries) => startDnsServer({ 'shop.test': entries ?? [] })));
  for (const [at, server] of servers.entries()) if (zones[at] === null) await server.stop();
  const client = createDnsClient({ servers: servers.map(({ server }) => server), questionMilliseconds });
  const answer = await client.ask('shop.test', 'A');
  servers = servers.filter((_, at) => zones[at] !== null);
  return { answer, asked: servers.map(({ questions }) => questions.length) };
}

const there: ZoneEntry[] = [['A', '192.0.2.1']];
const found = { failure: null, records: [{ address: '192.0.2.1' }] };

describe('of several resolvers', () => {
  it('the first is asked alone while it answers', async () => {
    expect(await askOf(there, there)).toMatchObject({ answer: found, asked: [1, 0] });
  });

  it.each<[string, ZoneEntry[] | null]>([
    ['fails', ['SERVFAIL']],
    ['refuses', ['REFUSED']],
    ['answers nonsense', ['GARBAGE']],
    ['truncates and gives nothing over TCP', ['TRUNCATED', 'TCP_CLOSED']],
    ['is silent', ['DROP']],
    ['is not there', null],
  ])('the next is asked when one %s', async (_, entries) => {
    expect((await askOf(entries, there)).answer).toMatchObject(found);
  });

  it('the next is asked at once when one fails', async () => {
    // Its turn without a failure would come after the time of this test.
    expect((await askWithin(600_000, ['SERVFAIL'], there)).answer).toMatchObject(found);
  });

  it('one that is slow may still answer while the next is asked', async () => {
    const slow: ZoneEntry[] = [...there, { delayMilliseconds: 400 }];
    expect((await askOf(slow, ['SERVFAIL'])).answer).toMatchObject(found);
  });

  it('a silent one is asked twice', async () => {
    expect((await askOf(['DROP'])).asked).toEqual([2]);
    expect((await askOf(['DROP'], ['DROP'])).asked).toEqual([2, 2]);
  });

  it('one that has failed is not asked again', async () => {
    expect((await askOf(['SERVFAIL'], ['DROP'])).asked).toEqual([1, 2]);
  });

  it('the failure of one that answers is told rather than the silence of another', async () => {
    const { answer } = await askOf(['DROP'], ['SERVFAIL'], null);
    expect(answer).toMatchObject({
      failure: DnsFailure.SERVER_FAILURE,
      message: expect.stringContaining(servers[1]?.address ?? 'the second'),
    });
  });

  it('all silent ones are named', async () => {
    const { answer } = await askOf(['DROP'], null, ['DROP']);
    const [one, other] = servers.map(({ address }) => address);
    expect(answer).toEqual({
      failure: DnsFailure.TIMEOUT,
      message: `The resolvers at ${one} and ${other} do not answer within 0.8 seconds.`,
    });
  });
});

describe('a resolver at an IPv6 address', () => {
  it('answers over UDP and TCP', async () => {
    servers = [await startDnsServer({ 'shop.test': [...there, ['A', 'TRUNCATED']] }, { host: '::1' })];
    const [dns] = servers;
    expect(await dns?.client.ask('shop.test', 'A')).toMatchObject(found);
    expect(dns?.questions.map(({ transport }) => transport)).toEqual(['UDP', 'TCP']);
    expect(dns?.address).toMatch(/^\[::1\]:\d+$/);
  });
});
