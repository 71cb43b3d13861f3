import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DnsFailure } from '../../../src/verification/dns/dns-answer.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

let asked: () => string[];
beforeEach(() => {
  const before = dns.questions.length;
  asked = () => dns.questions.slice(before).map(({ name, type }) => `${type} ${name}`);
});

describe('a question of a run', () => {
  beforeEach(() =>
    dns.publish({
      'shop.test': [
        ['A', '192.0.2.1'],
        ['TXT', 'x'],
      ],
    }),
  );

  it('is asked once, also while it is on its way and however it is spelt', async () => {
    const resolve = dns.resolve();
    const answers = await Promise.all([
      resolve('shop.test', 'A'),
      resolve('SHOP.test', 'A'),
      resolve('shop.test', 'A'),
    ]);
    answers.push(await resolve('Shop.Test', 'A'));
    for (const answer of answers) expect(answer).toMatchObject({ records: [{ address: '192.0.2.1' }] });
    expect(asked()).toEqual(['A shop.test']);
  });

  it('is another one for another type, and in another run', async () => {
    const resolve = dns.resolve();
    await resolve('shop.test', 'A');
    await resolve('shop.test', 'TXT');
    await dns.resolve()('shop.test', 'A');
    expect(asked()).toEqual(['A shop.test', 'TXT shop.test', 'A shop.test']);
  });

  it('is not asked when there have been as many as there may be', async () => {
    const resolve = dns.resolve({ maxQuestions: 2 });
    const answers = await Promise.all(['a.test', 'b.test', 'c.test'].map((name) => resolve(name, 'A')));
    expect(answers).toMatchObject([
      { failure: null },
      { failure: null },
      { failure: DnsFailure.TOO_MANY_QUESTIONS, message: expect.stringContaining('at most 2') },
    ]);
    expect(await resolve('A.test', 'A')).toMatchObject({ failure: null });
    expect(asked()).toHaveLength(2);
  });

  it('has no answer when those before were too much to keep, and is not asked then', async () => {
    const text = Array<string>(10).fill('x'.repeat(250));
    dns.publish({ 'a.test': [['TXT', ...text]], 'b.test': [['TXT', ...text]], 'c.test': [['TXT', 'x']] });
    const resolve = dns.resolve({ maxOctets: 5_000 });
    expect(await resolve('a.test', 'TXT')).toMatchObject({ failure: null });
    const tooMuch = {
      failure: DnsFailure.TOO_MUCH_DATA,
      message: 'One measurement reads at most 0.005 MB of answers, and there were more.',
    };
    for (const name of ['b.test', 'c.test']) expect(await resolve(name, 'TXT')).toEqual(tooMuch);
    expect(await resolve('a.test', 'TXT')).toMatchObject({ failure: null });
    expect(new Set(asked())).toEqual(new Set(['TXT a.test', 'TXT b.test']));
  });

  it('counts as much as its names take when they are written out', async () => {
    const host = `${'x'.repeat(60)}.${'y'.repeat(60)}.test`;
    dns.publish({ [host]: Array.from({ length: 20 }, (_, n) => ['A', `192.0.2.${n}`]) });
    const answer = await dns.resolve({ maxOctets: 4_000 })(host, 'A');
    expect(answer).toMatchObject({ failure: DnsFailure.TOO_MUCH_DATA });
  });

  it('is not asked after the deadline', async () => {
    const run = new AbortController();
    const resolve = dns.resolve({ signal: run.signal });
    run.abort();
    expect(await resolve('shop.test', 'A')).toMatchObject({ failure: DnsFailure.DEADLINE });
    expect(asked()).toEqual([]);
  });
});

