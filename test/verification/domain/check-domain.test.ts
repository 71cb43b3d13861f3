import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckKind } from '../../../src/verification/check.js';
import type { DomainCheckKind, DomainFacts } from '../../../src/verification/check-result.js';
import { checkDomain } from '../../../src/verification/checks/check-domain.js';
import { noExpectations } from '../../../src/verification/expectations.js';
import { statusOf } from '../../../src/verification/finding.js';
import { FindingCode as F } from '../../../src/verification/finding-code.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { publishRemediation } from '../../support/dns/publish-remediation.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';

const { SENDER_DOMAIN, LINK_DOMAIN, OPEN_DOMAIN } = CheckKind;
const host = 'track.shop.test';
const target = 'track.us.test';
const addresses: ZoneEntry[] = [
  ['A', '192.0.2.80'],
  ['A', '192.0.2.81'],
  ['AAAA', '2001:db8::80'],
];

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

interface HostCase {
  title: string;
  zone: Zone;
  /** The target, unless said; null for none. */
  expected?: string | null;
  status: string;
  codes?: readonly F[];
}

const us: Zone = { [target]: addresses };

const withTarget: readonly HostCase[] = [
  { title: 'an alias of the target', zone: { ...us, [host]: [['CNAME', target]] }, status: 'PASS' },
  {
    title: 'an alias in other letters, of a target that is written with a dot at its end',
    zone: { ...us, [host]: [['CNAME', 'Track.US.test']] },
    expected: 'TRACK.us.test.',
    status: 'PASS',
  },
  {
    title: 'the target in the middle of the way',
    zone: {
      [host]: [['CNAME', 'alias.shop.test']],
      'alias.shop.test': [['CNAME', target]],
      [target]: [['CNAME', 'cdn.test']],
      'cdn.test': [['AAAA', '2001:db8::1']],
    },
    status: 'PASS',
  },
  { title: 'the target itself', zone: us, expected: host, status: 'FAIL', codes: [F.HOST_NAME_MISSING] },
  {
    title: 'the target itself, with an address',
    zone: { [host]: addresses },
    expected: host,
    status: 'PASS',
  },
  {
    title: 'an alias of a name that begins as the target does',
    zone: { ...us, [host]: [['CNAME', `${target}.evil.test`]], [`${target}.evil.test`]: addresses },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_DIFFERS],
  },
  {
    title: 'an alias of a name that ends as the target does',
    zone: { ...us, [host]: [['CNAME', `my-${target}`]], [`my-${target}`]: addresses },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_DIFFERS],
  },
  {
    title: 'an alias that leads nowhere',
    zone: { ...us, [host]: [['CNAME', 'old.us.test']] },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_DIFFERS],
  },
  {
    title: 'the addresses of the target instead of an alias',
    zone: { ...us, [host]: addresses },
    status: 'WARN',
    codes: [F.HOST_FLATTENED],
  },
  {
    title: 'one of the addresses of the target',
    zone: { ...us, [host]: [['AAAA', '2001:0db8:0:0::80']] },
    status: 'WARN',
    codes: [F.HOST_FLATTENED],
  },
  {
    title: 'an alias of what the target leads to',
    zone: { [host]: [['CNAME', 'cdn.test']], [target]: [['CNAME', 'cdn.test']], 'cdn.test': addresses },
    status: 'WARN',
    codes: [F.HOST_FLATTENED],
  },
  {
    title: 'one address of the target and one of another',
    zone: {
      ...us,
      [host]: [
        ['A', '192.0.2.80'],
        ['A', '192.0.2.99'],
      ],
    },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_MISSING],
  },
  {
    title: 'the target in a text',
    zone: { ...us, [host]: [['TXT', '"Track.us.test."']] },
    status: 'FAIL',
    codes: [F.HOST_NAME_IN_TXT],
  },
  {
    title: 'the target in a text beside an old address',
    zone: {
      ...us,
      [host]: [
        ['TXT', target],
        ['A', '192.0.2.1'],
      ],
    },
    status: 'FAIL',
    codes: [F.HOST_NAME_IN_TXT],
  },
  { title: 'no such name', zone: us, status: 'FAIL', codes: [F.HOST_NAME_MISSING] },
  {
    title: 'a name with names below it alone',
    zone: { ...us, [`www.${host}`]: addresses },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_MISSING],
  },
  {
    title: 'aliases in a circle',
    zone: { ...us, [host]: [['CNAME', 'b.shop.test']], 'b.shop.test': [['CNAME', host]] },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_LOOP],
  },
  {
    title: 'aliases in a circle behind the target',
    zone: { [host]: [['CNAME', target]], [target]: [['CNAME', target]] },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_LOOP],
  },
  {
    title: 'a target without an address',
    zone: { [host]: [['CNAME', target]], [target]: [['TXT', 'gone']] },
    status: 'FAIL',
    codes: [F.HOST_TARGET_WITHOUT_ADDRESS],
  },
  {
    title: 'a target that does not exist',
    zone: { [host]: [['CNAME', target]] },
    status: 'FAIL',
    codes: [F.HOST_TARGET_WITHOUT_ADDRESS],
  },
  {
    title: 'no answer about one kind of address',
    zone: {
      ...us,
      [host]: [
        ['CNAME', target],
        ['AAAA', 'SERVFAIL'],
      ],
    },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE],
  },
  {
    title: 'no answer at all',
    zone: { ...us, [host]: ['REFUSED'] },
    status: 'ERROR',
    codes: [F.DNS_REFUSED, F.DNS_REFUSED],
  },
  {
    title: 'no answer about the addresses of the target, which would decide',
    zone: { [host]: addresses, [target]: [...addresses, ['A', 'SERVFAIL']] },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE],
  },
  {
    title: 'no answer about the texts at the name',
    zone: {
      ...us,
      [host]: [
        ['A', '192.0.2.1'],
        ['TXT', 'SERVFAIL'],
      ],
    },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE, F.HOST_ALIAS_MISSING],
  },
];

