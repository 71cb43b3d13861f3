import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CheckKind } from '../../../src/verification/check.js';
import { noExpectations } from '../../../src/verification/expectations.js';
import { createDnsJudge, type DnsJudge } from '../../../src/verification/thread/dns-judge.js';
import { makeDnsChecks } from '../../../src/verification-runs/service/make-dns-checks.js';
import { startDnsServer } from '../../support/dns/dns-server.js';

const silenceMilliseconds = 1_000;
const judges: DnsJudge[] = [];

afterEach(async () => {
  await Promise.all(judges.splice(0).map((judge) => judge.stop()));
});

function judgeOf(options: Parameters<typeof createDnsJudge>[0]): DnsJudge {
  const judge = createDnsJudge(options);
  judges.push(judge);
  return judge;
}

const oddJudge = () =>
  judgeOf({
    resolvers: [],
    program: join(import.meta.dirname, 'odd-thread.mjs'),
    silenceMilliseconds,
  });

const subjectOf = (mailFrom: string) => ({
  mailFrom,
  enforcedFrom: null,
  linkTracking: '',
  openTracking: '',
  smtpHost: null,
  expectations: noExpectations,
});

/** Begins one check, whose questions end with the signal. */
function begin(judge: DnsJudge, mailFrom: string, signal = new AbortController().signal): Promise<unknown> {
  return Promise.all(
    judge.check([CheckKind.SPF], subjectOf(mailFrom), signal).map(({ result }) => result),
  ).then(([result]) => result);
}

describe('a thread of the gateway itself', () => {
  it('makes checks that ask each question once, and forecasts', async () => {
    const dns = await startDnsServer({
      'shop.test': [
        ['MX', 10, 'mx.shop.test'],
        ['TXT', 'v=spf1 ip4:192.0.2.1 -all'],
      ],
      '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
      'mx.shop.test': [['A', '192.0.2.1']],
    });
    try {
      const judge = judgeOf({ resolvers: [dns.server] });
      const { signal } = new AbortController();
      const subject = {
        ...subjectOf('shop.test'),
        expectations: { ...noExpectations, sendingAddresses: ['192.0.2.1'] },
      };
      const kinds = [CheckKind.SPF, CheckKind.DMARC] as const;
      const checks = judge.check(kinds, subject, signal);
      expect(checks.map(({ kind }) => kind)).toEqual(kinds);
      const [spf, dmarc] = await Promise.all(checks.map(({ result }) => result));
      expect(spf).toMatchObject({ kind: 'SPF', status: 'PASS', checkedAt: expect.any(Date) });
      expect(dmarc).toMatchObject({ kind: 'DMARC', forecast: { result: 'PASS' } });
      const asked = dns.questions.map(({ name, type }) => `${type} ${name}`);
      expect(asked.filter((question) => question === 'TXT shop.test')).toHaveLength(1);

      const mail = { ...subject, fromDomain: 'shop.test' };
      expect(await judge.forecast(mail, signal)).toMatchObject({ result: 'PASS', alignedBySpf: true });
    } finally {
      await dns.stop();
    }
  });

  it('tells what it found until the signal ends its questions', async () => {
    const dns = await startDnsServer({ 'shop.test': ['DROP'] });
    try {
      const judge = judgeOf({ resolvers: [dns.server] });
      const end = new AbortController();
      const result = begin(judge, 'shop.test', end.signal);
      await expect.poll(() => dns.questions.length).toBeGreaterThan(0);
      end.abort();
      expect(await result).toMatchObject({ status: 'ERROR', findings: [{ code: 'DEADLINE_REACHED' }] });
    } finally {
      await dns.stop();
    }
  });
});

describe('a thread with a fault', () => {
  it('tells the fault of one task, and does the others', async () => {
    const judge = oddJudge();
    const results = await Promise.allSettled(['fails', 'answers'].map((act) => begin(judge, act)));
    expect(results).toEqual([
      { status: 'rejected', reason: new TypeError('the fault of one task') },
      { status: 'fulfilled', value: 'an answer' },
    ]);
  });

  it.each([
    ['breaks', 'the fault of the whole thread'],
    ['leaves', 'The thread that judges DNS has ended.'],
  ])('that %s fails what it has not done, and the next task has another thread', async (act, reason) => {
    const judge = oddJudge();
    const results = await Promise.allSettled(['waits', act, 'answers'].map((each) => begin(judge, each)));
    expect(results).toEqual(results.map(() => ({ status: 'rejected', reason: new Error(reason) })));
    expect(await begin(judge, 'answers')).toBe('an answer');
  });

  it('that hangs ends, and the next task has another thread', async () => {
    const judge = oddJudge();
    const end = new AbortController();
    const results = Promise.allSettled(['hangs', 'answers'].map((act) => begin(judge, act, end.signal)));
    end.abort();
    const reason = new Error('The thread that judges DNS was stopped.');
    expect(await results).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(await begin(judge, 'answers')).toBe('an answer');
  });

  it('that says anything does not hang, however long a task takes', async () => {
    const judge = oddJudge();
    const end = new AbortController();
    let isSettled = false;
    const waiting = begin(judge, 'waits', end.signal).finally(() => {
      isSettled = true;
    });
    waiting.catch(() => {});
    await begin(judge, 'answers');
    end.abort();
    await begin(judge, 'answers');
    await new Promise((resolve) => setTimeout(resolve, silenceMilliseconds * 1.5));
    expect(isSettled).toBe(false);
    await judge.stop();
    await expect(waiting).rejects.toThrow('stopped');
  });

  it('is told as a finding, and reported', async () => {
    const reported: unknown[] = [];
    const parts = { dnsJudge: oddJudge(), report: (error: unknown) => reported.push(error) };
    const results = await makeDnsChecks(
      parts,
      [CheckKind.SPF],
      subjectOf('breaks'),
      10_000,
      (result) => result,
    );
    expect(results).toMatchObject([{ kind: 'SPF', status: 'ERROR', findings: [{ code: 'INTERNAL_FAULT' }] }]);
    expect(reported).toEqual([new Error('the fault of the whole thread')]);
  });

  it('that hangs is told as a deadline', async () => {
    const parts = { dnsJudge: oddJudge(), report: expect.unreachable };
    const results = await makeDnsChecks(parts, [CheckKind.SPF], subjectOf('hangs'), 600, (result) => result);
    expect(results).toMatchObject([{ findings: [{ code: 'DEADLINE_REACHED' }] }]);
  });
});

it('a thread has no settings of the gateway', async () => {
  expect(Object.keys(process.env)).not.toEqual([]);
  expect(await begin(oddJudge(), 'tells')).toEqual([]);
});
