import { describe, expect, it } from 'vitest';
import { isSpfRecord, parseSpfRecord } from '../../../src/verification/spf/parse-spf-record.js';
import {
  brokenTermsOf,
  effectiveRedirectOf,
  reachableMechanismsOf,
} from '../../../src/verification/spf/spf-record.js';

const brokenIn = (terms: string) => brokenTermsOf(parseSpfRecord(`v=spf1 ${terms}`)).map(({ text }) => text);

describe('an SPF record', () => {
  it.each([
    ['v=spf1', true],
    ['V=SPF1 -all', true],
    ['v=spf1  ', true],
    ['v=spf10 -all', false],
    ['v=spf1\t-all', false],
    [' v=spf1 -all', false],
    ['v=spf1-all', false],
  ])('%j: %j', (text, expected) => {
    expect(isSpfRecord(text)).toBe(expected);
  });

  it.each([
    ...[
      'all',
      '-ALL',
      'a',
      'a/0',
      'a//0',
      'a/24//64',
      'a:x.test/32//128',
      'mx:x-1.test.',
      'ptr',
      'ptr:x.test',
    ],
    ...[
      'ip4:192.0.2.0/0',
      'ip6:::1',
      'IP6:2001:DB8::/128',
      'ip6:::ffff:192.0.2.1',
      'exists:%{i}',
      'include:%{d}',
    ],
    ...[
      'a:%%.x.test',
      'a:%_%-.x.test',
      'exists:%{L2R+-,/_=}.x.test',
      'exists:%{d127}',
      'exists:%{d10r}.a.test',
    ],
    ...['a:x/y:z.test', 'a:x.xn--zckzah', 'a:x.t3st', 'a:_spf.x.test', 'redirect=%{d2}', 'exp=x.test', 'x='],
    ...['x.y_z-1=%{c}%{r}%{t}', 'x=a=b', 'include=x.test', 'a:x.%{d}', 'a:x%{d}/24'],
  ])('has the term %s', (term) => {
    expect(brokenIn(term)).toEqual([]);
  });

  it.each([
    ...[
      'all/8',
      'all:',
      'all.',
      '--all',
      '+',
      'a:',
      'a/',
      'a/-1',
      'a/33',
      'a/08',
      'a//129',
      'a//',
      'a/24/64',
    ],
    ...[
      'a:x.test/33',
      'a:test',
      'a:test.',
      'a:x.123',
      'a:x.-y',
      'a:x.y-',
      'a:.',
      'mx:x.test:25',
      'ptr/24',
      'ptr:',
    ],
    ...[
      'ip4',
      'ip4:',
      'ip4:1.2.3',
      'ip4:1.2.3.4.5',
      'ip4:1.2.3.256',
      'ip4:01.2.3.4',
      'ip4:1.2.3.4/',
      'ip4:1.2.3.4/33',
    ],
    ...[
      'ip4:1.2.3.4/+8',
      'ip6:1.2.3.4',
      'ip6:::1/129',
      'ip6:fe80::1%%eth0',
      'ip6:[::1]',
      'exists',
      'exists:x.test/24',
    ],
    ...[
      'include',
      'include:',
      'include:x',
      'redirect=',
      'redirect=x',
      'exp=',
      'exp=x',
      '=x',
      '1x=y',
      'x/y=z',
    ],
    ...[
      'a:%.x.test',
      'a:%{}.x.test',
      'a:%{d.x.test',
      'a:%{x}.test',
      'a:%{d0}',
      'a:%{d00r}',
      'a:%{dr2}',
      'a:%{d;}',
      'a:%',
    ],
    ...[
      'exists:%{c}',
      'exists:%{r}.test',
      'exp=%{t}',
      'x=%',
      'x=%{z}',
      'a:\xe9.test',
      'a\tmx',
      'a:x\0.test',
      'spf1',
    ],
  ])('has no term %j', (term) => {
    expect(brokenIn(term)).toEqual([term]);
  });

  it('may have redirect and exp once, and other modifiers more than once', () => {
    expect(brokenIn('redirect=x.test x=1 x=2 REDIRECT=y.test exp=x.test Exp=x.test')).toEqual([
      'REDIRECT=y.test',
      'Exp=x.test',
    ]);
  });

  it('is reached up to the first all, and its redirect without any', () => {
    const record = parseSpfRecord('v=spf1 redirect=x.test a ~all mx -all');
    expect(reachableMechanismsOf(record).map(({ text }) => text)).toEqual(['a', '~all']);
    expect(effectiveRedirectOf(record)).toBeNull();
    expect(effectiveRedirectOf(parseSpfRecord('v=spf1 redirect=x.test a'))?.text).toBe('redirect=x.test');
  });

  it('is read no further where a thousand terms of it are broken', () => {
    expect(parseSpfRecord(`v=spf1${' x'.repeat(30_000)}`).terms).toHaveLength(1_000);
  });
});
