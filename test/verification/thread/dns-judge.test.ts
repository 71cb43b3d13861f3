import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallerKind } from '../../../src/caller/caller.js';
import type { DeliveryServer } from '../../../src/delivery-servers/delivery-server.js';
import { AddressSource } from '../../../src/delivery-servers/mail-route.js';
import { CheckKind } from '../../../src/verification/check.js';
import { noExpectations } from '../../../src/verification/expectations.js';
import { createDnsJudge, type DnsJudge } from '../../../src/verification/thread/dns-judge.js';
import { DnsThreadEnded, type DnsThreadOptions } from '../../../src/verification/thread/dns-thread.js';
import { beginDnsChecks } from '../../../src/verification-runs/service/begin-dns-checks.js';
import { createForecastRoute } from '../../../src/verification-runs/service/forecast-route.js';
import { startDnsServer } from '../../support/dns/dns-server.js';

const aMinute = 60_000;
const silenceMilliseconds = 1_000;

let reported: unknown[];
let judges: DnsJudge[];
beforeEach(() => {
  reported = [];
  judges = [];
});
afterEach(() => Promise.all(judges.map((judge) => judge.stop())));

function judgeOf(options: DnsThreadOptions): DnsJudge {
  const judge = createDnsJudge({ ...options, report: (error) => reported.push(error) });
  judges.push(judge);
  return judge;
}

function oddJudge(file = join(import.meta.dirname, 'odd-thread.mjs')): DnsJudge {
  return judgeOf({ resolvers: [], file, silenceMilliseconds });
}

const subjectOf = (mailFrom: string) => ({
  mailFrom,
  enforcedFrom: null,
  linkTracking: '',
  openTracking: '',
  smtpHost: null,
  expectations: noExpectations,
});

/** Begins one check. */
async function begin(judge: DnsJudge, mailFrom: string, milliseconds = aMinute): Promise<unknown> {
  const [check] = judge.check([CheckKind.SPF], subjectOf(mailFrom), milliseconds);
  return check?.result;
}

/** Begins a check in each of these ways, in this order, and waits for all of them. */
function beginAll(judge: DnsJudge, acts: readonly string[], milliseconds = aMinute) {
  return Promise.allSettled(acts.map((act) => begin(judge, act, milliseconds)));
}

const ended = { status: 'rejected', reason: new DnsThreadEnded() };

it('the thread of the gateway makes checks that ask each question once, and forecasts', async () => {
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
    const expectations = { ...noExpectations, sendingAddresses: ['192.0.2.1'] };
    const subject = { ...subjectOf('shop.test'), expectations };
    const kinds = [CheckKind.SPF, CheckKind.DMARC] as const;
    const checks = judge.check(kinds, subject, aMinute);
    expect(checks.map(({ kind }) => kind)).toEqual(kinds);
    const [spf, dmarc] = await Promise.all(checks.map(({ result }) => result));
    expect(spf).toMatchObject({ kind: 'SPF', status: 'PASS', checkedAt: expect.any(Date) });
    expect(dmarc).toMatchObject({ kind: 'DMARC', forecast: { result: 'PASS' } });
    const asked = dns.questions.map(({ name, type }) => `${type} ${name}`);
    expect(asked.filter((question) => question === 'TXT shop.test')).toHaveLength(1);

    const mail = { ...subject, fromDomain: 'shop.test' };
    expect(await judge.forecast(mail, aMinute)).toMatchObject({ result: 'PASS', alignedBySpf: true });
  } finally {
    await dns.stop();
  }
});

it('a thread tells what it found until the time for its questions was over', async () => {
  const dns = await startDnsServer({ 'shop.test': ['DROP'] });
  try {
    const result = await begin(judgeOf({ resolvers: [dns.server] }), 'shop.test', 2_000);
    expect(result).toMatchObject({ status: 'ERROR', findings: [{ code: 'DEADLINE_REACHED' }] });
    expect(dns.questions.length).toBeGreaterThan(0);
  } finally {
    await dns.stop();
  }
});

it('a thread asks nothing more for whom nobody waits any more', async () => {
  const dns = await startDnsServer({ 'shop.test': ['DROP'] });
  try {
    const judge = judgeOf({ resolvers: [dns.server] });
    const end = new AbortController();
    const [check] = judge.check([CheckKind.SPF], subjectOf('shop.test'), aMinute, end.signal);
    await expect.poll(() => dns.questions.length).toBeGreaterThan(0);
    end.abort();
    expect(await check?.result).toMatchObject({ findings: [{ code: 'DEADLINE_REACHED' }] });
    const asked = dns.questions.length;
    // Without an answer each question would be asked once more after a second.
    await sleep(1_500);
    expect(dns.questions).toHaveLength(asked);
  } finally {
    await dns.stop();
  }
});

