import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckStatus, hasPassed } from '../../src/verification/check.js';
import { dnsChecks } from '../../src/verification/checks/dns-checks.js';
import type { RecordType } from '../../src/verification/dns/dns-answer.js';
import type { VerificationSubject } from '../../src/verification/expectations.js';
import { statusOf } from '../../src/verification/finding.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Trouble, Zone, ZoneRecord } from '../support/dns/zone.js';
import { anyCases } from './any-zones.js';
import { passingCases } from './passing-zones.js';

let dns: DnsTestServer;

beforeAll(async () => {
  dns = await startDnsServer({}, { questionMilliseconds: 800 });
});

afterAll(() => dns.stop());

interface Checked {
  kind: string;
  status: CheckStatus;
  /** `TXT shop.test`, each once. */
  asked: string[];
}

/** Each check with questions of its own, to see what it needs. */
async function check(subject: VerificationSubject, zone: Zone): Promise<Checked[]> {
  dns.publish(zone);
  const results: Checked[] = [];
  for (const [kind, run] of Object.entries(dnsChecks)) {
    const asked = new Set<string>();
    const resolve = dns.resolve();
    const { findings } = await run(subject, (name, type) => {
      asked.add(`${type} ${name.toLowerCase()}`);
      return resolve(name, type);
    });
    results.push({ kind, status: statusOf(findings), asked: [...asked] });
  }
  return results;
}

const seeded = { seed: 7208, numRuns: 40 };

describe('any passing zone', { timeout: 120_000 }, () => {
  it('passes every check', async () => {
    await fc.assert(
      fc.asyncProperty(passingCases, async ({ subject, zone }) => {
        const results = await check(subject, zone);
        expect(results.filter(({ status }) => !hasPassed(status))).toEqual([]);
      }),
      seeded,
    );
  });

  it('says neither PASS nor FAIL of what could not be asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        passingCases,
        fc.nat(),
        fc.constantFrom<Trouble>('SERVFAIL', 'REFUSED', 'DROP', 'GARBAGE'),
        async ({ subject, zone }, chosen, trouble) => {
          const before = await check(subject, zone);
          const questions = [...new Set(before.flatMap(({ asked }) => asked))];
          const question = questions[chosen % questions.length] ?? '';
          const after = await check(subject, withTrouble(zone, question, trouble));
          const concerned = after.filter(({ asked }) => asked.includes(question));
          expect(concerned.length).toBeGreaterThan(0);
          const wrong = concerned.filter(({ status }) =>
            [CheckStatus.PASS, CheckStatus.FAIL].includes(status),
          );
          expect(wrong.map(({ kind, status }) => `${question}: ${kind} says ${status}`)).toEqual([]);
          expect(after.filter(({ kind }) => !concerned.some((each) => each.kind === kind))).toEqual(
            before.filter(({ kind }) => !concerned.some((each) => each.kind === kind)),
          );
        },
      ),
      seeded,
    );
  });

  it('passes no longer when a record is gone that a check needs', async () => {
    await fc.assert(
      fc.asyncProperty(passingCases, fc.nat(), async ({ subject, zone }, chosen) => {
        const needed = neededRecords(zone);
        const record = needed[chosen % needed.length] ?? { name: '', index: 0 };
        const results = await check(subject, without(zone, record));
        expect(
          results.filter(({ status }) => !hasPassed(status)).length,
          JSON.stringify(record),
        ).toBeGreaterThan(0);
      }),
      seeded,
    );
  });
});

describe('any zone, however broken', { timeout: 120_000 }, () => {
  it('says neither PASS nor FAIL when one of the questions of a check had no answer', async () => {
    await fc.assert(
      fc.asyncProperty(anyCases, fc.nat(), async ({ subject, zone }, chosen) => {
        const before = await check(subject, zone);
        const questions = [...new Set(before.flatMap(({ asked }) => asked))];
        const question = questions[chosen % questions.length] ?? '';
        const after = await check(subject, withTrouble(zone, question, 'SERVFAIL'));
        const wrong = after.filter(
          ({ status, asked }) =>
            asked.includes(question) && [CheckStatus.PASS, CheckStatus.FAIL].includes(status),
        );
        expect(wrong.map(({ kind, status }) => `${question}: ${kind} says ${status}`)).toEqual([]);
      }),
      { ...seeded, numRuns: 120 },
    );
  });
});

function withTrouble(zone: Zone, question: string, trouble: Trouble): Zone {
  const [type = '', name = ''] = question.split(' ');
  return { ...zone, [name]: [...(zone[name] ?? []), [type as RecordType, trouble]] };
}

/** Without one of these something is wrong. The texts beside them, and what allows others, nobody misses. */
function neededRecords(zone: Zone) {
  return Object.entries(zone).flatMap(([name, records]) =>
    (records as ZoneRecord[]).flatMap((record, index) => {
      const isBeside = record[0] === 'TXT' && String(record[1]).startsWith('some-site');
      const isOfOthers = name === 'news.shop.test' && record[0] === 'A';
      return isBeside || isOfOthers ? [] : [{ name, index }];
    }),
  );
}

function without(zone: Zone, { name, index }: { name: string; index: number }): Zone {
  return { ...zone, [name]: (zone[name] ?? []).filter((_, at) => at !== index) };
}