const withoutTarget: readonly HostCase[] = [
  { title: 'an address', zone: { [host]: [['A', '192.0.2.1']] }, status: 'PASS' },
  { title: 'an address of IPv6 alone', zone: { [host]: [['AAAA', '2001:db8::1']] }, status: 'PASS' },
  {
    title: 'an alias of a name with an address',
    zone: { ...us, [host]: [['CNAME', target]] },
    status: 'PASS',
  },
  { title: 'no such name', zone: {}, status: 'FAIL', codes: [F.HOST_NAME_MISSING] },
  {
    title: 'a text alone',
    zone: { [host]: [['TXT', 'x']] },
    status: 'FAIL',
    codes: [F.HOST_WITHOUT_ADDRESS],
  },
  {
    title: 'an MX, which is not for links',
    zone: { ...us, [host]: [['MX', 10, target]] },
    status: 'FAIL',
    codes: [F.HOST_WITHOUT_ADDRESS],
  },
  {
    title: 'an alias that leads nowhere',
    zone: { [host]: [['CNAME', target]] },
    status: 'FAIL',
    codes: [F.HOST_TARGET_WITHOUT_ADDRESS],
  },
  {
    title: 'an alias of itself',
    zone: { [host]: [['CNAME', host]] },
    status: 'FAIL',
    codes: [F.HOST_ALIAS_LOOP],
  },
  {
    title: 'no answer',
    zone: { [host]: ['SERVFAIL'] },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE, F.DNS_SERVER_FAILURE],
  },
];

const ofSender: readonly HostCase[] = [
  { title: 'an MX whose host has an address', zone: { ...us, [host]: [['MX', 10, target]] }, status: 'PASS' },
  {
    title: 'two MX, the better of which has no address',
    zone: {
      ...us,
      [host]: [
        ['MX', 20, target],
        ['MX', 10, 'gone.us.test'],
      ],
    },
    status: 'PASS',
  },
  {
    title: 'two MX, the better of which is not answered for',
    zone: {
      ...us,
      [host]: [
        ['MX', 20, target],
        ['MX', 10, 'slow.test'],
      ],
      'slow.test': ['SERVFAIL'],
    },
    status: 'WARN',
    codes: [F.DNS_SERVER_FAILURE, F.DNS_SERVER_FAILURE],
  },
  {
    title: 'an MX that is not answered for',
    zone: { [host]: [['MX', 10, 'slow.test']], 'slow.test': [['AAAA', 'SERVFAIL']] },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE],
  },
  {
    title: 'an MX without an address',
    zone: { [host]: [['MX', 10, target]] },
    status: 'FAIL',
    codes: [F.HOST_WITHOUT_ADDRESS],
  },
  {
    title: 'an MX that takes no mail',
    zone: { [host]: [['MX', 0, '']] },
    status: 'FAIL',
    codes: [F.HOST_WITHOUT_ADDRESS],
  },
  {
    title: 'an alias of a name with an MX',
    zone: { [host]: [['CNAME', target]], [target]: [['MX', 10, 'mx.us.test']], 'mx.us.test': addresses },
    expected: target,
    status: 'PASS',
  },
  {
    title: 'no answer about its MX',
    zone: {
      [host]: [
        ['TXT', 'x'],
        ['MX', 'SERVFAIL'],
      ],
    },
    status: 'ERROR',
    codes: [F.DNS_SERVER_FAILURE],
  },
];