describe('aliases', () => {
  const alias = (target: string): Zone[string] => [['CNAME', target]];
  const cut = (target: string): Zone[string] => [['CNAME', target], 'ALIAS_ONLY'];

  it('in one answer need no further question', async () => {
    dns.publish({ 'a.test': alias('b.test'), 'b.test': alias('c.test'), 'c.test': [['A', '192.0.2.1']] });
    expect(await dns.resolve()('a.test', 'A')).toMatchObject({
      records: [{ name: 'c.test' }],
      chain: [{ target: 'b.test' }, { target: 'c.test' }],
    });
    expect(asked()).toEqual(['A a.test']);
  });

  it('that an answer does not follow are asked for, and are shared with the run', async () => {
    dns.publish({ 'a.test': cut('b.test'), 'b.test': cut('C.test'), 'c.test': [['A', '192.0.2.1']] });
    const resolve = dns.resolve();
    expect(await resolve('a.test', 'A')).toMatchObject({
      nameExists: true,
      records: [{ address: '192.0.2.1' }],
      chain: [{ target: 'b.test' }, { target: 'C.test' }],
    });
    await resolve('c.test', 'A');
    expect(asked()).toEqual(['A a.test', 'A b.test', 'A C.test']);
  });

  it('to a name that does not exist say so', async () => {
    for (const entries of [alias('gone.test'), cut('gone.test')]) {
      dns.publish({ 'a.test': entries });
      expect(await dns.resolve()('a.test', 'A')).toMatchObject({
        nameExists: false,
        records: [],
        chain: [{ target: 'gone.test' }],
      });
    }
  });

  it('to a name without such records have none', async () => {
    dns.publish({ 'a.test': alias('b.test'), 'b.test': [['TXT', 'x']] });
    expect(await dns.resolve()('a.test', 'A')).toMatchObject({
      nameExists: true,
      records: [],
      chain: [{ target: 'b.test' }],
    });
  });

  it('to a name that cannot be looked up are a failure', async () => {
    for (const entries of [alias('b.test'), cut('b.test')]) {
      dns.publish({ 'a.test': entries, 'b.test': ['SERVFAIL'] });
      expect(await dns.resolve()('a.test', 'A')).toMatchObject({ failure: DnsFailure.SERVER_FAILURE });
    }
  });

  it.each<[string, (target: string) => Zone[string]]>([
    ['one answer', alias],
    ['several answers', cut],
  ])('that lead back in %s are told once each', async (_, entries) => {
    dns.publish({ 'a.test': entries('b.test'), 'b.test': entries('c.test'), 'c.test': entries('B.test') });
    expect(await dns.resolve()('a.test', 'A')).toMatchObject({
      nameExists: true,
      records: [],
      chain: [{ target: 'b.test' }, { target: 'c.test' }, { name: 'c.test', target: 'B.test' }],
    });
  });

  it('that lead on and on, one in each answer, are given up', async () => {
    dns.publish(
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}.test`, cut(`n${at + 1}.test`)])),
    );
    expect(await dns.resolve()('n0.test', 'A')).toMatchObject({ failure: DnsFailure.MALFORMED });
    expect(asked()).toHaveLength(9);
  });

  it('that are 1,000 in one answer are followed', async () => {
    const names = Array.from({ length: 1000 }, (_, at) => [`n${at}.test`, alias(`n${at + 1}.test`)] as const);
    dns.publish({ ...Object.fromEntries(names), 'n1000.test': [['A', '192.0.2.1']] });
    expect(await dns.resolve()('n0.test', 'A')).toMatchObject({ records: [{}], chain: { length: 1000 } });
    expect(asked()).toEqual(['A n0.test', 'A n0.test']);
  });

  it('beside a text are told with the text', async () => {
    dns.publish({
      '_dmarc.test': [
        ['CNAME', 'other.test'],
        ['TXT', 'v=DMARC1'],
      ],
      'other.test': [],
    });
    expect(await dns.resolve()('_dmarc.test', 'TXT')).toMatchObject({
      records: [{ strings: ['v=DMARC1'] }],
      chain: [{ target: 'other.test' }],
    });
  });
});
