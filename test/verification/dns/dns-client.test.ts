import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DnsFailure, type RecordType } from '../../../src/verification/dns/dns-answer.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer(
    {
      'shop.test': [
        ['A', '192.0.2.1'],
        ['A', '192.0.2.2'],
        ['AAAA', '2001:db8::1'],
        ['MX', 10, 'mx.shop.test'],
        ['NS', 'ns.shop.test'],
        ['TXT', 'v=spf1 ', '-all'],
        ['TXT', 'other'],
      ],
      '1.2.0.192.in-addr.arpa': [['PTR', 'shop.test']],
      'www.shop.test': [['CNAME', 'Web.Vendor.test']],
      'web.vendor.test': [['CNAME', 'shop.test']],
      'deep.under.shop.test': [['A', '192.0.2.3']],
      'broken.test': ['SERVFAIL'],
      'closed.test': ['REFUSED'],
      'half.test': [
        ['A', '192.0.2.4'],
        ['TXT', 'SERVFAIL'],
      ],
      'long.test': [['TXT', ...Array<string>(40).fill('x'.repeat(100))]],
      'silent.test': ['DROP'],
    },
    { questionMilliseconds: 300 },
  );
});
afterAll(() => dns.stop());

const ask = (name: string, type: RecordType) => dns.client.ask(name, type);

describe('an answer', () => {
  it.each<[string, RecordType, object[]]>([
    ['shop.test', 'A', [{ address: '192.0.2.1' }, { address: '192.0.2.2' }]],
    ['SHOP.test', 'AAAA', [{ address: '2001:db8::1' }]],
    ['shop.test', 'MX', [{ preference: 10, exchange: 'mx.shop.test' }]],
    ['shop.test', 'NS', [{ target: 'ns.shop.test' }]],
    ['shop.test', 'TXT', [{ strings: ['v=spf1 ', '-all'] }, { strings: ['other'] }]],
    ['1.2.0.192.in-addr.arpa', 'PTR', [{ target: 'shop.test' }]],
    ['www.shop.test', 'CNAME', [{ name: 'www.shop.test', target: 'Web.Vendor.test' }]],
    ['half.test', 'A', [{ address: '192.0.2.4' }]],
  ])('to %s %s has the records', async (name, type, records) => {
    const expected = records.map((record) => expect.objectContaining({ type, ttlSeconds: 300, ...record }));
    expect(await ask(name, type)).toEqual({ failure: null, nameExists: true, chain: [], records: expected });
  });

  it.each<[string, RecordType, DnsFailure]>([
    ['broken.test', 'A', DnsFailure.SERVER_FAILURE],
    ['closed.test', 'A', DnsFailure.REFUSED],
    ['half.test', 'TXT', DnsFailure.SERVER_FAILURE],
    ['silent.test', 'TXT', DnsFailure.TIMEOUT],
  ])('to %s %s is the failure %s', async (name, type, failure) => {
    const answer = await ask(name, type);
    expect(answer).toMatchObject({ failure, message: expect.stringContaining(dns.address) });
  });

  it('that is too long comes over TCP', async () => {
    expect(await ask('long.test', 'TXT')).toMatchObject({ records: [{ strings: { length: 40 } }] });
  });

  it('has the aliases and what they lead to', async () => {
    expect(await ask('www.shop.test', 'A')).toMatchObject({
      records: [{ name: 'shop.test' }, { name: 'shop.test' }],
      chain: [{ target: 'Web.Vendor.test' }, { target: 'shop.test' }],
    });
  });

  it('says whether the name exists', async () => {
    expect(await ask('nothing.test', 'A')).toMatchObject({ nameExists: false, records: [] });
    expect(await ask('under.shop.test', 'A')).toMatchObject({ nameExists: true, records: [] });
  });
});