describe('a link domain that is to lead to a target, with', () => {
  it.each(withTarget)('$title, is $status', (row) => judge(LINK_DOMAIN, { expected: target, ...row }));
});

describe('a link domain without a target, with', () => {
  it.each(withoutTarget)('$title, is $status', (row) => judge(LINK_DOMAIN, { expected: null, ...row }));
});

describe('a sender domain, with', () => {
  it.each(ofSender)('$title, is $status', (row) => judge(SENDER_DOMAIN, { expected: null, ...row }));
});

async function judge(kind: DomainCheckKind, { zone, expected = null, status, codes = [] }: HostCase) {
  const { findings } = await check(kind, zone, expected);
  expect(findings.map(({ code }) => code)).toEqual(codes);
  expect(statusOf(findings)).toBe(status);
}

describe('a question about an address without an answer', () => {
  const answered = [...withTarget, ...withoutTarget.map((row) => ({ expected: null, ...row }))].filter(
    ({ status }) => status !== 'ERROR',
  );

  it.each(answered)('leaves nothing but ERROR of: $title', async ({ zone, expected = target }) => {
    const begun = dns.questions.length;
    await check(LINK_DOMAIN, zone, expected);
    const asked = dns.questions.slice(begun).filter(({ type }) => type === 'A' || type === 'AAAA');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const { name, type } of asked) {
      const failing: Zone = { ...zone, [name]: [...(zone[name] ?? []), [type as 'A' | 'AAAA', 'SERVFAIL']] };
      const { findings } = await check(LINK_DOMAIN, failing, expected);
      expect(statusOf(findings)).toBe('ERROR');
    }
  });
});

describe('the remediation of a host name', () => {
  const fixable = withTarget.filter(
    ({ codes = [], expected = target }) =>
      codes.some((code) => code.startsWith('HOST_') && code !== F.HOST_TARGET_WITHOUT_ADDRESS) &&
      expected !== host,
  );

  it.each(fixable)('makes the finding go: $title', async ({ title, zone, codes = [] }) => {
    const { findings } = await check(LINK_DOMAIN, zone, target);
    for (const { code, remediation, expected } of findings) {
      if (!code.startsWith('HOST_')) continue;
      if (title.endsWith('behind the target')) {
        expect(remediation).toBeNull();
        continue;
      }
      if (remediation === null) throw new Error(`No remediation with ${code}.`);
      expect(remediation).toMatchObject({ host, recordType: 'CNAME', value: target });
      expect(expected).toEqual([target]);
      const after = await check(LINK_DOMAIN, publishRemediation(zone, remediation), target);
      expect(after.findings.map((finding) => finding.code)).toEqual(
        codes.filter((one) => one.startsWith('DNS_')).slice(1),
      );
    }
  });

  it('is there for each finding that can have one', () => {
    const without = [F.HOST_WITHOUT_ADDRESS, F.HOST_TARGET_WITHOUT_ADDRESS];
    const all = Object.values(F).filter((code) => code.startsWith('HOST_') && !without.includes(code));
    const covered = new Set(fixable.flatMap(({ codes = [] }) => codes));
    expect(all.filter((code) => !covered.has(code))).toEqual([]);
  });

  it('says what is in the way of an alias', async () => {
    const zone: Zone = {
      ...us,
      [host]: [
        ['MX', 10, target],
        ['TXT', 'v=spf1 -all'],
        ['A', '192.0.2.1'],
      ],
    };
    expect(await summaryOf(zone)).toBe(
      'Publish an alias (CNAME) at track.shop.test that leads to track.us.test, in place of what is there. But track.shop.test has other records (MX, TXT), and there can be none beside an alias: move them, or use another name.',
    );
    const apex: Zone = {
      ...us,
      [host]: [
        ['NS', 'ns.shop.test'],
        ['TXT', 'v=spf1 -all'],
        ['A', '192.0.2.1'],
      ],
    };
    expect(await summaryOf(apex)).toContain('(NS, TXT)');
    expect(await summaryOf(apex)).toContain('at the top of a domain, as here, they have to stay');
    expect(
      await summaryOf({
        ...us,
        [host]: [
          ['NS', 'SERVFAIL'],
          ['A', '192.0.2.1'],
        ],
      }),
    ).not.toContain('But');
  });

  async function summaryOf(zone: Zone): Promise<string> {
    const { findings } = await check(SENDER_DOMAIN, zone, target);
    expect(findings.map(({ code }) => code)).toEqual([F.HOST_ALIAS_MISSING]);
    return findings[0]?.remediation?.summary ?? '';
  }
});