describe('a thread with a fault', () => {
  it('tells the fault of one task, and does the others', async () => {
    const [fault, answer] = await beginAll(oddJudge(), ['fails', 'answers']);
    expect(fault).toMatchObject({ reason: { name: 'TypeError', message: 'the fault of one task' } });
    expect(answer).toEqual({ status: 'fulfilled', value: 'an answer' });
    expect(reported).toEqual([]);
  });

  it.each([
    ['breaks', new Error('the fault of the whole thread')],
    ['leaves', new DnsThreadEnded()],
  ])(
    'that %s fails what it has not done, is reported once, and the next task has another thread',
    async (act, reason) => {
      const judge = oddJudge();
      expect(await beginAll(judge, ['waits', act, 'answers'])).toEqual([ended, ended, ended]);
      expect(reported).toEqual([reason]);
      expect(await begin(judge, 'answers')).toBe('an answer');
    },
  );

  it('that hangs is ended and reported, and the next task has another thread', async () => {
    const judge = oddJudge();
    expect(await beginAll(judge, ['hangs', 'answers'], 100)).toEqual([ended, ended]);
    expect(reported).toEqual([new Error('The thread that judges DNS hangs: it was silent for 1000 ms.')]);
    expect(await begin(judge, 'answers')).toBe('an answer');
  });

  it('that says anything does not hang, however long a task takes', async () => {
    const judge = oddJudge();
    await begin(judge, 'answers');
    let isSettled = false;
    const waiting = begin(judge, 'waits', 100).finally(() => (isSettled = true));
    waiting.catch(() => {});
    const end = Date.now() + 2 * silenceMilliseconds;
    while (Date.now() < end) await Promise.all([begin(judge, 'answers'), sleep(20)]);
    expect(isSettled).toBe(false);
    await judge.stop();
    await expect(waiting).rejects.toThrow(DnsThreadEnded);
    expect(reported).toEqual([]);
  });

  it('whose program is missing is reported, and told to each task', async () => {
    expect(await beginAll(oddJudge('/nowhere/thread.mjs'), ['answers', 'answers'])).toEqual([ended, ended]);
    expect(reported).toMatchObject([{ code: 'MODULE_NOT_FOUND' }]);
  });

  it('that cannot begin is reported, and told to the task', async () => {
    const judge = judgeOf({ resolvers: [], file: 'not-a-path.mjs' });
    expect(await beginAll(judge, ['answers'])).toEqual([ended]);
    expect(reported).toMatchObject([{ code: 'ERR_WORKER_PATH' }]);
  });
});

describe('checks', () => {
  const begun = (act: string, milliseconds: number) =>
    Promise.all(
      beginDnsChecks(
        { dnsJudge: oddJudge(), report: (error) => reported.push(error) },
        [CheckKind.SPF, CheckKind.DKIM],
        subjectOf(act),
        milliseconds,
      ).map(({ result }) => result),
    );
  const undone = (code: string) =>
    ['SPF', 'DKIM'].map((kind) => ({ kind, status: 'ERROR', findings: [{ code }] }));

  it('whose thread breaks are told as a fault, which is reported once', async () => {
    expect(await begun('breaks', aMinute)).toMatchObject(undone('INTERNAL_FAULT'));
    expect(reported).toEqual([new Error('the fault of the whole thread')]);
  });

  it('with faults of their own are told so, each of which is reported', async () => {
    expect(await begun('fails', aMinute)).toMatchObject(undone('INTERNAL_FAULT'));
    expect(reported).toMatchObject([{ name: 'TypeError' }, { name: 'TypeError' }]);
  });

  it('that are not done in time are told so', async () => {
    expect(await begun('waits', 100)).toMatchObject(undone('DEADLINE_REACHED'));
  });
});

it('a forecast that cannot be had is told as a temporary error', async () => {
  const server = { smtp: { host: 'smtp.shop.test' }, expectations: noExpectations } as DeliveryServer;
  const addressOf = (domain: string) => ({ source: AddressSource.SERVER, address: null, domain });
  const route = (fromDomain: string) => ({ mailFrom: addressOf('shop.test'), from: addressOf(fromDomain) });
  const judge = oddJudge();
  const forecastRoute = createForecastRoute(judge, noExpectations);
  const caller = { kind: CallerKind.API_KEY, rowId: 1 };
  expect(await forecastRoute(server, route('answers'), caller)).toBe('an answer');
  expect(await forecastRoute(server, route('breaks'), caller)).toMatchObject({ result: 'TEMPERROR' });
  const waiting = forecastRoute(server, route('waits'), caller);
  await begin(judge, 'answers');
  await judge.stop();
  expect(await waiting).toMatchObject({ result: 'TEMPERROR' });
});

it('a judge that was stopped fails what is not done, begins nothing more, and reports nothing', async () => {
  const judge = oddJudge();
  const waiting = beginAll(judge, ['waits']);
  await begin(judge, 'answers');
  await judge.stop();
  expect(await waiting).toEqual([ended]);
  expect(await beginAll(judge, ['answers'])).toEqual([ended]);
  expect(reported).toEqual([]);
});

it('a thread has no settings of the gateway', async () => {
  expect(Object.keys(process.env)).not.toEqual([]);
  expect(await begin(oddJudge(), 'tells')).toEqual([]);
});
