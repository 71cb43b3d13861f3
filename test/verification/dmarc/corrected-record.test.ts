import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correctedText,
  isMeantAsDmarc,
  textWithoutObsolete,
} from '../../../src/verification/dmarc/corrected-record.js';
import { parseDmarcRecord } from '../../../src/verification/dmarc/dmarc-record.js';
import { tagsOf } from '../../../src/verification/dmarc/dmarc-tags.js';

describe('a text that was meant as a DMARC record', () => {
  it.each([
    ['v=dmarc1; p=reject', 'v=DMARC1; p=reject'],
    ['v=DMARC1 p=reject rua=mailto:a@shop.test', 'v=DMARC1; p=reject; rua=mailto:a@shop.test'],
    ['v=DMARC1, p=reject, sp=none', 'v=DMARC1; p=reject; sp=none'],
    ['"v=DMARC1; p=quarantine"', 'v=DMARC1; p=quarantine'],
    ['v=DMARC1\\; p=reject\\; fo=1', 'v=DMARC1; p=reject; fo=1'],
    ['DMARC1; p=none', 'v=DMARC1; p=none'],
    ['v=DMARC; p=none', 'v=DMARC1; p=none'],
    ['v=DMARC1.0; p=none', 'v=DMARC1; p=none'],
    ['v:DMARC1; p:reject', 'v=DMARC1; p=reject'],
    ['p=reject; v=DMARC1', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; p=none', 'v=DMARC1; p=reject'],
    ['v=DMARC1; P=Rejected; ADKIM=strict', 'v=DMARC1; p=reject; adkim=s'],
    ['v=DMARC1; p=block', 'v=DMARC1; p=none'],
    ['v=DMARC1; p=none; rua=a@shop.test;', 'v=DMARC1; p=none; rua=mailto:a@shop.test'],
    [
      'v=DMARC1; p=none; rua=mailto:a@b.test mailto:c@d.test',
      'v=DMARC1; p=none; rua=mailto:a@b.test,mailto:c@d.test',
    ],
    ['v=DMARC1; p=none; rua=', 'v=DMARC1; p=none'],
    ['v=DMARC1; p=reject pct=0', 'v=DMARC1; p=reject; t=y'],
  ])('%s is corrected to %s', (text, corrected) => {
    expect(isMeantAsDmarc(text)).toBe(true);
    expect(correctedText(text)).toBe(corrected);
  });

  it.each([
    'hello',
    'v=spf1 -all',
    'google-site-verification=p-none',
    '',
    'dmarcian-verification=1',
    'v=DKIM1; p=abc',
  ])('is not %j', (text) => {
    expect(isMeantAsDmarc(text)).toBe(false);
  });

  it('is corrected to a record in which everything counts, whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'v=DMARC1',
        'v=dmarc1',
        ';',
        ' ',
        ',',
        'p=',
        'sp=',
        'reject',
        'none',
        'rua=',
        'mailto:a@b.test',
        '=',
      ),
      fc.constantFrom('t=y', 'pct=0', 'adkim=', 'strict', '"', '\\', 'fo=0', ':', 'np=', 'ri=1', '!10m'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const corrected = correctedText(pieces.join(''));
        const record = parseDmarcRecord(corrected);
        expect(record).toMatchObject({ hasInvalidPolicy: false, ignored: [], unknown: [], obsolete: [] });
        expect(record?.policies).not.toBeNull();
        expect(correctedText(corrected)).toBe(corrected);
      }),
      { seed: 9989, numRuns: 2_000 },
    );
  });
});

describe('a text of 64 KB', () => {
  // Each of them would keep a regular expression that goes back over it busy for hours.
  const pieces = [' ', ';', 'p=', 'v ', 'sp ', '=', ',', '!1', '@', 'v=DMARC1;', 'mailto:a@b.test,', ' \t'];
  const starts = ['', 'v=DMARC1;', 'v=DMARC1; p=', 'v=DMARC1;rua=', 'v=DMARC1;fo=0:', 'v', 'p'];
  it.each(starts)('that begins with %j is read in one pass', (start) => {
    for (const piece of pieces) {
      const text = `${start}${piece.repeat(65_000 / piece.length)}x`;
      expect(parseDmarcRecord(correctedText(text))).not.toBeNull();
      expect(isMeantAsDmarc(text)).toBeTypeOf('boolean');
      parseDmarcRecord(text);
    }
  });
});

describe('tags without a meaning', () => {
  it.each([
    ['v=DMARC1; p=reject; pct=50; rf=afrf; ri=86400', 'v=DMARC1; p=reject'],
    ['v=DMARC1; p=reject; pct=0', 'v=DMARC1; p=reject; t=y'],
    ['v=DMARC1; p=reject; pct=0; t=n', 'v=DMARC1; p=reject; t=n'],
    [
      'v=DMARC1; p=none; rua=mailto:a@b.test!10m, mailto:c@d.test; x=1',
      'v=DMARC1; p=none; rua=mailto:a@b.test,mailto:c@d.test; x=1',
    ],
  ])('%s is %s without them', (text, expected) => {
    expect(textWithoutObsolete(tagsOf(text), ['pct', 'rf', 'ri'])).toBe(expected);
  });
});