describe('what is shown of a host name', () => {
  it('is the way that leads to its addresses', async () => {
    const zone: Zone = {
      [host]: [['CNAME', target]],
      [target]: [['CNAME', 'cdn.test']],
      'cdn.test': addresses,
    };
    const { kind, chain, host: shown } = await check(OPEN_DOMAIN, zone, target);
    expect([kind, shown]).toEqual([OPEN_DOMAIN, host]);
    expect(chain.map(({ type, name }) => [type, name])).toEqual([
      ['CNAME', host],
      ['CNAME', target],
      ['A', 'cdn.test'],
      ['A', 'cdn.test'],
      ['AAAA', 'cdn.test'],
    ]);
  });

  it('takes the target in a text for nothing that is in the way of the alias', async () => {
    const { findings } = await check(LINK_DOMAIN, { [host]: [['TXT', `"${target}."`]] }, target);
    expect(findings.map(({ remediation }) => remediation?.summary)).toEqual([
      'Publish an alias (CNAME) at track.shop.test that leads to track.us.test, in place of what is there.',
    ]);
  });

  it('shows the text that holds the target', async () => {
    const { findings } = await check(
      LINK_DOMAIN,
      {
        [host]: [
          ['TXT', 'other'],
          ['TXT', target],
        ],
      },
      target,
    );
    expect(findings).toMatchObject([{ code: F.HOST_NAME_IN_TXT, expected: [target], observed: [target] }]);
  });

  it('expects an address where no target is expected', async () => {
    const { findings } = await check(LINK_DOMAIN, {}, null);
    expect(findings).toMatchObject([{ code: F.HOST_NAME_MISSING, expected: ['an address (A or AAAA)'] }]);
  });

  it('is printable and bounded, whatever it leads to', async () => {
    const zone: Zone = { [host]: [['CNAME', 'a\0\n<b>.test']] };
    for (let index = 0; index < 300; index++) {
      const next = index === 299 ? 'end.test' : `c${index + 1}.test`;
      zone[index === 0 ? 'a\0\n<b>.test' : `c${index}.test`] = [['CNAME', next]];
    }
    zone['end.test'] = Array.from({ length: 200 }, (_, index) => ['A', `192.0.2.${index}`]);
    const facts = await check(LINK_DOMAIN, zone, target);
    expect(facts.chain.length).toBeLessThanOrEqual(100);
    expect(facts.findings.map(({ code }) => code)).toEqual([F.HOST_ALIAS_DIFFERS]);
    expect(JSON.stringify(facts)).not.toMatch(/\\[nu]/);
    expect(facts.findings[0]?.observed[0]).toBe('a\\000\\010<b>.test');
    expect(facts.findings[0]?.message.length).toBeLessThan(500);
  });

  it('is of the domain of mail-from, whether that is an address or a domain', async () => {
    for (const mailFrom of ['bounces@Bücher.test', 'xn--bcher-kva.test']) {
      const { host: shown } = await check(SENDER_DOMAIN, {}, null, mailFrom);
      expect(shown).toBe('xn--bcher-kva.test');
    }
  });
});

/** All three names are that which is checked, and only the target of the one that is checked is expected. */
function check(
  kind: DomainCheckKind,
  zone: Zone,
  expected: string | null,
  mailFrom = `bounces@${host}`,
): Promise<DomainFacts> {
  dns.publish(zone);
  const targets = {
    senderTarget: kind === SENDER_DOMAIN ? expected : 'wrong.test',
    linkTarget: kind === LINK_DOMAIN ? expected : 'wrong.test',
    openTarget: kind === OPEN_DOMAIN ? expected : 'wrong.test',
  };
  const subject = {
    mailFrom,
    enforcedFrom: null,
    linkTracking: kind === LINK_DOMAIN ? host : 'wrong.test',
    openTracking: kind === OPEN_DOMAIN ? host : 'wrong.test',
    smtpHost: null,
    expectations: { ...noExpectations, ...targets },
  };
  return checkDomain(kind, subject, dns.resolve());
}
