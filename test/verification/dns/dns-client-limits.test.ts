import { afterEach, describe, expect, it } from 'vitest';
import { DnsFailure } from '../../../src/verification/dns/dns-answer.js';
import { createDnsClient } from '../../../src/verification/dns/dns-client.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';

let dns: DnsTestServer;
afterEach(() => dns.stop());

const count = (length: number) => Array.from({ length }, (_, at) => at);
const there: Zone[string] = [['A', '192.0.2.1']];

describe('questions', () => {
  it('that are 200 at once are all answered', async () => {
    dns = await startDnsServer(Object.fromEntries(count(200).map((at) => [`n${at}.test`, there])));
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const resolve = dns.resolve();
    const answers = await Promise.all(count(200).map((at) => resolve(`n${at}.test`, 'A')));
    expect(answers.filter(({ failure }) => failure === null)).toHaveLength(200);
    expect(dns.questions).toHaveLength(200);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('are on their way 64 at a time, of all runs together', async () => {
    dns = await startDnsServer(Object.fromEntries(count(100).map((at) => [`n${at}.test`, ['DROP']])), {
      questionMilliseconds: 60_000,
    });
    const runs = [new AbortController(), new AbortController()];
    const ofRuns = runs.map(({ signal }, run) => {
      const resolve = dns.resolve({ signal });
      return count(50).map((at) => resolve(`n${run * 50 + at}.test`, 'A'));
    });
    await expect.poll(() => dns.questions.length).toBe(64);
    // What was sent before this question has arrived when this one is answered.
    const other = createDnsClient({ servers: [dns.server] });
    expect(await other.ask('nothing.test', 'A')).toMatchObject({ nameExists: false });
    expect(dns.questions).toHaveLength(65);
    runs[0]?.abort();
    for (const answer of await Promise.all(ofRuns[0] ?? []))
      expect(answer).toMatchObject({ failure: DnsFailure.DEADLINE });
    await expect.poll(() => dns.questions.length).toBe(101);
    runs[1]?.abort();
    await Promise.all(ofRuns[1] ?? []);
  });

  it('that wait for a place longer than an answer may take are answered nevertheless', async () => {
    dns = await startDnsServer(
      { 'a.test': ['DROP'], 'b.test': ['DROP'], 'shop.test': there },
      { maxInFlight: 1, questionMilliseconds: 150 },
    );
    const [a, b, shop] = await Promise.all(
      ['a.test', 'b.test', 'shop.test'].map((name) => dns.client.ask(name, 'A')),
    );
    expect([a, b]).toMatchObject([{ failure: DnsFailure.TIMEOUT }, { failure: DnsFailure.TIMEOUT }]);
    expect(shop).toMatchObject({ failure: null, records: [{}] });
  });

  it('that wait for a place end at the deadline, and leave the line', async () => {
    dns = await startDnsServer(
      { 'a.test': ['DROP'], 'shop.test': there },
      { maxInFlight: 1, questionMilliseconds: 300 },
    );
    const run = new AbortController();
    const first = dns.client.ask('a.test', 'A');
    const waiting = dns.client.ask('b.test', 'A', run.signal);
    const last = dns.client.ask('shop.test', 'A');
    run.abort();
    expect(await waiting).toMatchObject({ failure: DnsFailure.DEADLINE });
    expect(await first).toMatchObject({ failure: DnsFailure.TIMEOUT });
    expect(await last).toMatchObject({ failure: null });
    expect(dns.questions.map(({ name }) => name)).not.toContain('b.test');
  });

  it('end when the client is stopped, and there are no more', async () => {
    dns = await startDnsServer({ 'a.test': ['DROP'], 'shop.test': there });
    const pending = dns.client.ask('a.test', 'A');
    await expect.poll(() => dns.questions.length).toBe(1);
    dns.client.stop();
    expect(await pending).toMatchObject({ failure: DnsFailure.DEADLINE });
    expect(await dns.client.ask('shop.test', 'A')).toMatchObject({ failure: DnsFailure.DEADLINE });
    expect(dns.questions).toHaveLength(1);
  });
});

describe('the sockets of questions', () => {
  const open = () => process.getActiveResourcesInfo().filter((kind) => /^(UDP|TCPSocket)/.test(kind)).length;

  it('are closed when there is an answer, a failure or no more time', async () => {
    dns = await startDnsServer(
      {
        'shop.test': there,
        'broken.test': ['SERVFAIL'],
        'long.test': [...there, 'TRUNCATED'],
        'half.test': ['TRUNCATED', 'TCP_HALF'],
        'held.test': ['TRUNCATED', ['TXT', 'DROP'], { delayMilliseconds: 100 }],
        'nonsense.test': ['GARBAGE'],
        'silent.test': ['DROP'],
      },
      { questionMilliseconds: 150 },
    );
    // Those of the tests before are closed in the next round of the loop.
    await new Promise(setImmediate);
    const before = open();
    const run = new AbortController();
    const names = ['shop', 'broken', 'long', 'half', 'held', 'nonsense', 'silent', 'none'];
    const answers = names.map((name) => dns.client.ask(`${name}.test`, 'A', run.signal));
    await Promise.all(answers);
    const late = names.map((name) => dns.client.ask(`${name}.test`, 'TXT', run.signal));
    run.abort();
    await Promise.all(late);
    await expect.poll(open).toBeLessThanOrEqual(before);
  });
});
