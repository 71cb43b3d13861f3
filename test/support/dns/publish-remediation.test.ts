import { describe, expect, it } from 'vitest';
import { remediationOf } from '../../../src/verification/remediation.js';
import { parseZoneLine, publishRemediation } from './publish-remediation.js';
import type { Zone } from './zone.js';

const summary = 'Publish it.';

describe('publishing a remediation', () => {
  const zone: Zone = {
    'Shop.test': [['A', '192.0.2.1'], ['TXT', 'old'], ['TXT', 'older'], ['TXT', 'SERVFAIL'], 'TRUNCATED'],
    'news.shop.test': [['CNAME', 'vendor.test']],
  };

  it('takes the place of the records of its type', () => {
    const value = 'v=spf1 "quoted"; back\\slash'.padEnd(300, 'x');
    const next = publishRemediation(
      zone,
      remediationOf({ summary, host: 'shop.test', recordType: 'TXT', value }),
    );
    expect(next['shop.test']).toEqual([
      ['A', '192.0.2.1'],
      'TRUNCATED',
      ['TXT', value.slice(0, 255), value.slice(255)],
    ]);
    expect(next['news.shop.test']).toBe(zone['news.shop.test']);
    expect(Object.keys(next)).toHaveLength(2);
  });

  it('takes the place of all records when it is an alias, and of an alias when it is none', () => {
    const alias = remediationOf({ summary, host: 'shop.test', recordType: 'CNAME', value: 'us.test' });
    expect(publishRemediation(zone, alias)['shop.test']).toEqual(['TRUNCATED', ['CNAME', 'us.test']]);
    const mx = remediationOf({
      summary,
      host: 'news.shop.test',
      recordType: 'MX',
      value: '10 mx.shop.test',
    });
    expect(publishRemediation(zone, mx)['news.shop.test']).toEqual([['MX', 10, 'mx.shop.test']]);
  });

  it('notices a line that says something else than the value', () => {
    const remediation = remediationOf({ summary, host: 'shop.test', recordType: 'TXT', value: 'a b' });
    const told = (changed: object) => () => publishRemediation(zone, { ...remediation, ...changed });
    expect(told({})).not.toThrow();
    expect(told({ value: 'a c' })).toThrow();
    expect(told({ host: 'other.test' })).toThrow();
    expect(told({ recordType: 'A' })).toThrow();
  });

  it.each([
    ['that is relative', 'shop.test 3600 IN TXT "a"', false],
    ['with a string outside quotes', 'shop.test. 3600 IN TXT "a" b', true],
    ['that ends in a comment', 'shop.test. 3600 IN TXT "a" ; b', true],
    ['with a relative target', 'shop.test. 3600 IN CNAME us.test', true],
    ['with a string of 256 octets', `shop.test. 3600 IN TXT "${'x'.repeat(256)}"`, true],
    ['with a line break', 'shop.test. 3600 IN TXT "a\nb"', true],
  ])('notices a line %s', (_, line, isRefused) => {
    if (isRefused) expect(() => parseZoneLine(line)).toThrow();
    else expect(parseZoneLine(line).host).not.toBe('shop.test');
  });
});
