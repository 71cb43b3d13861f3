import { describe, expect, it } from 'vitest';
import { printableText } from '../../src/verification/printable-text.js';
import { remediationOf } from '../../src/verification/remediation.js';

const lineOf = (host: string, recordType: 'TXT' | 'CNAME' | 'MX' | 'A', value: string) =>
  remediationOf({ summary: 'Publish this.', host, recordType, value }).zoneLine;

describe('the zone line of a remediation', () => {
  it('names everything absolutely', () => {
    expect(lineOf('links.shop.test', 'CNAME', 'track.vendor.test')).toBe(
      'links.shop.test. 3600 IN CNAME track.vendor.test.',
    );
    expect(lineOf('shop.test', 'MX', '10 mx.vendor.test')).toBe('shop.test. 3600 IN MX 10 mx.vendor.test.');
    expect(lineOf('shop.test', 'A', '192.0.2.1')).toBe('shop.test. 3600 IN A 192.0.2.1');
  });

  it('quotes a text, and splits it into strings of 255 octets', () => {
    expect(lineOf('shop.test', 'TXT', 'v=spf1 -all')).toBe('shop.test. 3600 IN TXT "v=spf1 -all"');
    expect(lineOf('s._domainkey.shop.test', 'TXT', 'x'.repeat(300))).toBe(
      `s._domainkey.shop.test. 3600 IN TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`,
    );
    expect(lineOf('shop.test', 'TXT', '')).toBe('shop.test. 3600 IN TXT ""');
  });

  it('is one line of printable characters, whatever the value is', () => {
    expect(lineOf('shop.test', 'TXT', 'a"b\\c\n\0é;')).toBe(
      'shop.test. 3600 IN TXT "a\\"b\\\\c\\010\\000\\233;"',
    );
    expect(lineOf('od d;(name).test', 'TXT', 'a')).toBe('od\\ d\\;\\(name\\).test. 3600 IN TXT "a"');
  });
});

describe('a printable text', () => {
  it('has nothing but printable ASCII', () => {
    expect(printableText('v=spf1 \u0000\r\n\u001b[31m\u00ff -all')).toBe(
      'v=spf1 \\000\\013\\010\\027[31m\\255 -all',
    );
  });

  it('is cut at 2 KB, and says so', () => {
    expect(printableText('x'.repeat(2_048))).toBe('x'.repeat(2_048));
    for (const long of ['x'.repeat(2_049), '\0'.repeat(1_000), '\0'.repeat(100_000)]) {
      const text = printableText(long);
      expect(text).toHaveLength(2_048);
      expect(text).toMatch(new RegExp(`\\[cut: ${long.length} octets in all\\]$`));
    }
  });
});
