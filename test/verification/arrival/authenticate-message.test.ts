import DKIM from 'nodemailer/lib/dkim';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authenticateMessage } from '../../../src/verification/checks/arrival/authenticate-message.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';
import { keyZone, rsaSigningKey } from '../dkim/signing-keys.js';

const key = rsaSigningKey();
const zone: Zone = {
  ...keyZone({ s1: key.record }),
  'bounces.shop.test': [['TXT', 'v=spf1 ip4:192.0.2.25 -all']],
  'mail.shop.test': [['TXT', 'v=spf1 ip4:192.0.2.26 -all']],
  '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
};
let dns: DnsTestServer;

beforeAll(async () => {
  dns = await startDnsServer(zone, { questionMilliseconds: 800 });
});
beforeEach(() => dns.publish(zone));
afterAll(() => dns.stop());

const plain = 'From: "News, of the shop" <news@shop.test>\r\nSubject: Test\r\n\r\nHello.\r\n';

async function signed(message = plain): Promise<string> {
  const signer = new DKIM({ domainName: 'shop.test', keySelector: 's1', privateKey: key.privateKey });
  return Buffer.concat(await signer.sign(Buffer.from(message)).toArray()).toString();
}

function authenticate(message: string, envelope: Partial<Parameters<typeof authenticateMessage>[0]> = {}) {
  const usual = { address: '192.0.2.25', helo: 'mail.shop.test', mailFrom: 'test@bounces.shop.test' };
  return authenticateMessage({ octets: Buffer.from(message), ...usual, ...envelope }, dns.resolve());
}

describe('a message that arrives', () => {
  it('passes SPF by its sender, DKIM by its signature, and DMARC by both', async () => {
    expect(await authenticate(await signed())).toEqual({
      mailFrom: 'test@bounces.shop.test',
      from: 'news@shop.test',
      spf: { domain: 'bounces.shop.test', result: 'PASS' },
      dkim: [{ domain: 'shop.test', selector: 's1', algorithm: 'rsa-sha256', result: 'PASS', reason: null }],
      dmarc: { result: 'PASS', alignedBySpf: true, alignedByDkim: true, policyApplied: 'REJECT' },
    });
  });

  it('passes DMARC by DKIM alone when it comes from another address', async () => {
    const result = await authenticate(await signed(), { address: '2001:db8::1' });
    expect(result.spf.result).toBe('FAIL');
    expect(result.dmarc).toMatchObject({ result: 'PASS', alignedBySpf: false, alignedByDkim: true });
  });

  it('fails DMARC when it comes from another address and was changed on its way', async () => {
    const result = await authenticate(`${await signed()}Buy!\r\n`, { address: '192.0.2.99' });
    expect(result.dkim).toMatchObject([{ result: 'FAIL' }]);
    expect(result.dmarc).toMatchObject({ result: 'FAIL', policyApplied: 'REJECT' });
  });

  it('fails DMARC when SPF passes for the domain of somebody else', async () => {
    dns.publish({ ...zone, 'esp.test': [['TXT', 'v=spf1 ip4:192.0.2.25 -all']] });
    const result = await authenticate(plain, { mailFrom: 'bounce@esp.test' });
    expect(result.spf).toEqual({ domain: 'esp.test', result: 'PASS' });
    expect(result.dmarc).toMatchObject({ result: 'FAIL', alignedBySpf: false });
  });

  it('is judged by the name in HELO when it is from nobody', async () => {
    const result = await authenticate(plain, { mailFrom: '', address: '192.0.2.26' });
    expect(result.spf).toEqual({ domain: 'mail.shop.test', result: 'PASS' });
  });

  it.each([
    ['no author', plain.replace('From', 'X-From')],
    ['two authors', plain.replace('\r\n', ', <boss@shop.test>\r\n')],
    ['two From fields', `From: boss@shop.test\r\n${plain}`],
    ['an author without an address', plain.replace(/<.*>/, '')],
    ['two addresses of one author', plain.replace('>', '><boss@evil.test>')],
    ['an address after that in brackets', plain.replace('>', '> boss@evil.test')],
    ['an address with two domains', 'From: boss@evil.test@shop.test\r\n\r\n'],
    ['a group', 'From: Shop: news@shop.test;\r\n\r\n'],
    ['a From field that is too long', plain.replace('News', 'N'.repeat(2_000))],
    ['another From field after a bare LF', `X: a\nFrom: boss@evil.test\r\n${plain}`],
    ['another From field behind all that anybody reads', `${'a:\r\n'.repeat(500)}${plain}`],
  ])('is nothing that DMARC can judge with %s', async (_, message) => {
    expect(await authenticate(message)).toMatchObject({ from: null, dmarc: null });
  });

  it.each([
    'news@shop.test',
    '<news@shop.test> (News (of the shop) <boss@evil.test>)',
    '"boss@evil.test" <news@shop.test>',
    'boss@evil.test <news@shop.test>',
    '=?utf-8?q?boss=40evil.test?= <news@shop.test>',
    'News of the\r\n shop <news@shop.test>',
  ])('has the author that readers find in %j', async (author) => {
    expect(await authenticate(`From: ${author}\r\n\r\n`)).toMatchObject({ from: 'news@shop.test' });
  });

  it('passes by the signature of its author, though many others stand before it', async () => {
    const others = 'DKIM-Signature: v=1; d=esp.test; s=q\r\n'.repeat(5);
    expect(await authenticate(others + (await signed()), { address: '192.0.2.99' })).toMatchObject({
      dmarc: { result: 'PASS', alignedByDkim: true },
    });
  });

  it('has no DMARC result without a policy', async () => {
    dns.publish({ ...zone, '_dmarc.shop.test': [] });
    expect((await authenticate(await signed())).dmarc).toMatchObject({ result: 'NONE' });
  });

  it('is told as not known what DNS does not answer', async () => {
    dns.publish({
      'bounces.shop.test': ['SERVFAIL'],
      's1._domainkey.shop.test': ['SERVFAIL'],
      '_dmarc.shop.test': zone['_dmarc.shop.test'] ?? [],
    });
    expect(await authenticate(await signed())).toMatchObject({
      spf: { result: 'TEMPERROR' },
      dkim: [{ result: 'TEMPERROR' }],
      dmarc: { result: 'TEMPERROR' },
    });
  });

  it('tells nothing that cannot be printed, whatever stands in it', async () => {
    const message = `DKIM-Signature: v=1; d=\x1b[31m; s=\xff\r\nFrom: <\x1b[31m\u00e9@shop.test>\r\n\r\n`;
    const result = await authenticate(message, { mailFrom: '\x1b[2J@\u2028.test', helo: '\x07' });
    expect(JSON.stringify(result)).toMatch(/^[ -~]*$/);
    expect(JSON.stringify(result)).not.toContain('\\u001b');
  });
});
