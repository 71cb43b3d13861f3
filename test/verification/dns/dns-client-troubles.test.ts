import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DnsFailure } from '../../../src/verification/dns/dns-answer.js';
import { createDnsClient } from '../../../src/verification/dns/dns-client.js';
import { labelText } from '../../../src/verification/dns/domain-name.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { ZoneEntry } from '../../support/dns/zone.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

const right = { failure: null, nameExists: true, records: [{ strings: ['right'] }] };
const address = expect.stringContaining('127.0.0.1:');

/** Asks for the text of a name with these records and troubles; with it, how the server was asked. */
async function askWith(...entries: ZoneEntry[]) {
  dns.publish({ 'shop.test': [['TXT', 'right'], ...entries] });
  const before = dns.questions.length;
  const answer = await dns.client.ask('shop.test', 'TXT');
  const asked = dns.questions
    .slice(before)
    .map(({ transport, hasEdns }) => (hasEdns ? transport : `${transport} without EDNS`));
  return { answer, asked };
}

describe('what is no answer to the question', () => {
  it.each([['FORGED_ID'], ['FORGED_QUESTION'], ['FORGED_PORT']] as const)(
    '(%s) is left aside, and the answer is waited for',
    async (forgery) => {
      expect(await askWith(forgery)).toMatchObject({ answer: right, asked: ['UDP'] });
    },
  );

  it('is not taken for one when no answer comes', async () => {
    const silent = await startDnsServer(
      { 'shop.test': ['FORGED_ID', 'FORGED_QUESTION', 'FORGED_PORT', 'DROP'] },
      { questionMilliseconds: 200 },
    );
    const answer = await silent.client.ask('shop.test', 'TXT');
    await silent.stop();
    expect(answer).toEqual({
      failure: DnsFailure.TIMEOUT,
      message: `The resolver at ${silent.address} does not answer within 0.2 seconds.`,
    });
  });
});

describe('an answer over UDP', () => {
  it('that is truncated is fetched over TCP', async () => {
    expect(await askWith('TRUNCATED')).toMatchObject({ answer: right, asked: ['UDP', 'TCP'] });
  });

  it('comes over TCP in whatever pieces', async () => {
    expect(await askWith('TRUNCATED', 'TCP_PIECES')).toMatchObject({ answer: right });
  });

  it.each([['TCP_CLOSED'], ['TCP_HALF']] as const)(
    'that is truncated while TCP fails (%s) is a failure, not an answer without records',
    async (trouble) => {
      const { answer } = await askWith('TRUNCATED', trouble);
      expect(answer).toMatchObject({ failure: DnsFailure.TRUNCATED, message: address });
    },
  );

  it('that is truncated while TCP is refused is a failure', async () => {
    const withoutTcp = await startDnsServer(
      {
        'shop.test': [
          ['TXT', 'v=spf1 -all'],
          ['TXT', ...Array<string>(20).fill('x'.repeat(200))],
        ],
      },
      { tcp: false },
    );
    const answer = await withoutTcp.client.ask('shop.test', 'TXT');
    await withoutTcp.stop();
    expect(answer).toMatchObject({ failure: DnsFailure.TRUNCATED });
  });

  it('is asked for again without EDNS when the resolver does not know that', async () => {
    expect(await askWith('NO_EDNS')).toMatchObject({ answer: right, asked: ['UDP', 'UDP without EDNS'] });
  });

  it('is asked for without EDNS over TCP as well then', async () => {
    const { answer, asked } = await askWith('NO_EDNS', ['TXT', 'x'.repeat(255), 'x'.repeat(255)]);
    expect(answer).toMatchObject({ failure: null, records: { length: 2 } });
    expect(asked.at(-1)).toBe('TCP without EDNS');
  });
});

describe('a resolver', () => {
  it.each<[ZoneEntry, DnsFailure]>([
    ['SERVFAIL', DnsFailure.SERVER_FAILURE],
    ['REFUSED', DnsFailure.REFUSED],
    ['NOTIMP', DnsFailure.REFUSED],
    ['REFERRAL', DnsFailure.REFUSED],
    ['INFLATED_COUNTS', DnsFailure.MALFORMED],
    ['GARBAGE', DnsFailure.MALFORMED],
  ])('that answers %s has failed, with its address in the sentence', async (trouble, failure) => {
    const { answer } = await askWith(trouble);
    expect(answer).toEqual({ failure, message: address });
  });

  it('that answers SERVFAIL is not asked again', async () => {
    expect((await askWith('SERVFAIL')).asked).toEqual(['UDP']);
  });

  it('that is not there is not reached', async () => {
    const gone = await startDnsServer();
    await gone.stop();
    expect(await createDnsClient({ servers: [gone.server] }).ask('shop.test', 'A')).toEqual({
      failure: DnsFailure.UNREACHABLE,
      message: `The resolver at ${gone.address} does not answer.`,
    });
  });
});

describe('a name', () => {
  it.each([
    'alice+lists_of.shop.test',
    'with blanks \t\0\r\n.shop.test',
    '\xe9\xff\x80.shop.test',
    'back\\slash.shop.test',
    `${labelText('dot.inside')}.shop.test`,
    ['a'.repeat(63), 'b'.repeat(63), 'c'.repeat(63), 'd'.repeat(61)].join('.'),
  ])('%j arrives and comes back octet by octet', async (name) => {
    dns.publish({ [name]: [['CNAME', `x.${name}`.slice(0, 60)]] });
    const before = dns.questions.length;
    expect(await dns.client.ask(name, 'CNAME')).toMatchObject({
      records: [{ name, target: `x.${name}`.slice(0, 60) }],
    });
    expect(dns.questions[before]?.name).toBe(name);
  });

  it.each([`${'a'.repeat(64)}.test`, `${'a.'.repeat(126)}aa`, 'a..test', '\u{1F600}.test'])(
    '%j, which cannot be, does not exist, and nobody is asked',
    async (name) => {
      const before = dns.questions.length;
      expect(await dns.client.ask(name, 'A')).toEqual({
        failure: null,
        nameExists: false,
        records: [],
        chain: [],
      });
      expect(dns.questions).toHaveLength(before);
    },
  );

  it('has 64 KB of texts, with NUL and line breaks', async () => {
    const strings = Array<string>(250).fill(`\0\r\n${'x'.repeat(250)}`);
    dns.publish({ 'shop.test': [['TXT', ...strings]] });
    expect(await dns.client.ask('shop.test', 'TXT')).toMatchObject({ records: [{ strings }] });
  });
});
