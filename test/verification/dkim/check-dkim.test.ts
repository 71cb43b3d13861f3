import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DkimFacts } from '../../../src/verification/check-result.js';
import { checkDkim } from '../../../src/verification/checks/check-dkim.js';
import { type DkimExpectation, noExpectations } from '../../../src/verification/expectations.js';
import { statusOf } from '../../../src/verification/finding.js';
import { FindingCode as F } from '../../../src/verification/finding-code.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { publishRemediation } from '../../support/dns/publish-remediation.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';
import { ed25519, otherRsa, rsa, rsaKey } from './keys.js';

const host = 'sel._domainkey.shop.test';
const right = `v=DKIM1; k=rsa; p=${rsa.spki}`;
const half = Math.ceil(right.length / 2);

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

interface DkimCase {
  title: string;
  entries: readonly ZoneEntry[];
  others?: Zone;
  publicKey?: string | null;
  status: string;
  codes?: readonly F[];
  /** What the one remediation proposes. */
  value?: string;
}

/** Each row of the table of configurations that is about DKIM, and every finding. */
const cases: readonly DkimCase[] = [
  { title: 'the expected key', entries: [['TXT', right]], status: 'PASS' },
  {
    title: 'the expected key in two strings, with spaces in it and no last semicolon',
    entries: [['TXT', `v=DKIM1; k=rsa; p=${rsa.spki.slice(0, 100)} `, ` ${rsa.spki.slice(100)}`]],
    status: 'PASS',
  },
  {
    title: 'the expected key as a bare RSAPublicKey',
    entries: [['TXT', `p=${rsa.pkcs1}`]],
    status: 'PASS',
  },
  {
    title: 'an alias of the name at the vendor',
    entries: [['CNAME', 'sel.dkim.vendor.test']],
    others: { 'sel.dkim.vendor.test': [['TXT', right]] },
    status: 'PASS',
  },
  { title: 'any key, as none is expected', entries: [['TXT', right]], publicKey: null, status: 'PASS' },
  {
    title: 'a record cut at 255 characters',
    entries: [['TXT', right.slice(0, 255)]],
    status: 'FAIL',
    codes: [F.DKIM_KEY_CUT],
    value: right,
  },
  {
    title: 'a record cut at 255 characters, with no key expected',
    entries: [['TXT', right.slice(0, 255)]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_KEY_CUT],
  },
  {
    title: 'quotes pasted into it',
    entries: [['TXT', `${right.slice(0, 200)}" "${right.slice(200)}`]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_KEY_PASTED_WITH_QUOTES],
    value: right,
  },
  {
    title: 'two TXT records, one of them right',
    entries: [
      ['TXT', 'google-site-verification=abc'],
      ['TXT', right],
    ],
    status: 'FAIL',
    codes: [F.DKIM_MULTIPLE_RECORDS],
    value: right,
  },
  {
    title: 'two TXT records that are halves of one',
    entries: [
      ['TXT', right.slice(half)],
      ['TXT', right.slice(0, half)],
    ],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_MULTIPLE_RECORDS],
    value: right,
  },
  {
    title: 'two keys, either of which may be meant',
    entries: [
      ['TXT', `p=${rsaKey(1_024).spki}`],
      ['TXT', `p=${rsaKey(1_024, 'b').spki}`],
    ],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_MULTIPLE_RECORDS],
  },
  {
    title: 'the host name that should be an alias',
    entries: [['TXT', 'sel.dkim.vendor.test.']],
    others: { 'sel.dkim.vendor.test': [['TXT', right]] },
    status: 'FAIL',
    codes: [F.DKIM_HOST_NAME_IN_TXT],
    value: 'sel.dkim.vendor.test',
  },
  {
    title: 'no record',
    entries: [['A', '192.0.2.1']],
    status: 'FAIL',
    codes: [F.DKIM_RECORD_MISSING],
    value: right,
  },
  {
    title: 'an alias that leads nowhere',
    entries: [['CNAME', 'sel.dkim.vendor.test']],
    status: 'FAIL',
    codes: [F.DKIM_RECORD_MISSING],
    value: right,
  },
  {
    title: 'an alias that leads back',
    entries: [['CNAME', host]],
    status: 'FAIL',
    codes: [F.DKIM_RECORD_MISSING],
    value: right,
  },
  {
    title: 'another key',
    entries: [['TXT', `v=DKIM1; p=${otherRsa.spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_KEY_DIFFERS],
    value: right,
  },
  {
    title: 'another key at the vendor',
    entries: [['CNAME', 'sel.dkim.vendor.test']],
    others: { 'sel.dkim.vendor.test': [['TXT', `v=DKIM1; p=${otherRsa.pkcs1}`]] },
    status: 'FAIL',
    codes: [F.DKIM_KEY_DIFFERS],
    value: right,
  },
  {
    title: 'a key that was revoked',
    entries: [['TXT', 'v=DKIM1; p=']],
    status: 'FAIL',
    codes: [F.DKIM_KEY_REVOKED],
    value: right,
  },
  {
    title: 'the key without anything around it',
    entries: [['TXT', rsa.spki]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_RECORD_MALFORMED],
    value: right,
  },
  {
    title: 'a version that is not first',
    entries: [['TXT', `k=rsa; t=s; v=DKIM1; p=${rsa.spki}`]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_RECORD_MALFORMED],
    value: `v=DKIM1; k=rsa; t=s; p=${rsa.spki}`,
  },
  {
    title: 'something that is not base64',
    entries: [['TXT', 'v=DKIM1; p=(your key)']],
    status: 'FAIL',
    codes: [F.DKIM_KEY_UNREADABLE],
    value: right,
  },
  {
    title: 'a type of key that nobody knows',
    entries: [['TXT', `v=DKIM1; k=dsa; p=${rsa.spki}`]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_KEY_TYPE_UNKNOWN],
    value: right,
  },
  {
    title: 'a type of key in capitals',
    entries: [['TXT', `v=DKIM1; k=RSA; p=${rsa.spki}`]],
    status: 'WARN',
    codes: [F.DKIM_VALUE_IN_CAPITALS],
    value: right,
  },
  {
    title: 'a hash that is not accepted any more',
    entries: [['TXT', `v=DKIM1; h=sha1; p=${rsa.spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_HASH_NOT_ALLOWED],
    value: right,
  },
  {
    title: 'a key for another service',
    entries: [['TXT', `v=DKIM1; s=tlsrpt; p=${rsa.spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_SERVICE_NOT_ALLOWED],
    value: right,
  },
  {
    title: 'a key that is tested',
    entries: [['TXT', `v=DKIM1; t=y; p=${rsa.spki}`]],
    status: 'WARN',
    codes: [F.DKIM_TESTING],
    value: right,
  },
  {
    title: 'a key of 1024 bits',
    entries: [['TXT', `p=${rsaKey(1_024).spki}`]],
    publicKey: rsaKey(1_024).spki,
    status: 'WARN',
    codes: [F.DKIM_KEY_SHORT],
  },
  {
    title: 'a key of 512 bits',
    entries: [['TXT', `p=${rsaKey(512).spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_KEY_TOO_SHORT, F.DKIM_KEY_DIFFERS],
    value: right,
  },
  {
    title: 'a key of 1024 bits, while a longer one is expected',
    entries: [['TXT', `p=${rsaKey(1_024).spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_KEY_SHORT, F.DKIM_KEY_DIFFERS],
    value: right,
  },
  {
    title: 'a key of 8192 bits, while a shorter one is expected',
    entries: [['TXT', `p=${rsaKey(8_192).spki}`]],
    status: 'FAIL',
    codes: [F.DKIM_KEY_LONG, F.DKIM_KEY_DIFFERS],
    value: right,
  },
  {
    title: 'a key of 8192 bits',
    entries: [['TXT', `p=${rsaKey(8_192).spki}`]],
    status: 'WARN',
    publicKey: rsaKey(8_192).spki,
    codes: [F.DKIM_KEY_LONG],
  },
  {
    title: 'an Ed25519 key alone',
    entries: [['TXT', `k=ed25519; p=${ed25519.raw}`]],
    publicKey: ed25519.raw,
    status: 'WARN',
    codes: [F.DKIM_ED25519_ALONE],
  },
  {
    title: 'an Ed25519 key in the wrong form',
    entries: [['TXT', `v=DKIM1; k=ed25519; p=${ed25519.spki}`]],
    publicKey: null,
    status: 'FAIL',
    codes: [F.DKIM_KEY_UNREADABLE],
    value: `v=DKIM1; k=ed25519; p=${ed25519.raw}`,
  },
  {
    title: 'a key, while that which is expected cannot be read',
    entries: [['TXT', right]],
    publicKey: 'the key from the portal',
    status: 'WARN',
    codes: [F.DKIM_EXPECTED_KEY_UNREADABLE],
  },
  { title: 'no answer: SERVFAIL', entries: ['SERVFAIL'], status: 'ERROR', codes: [F.DNS_SERVER_FAILURE] },
  { title: 'no answer: REFUSED', entries: ['REFUSED'], status: 'ERROR', codes: [F.DNS_REFUSED] },
  {
    title: 'half an answer',
    entries: ['TRUNCATED', 'TCP_CLOSED'],
    status: 'ERROR',
    codes: [F.DNS_TRUNCATED],
  },
];

describe('the DKIM check, with', () => {
  it.each(cases)(
    '$title, says $status',
    async ({ entries, others, publicKey = rsa.spki, status, codes = [], value }) => {
      const zone = { [host]: entries, ...others };
      const facts = await check(zone, [{ selector: 'sel', domain: null, publicKey }]);
      expect(facts.findings.map(({ code }) => code)).toEqual(codes);
      expect(statusOf(facts.findings)).toBe(status);
      const remediations = facts.findings.flatMap(({ remediation }) => remediation ?? []);
      expect(new Set(remediations.map((remediation) => remediation.value))).toEqual(
        new Set(value ? [value] : []),
      );
    },
  );

  it.each(cases.filter(({ value }) => value))(
    '$title, finds what it found no more when the remediation is published',
    async ({ entries, others, publicKey = rsa.spki }) => {
      const zone: Zone = { [host]: entries, ...others };
      const expectation = { selector: 'sel', domain: null, publicKey };
      const { findings } = await check(zone, [expectation]);
      for (const { code, remediation } of findings) {
        if (remediation === null) throw new Error(`No remediation with ${code}.`);
        const after = await check(publishRemediation(zone, remediation), [expectation]);
        expect(after.findings.map((finding) => finding.code)).not.toContain(code);
      }
    },
  );

  it('has a case with a remediation for each finding that can have one', () => {
    const without = [
      F.DKIM_SELECTOR_UNKNOWN,
      F.DKIM_EXPECTED_KEY_UNREADABLE,
      F.DKIM_ED25519_ALONE,
      F.DKIM_PRIVATE_KEY_PUBLISHED,
    ];
    const withRemediation = new Set(cases.flatMap(({ value, codes = [] }) => (value ? codes : [])));
    const all = Object.values(F).filter((code) => code.startsWith('DKIM_') && !without.includes(code));
    expect(all.filter((code) => !withRemediation.has(code))).toEqual([]);
  });
});

describe('the DKIM check', () => {
  it('tells everything that is wrong, and what it is about', async () => {
    const text = `k=rsa; v=DKIM1; h=sha1; s=tlsrpt; t=y; p=${rsaKey(768).spki}`;
    const { findings, keys } = await check({ [host]: [['TXT', text]] }, [
      { selector: 'sel', domain: null, publicKey: rsa.spki },
    ]);
    expect(findings.map(({ code }) => code)).toEqual([
      F.DKIM_RECORD_MALFORMED,
      F.DKIM_HASH_NOT_ALLOWED,
      F.DKIM_SERVICE_NOT_ALLOWED,
      F.DKIM_KEY_TOO_SHORT,
      F.DKIM_TESTING,
      F.DKIM_KEY_DIFFERS,
    ]);
    for (const finding of findings)
      expect(finding).toMatchObject({ host, recordType: 'TXT', expected: [right], observed: [text] });
    expect(keys).toEqual([
      {
        selector: 'sel',
        domain: 'shop.test',
        record: text,
        type: 'RSA',
        bits: 768,
        testing: true,
        matchesExpected: false,
        isUsable: false,
      },
    ]);
  });

  it('warns when no selector is known, and asks nothing', async () => {
    const asked = dns.questions.length;
    const { findings, keys } = await check({}, []);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      [F.DKIM_SELECTOR_UNKNOWN, 'WARN'],
    ]);
    expect(keys).toEqual([]);
    expect(dns.questions.length).toBe(asked);
  });

  it('looks up every selector, each at its domain', async () => {
    const zone: Zone = {
      [host]: [['TXT', `k=ed25519; p=${ed25519.raw}`]],
      'a.b._domainkey.shop.test': [['TXT', right]],
      'two._domainkey.news.test': ['SERVFAIL'],
    };
    const { findings, keys } = await check(zone, [
      { selector: 'sel', domain: null, publicKey: null },
      { selector: 'a.b', domain: 'Shop.test.', publicKey: null },
      { selector: 'two', domain: 'news.test', publicKey: null },
      { selector: 'none', domain: 'news.test', publicKey: null },
    ]);
    expect(keys.map(({ domain, type, bits, isUsable }) => [domain, type, bits, isUsable])).toEqual([
      ['shop.test', 'ED25519', 256, true],
      ['shop.test', 'RSA', 2_048, true],
      ['news.test', null, null, false],
      ['news.test', null, null, false],
    ]);
    expect(findings.map((finding) => [finding.code, finding.host])).toEqual([
      [F.DNS_SERVER_FAILURE, 'two._domainkey.news.test'],
      [F.DKIM_RECORD_MISSING, 'none._domainkey.news.test'],
    ]);
    expect(statusOf(findings)).toBe('ERROR');
  });

  it('understands an expected key that was pasted as a whole record, as PEM, or with white space', async () => {
    const lines = rsa.spki.replace(/.{64}/g, '$&\n');
    const pem = `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
    for (const publicKey of [right, pem, ` ${lines} `, rsa.pkcs1]) {
      const { findings, keys } = await check({ [host]: [['TXT', right]] }, [
        { selector: 'sel', domain: null, publicKey },
      ]);
      expect(findings).toEqual([]);
      expect(keys[0]?.matchesExpected).toBe(true);
    }
  });

  it('never proposes the public half of a private key that was published', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const open = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const { findings } = await check({ [host]: [['TXT', `v=DKIM1; p=${secret}`]] }, [
      { selector: 'sel', domain: null, publicKey: open },
    ]);
    expect(findings.map(({ code, remediation }) => [code, remediation])).toEqual([
      [F.DKIM_PRIVATE_KEY_PUBLISHED, null],
    ]);
  });

  it.each<[string, ZoneEntry[]]>([
    ['10,000 strings', [['TXT', ...Array.from({ length: 10_000 }, () => 'x;"=')]]],
    ['64 KB of one text', [['TXT', `v=DKIM1; p=${'A"'.repeat(31_000)}`]]],
    ['1000 records', Array.from({ length: 1_000 }, (_, index) => ['TXT', `v=DKIM1; n=${index}`])],
    ['octets that are not printable', [['TXT', 'v=DKIM1;\0\r\n<&\xff"; p=\u2028'.replace('\u2028', '\x1b')]]],
  ])('tells of %s in printable texts of at most 2 KB', async (_, entries) => {
    const { findings, keys } = await check({ [host]: entries }, [
      { selector: 'sel', domain: null, publicKey: rsa.spki },
    ]);
    expect(statusOf(findings)).toBe('FAIL');
    const texts = JSON.stringify([findings, keys]).split('","');
    expect(JSON.stringify(findings)).not.toMatch(/\\[nru]/);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(4_500);
    expect(findings.length).toBeLessThan(10);
  });
});

async function check(zone: Zone, dkim: readonly DkimExpectation[]): Promise<DkimFacts> {
  dns.publish(
    Object.fromEntries(Object.entries(zone).map(([name, entries]) => [name, entries.map(inStrings)])),
  );
  const subject = {
    mailFrom: 'bounces@shop.test',
    enforcedFrom: null,
    linkTracking: 'track.shop.test',
    openTracking: 'open.shop.test',
    smtpHost: null,
    expectations: { ...noExpectations, dkim },
  };
  return checkDkim(subject, dns.resolve());
}

/** A string of any length in strings of 255 characters. */
function inStrings(entry: ZoneEntry): ZoneEntry {
  if (!Array.isArray(entry) || entry[0] !== 'TXT') return entry;
  return ['TXT', ...entry.slice(1).flatMap((text) => String(text).match(/[\s\S]{1,255}/g) ?? [''])];
}
