import { describe, expect, it } from 'vitest';
import { gatewayVerifyEveryProblem, verifyEveryProblem } from '../../src/delivery-servers/verify-every.js';
import { durationSeconds } from '../../src/formats/duration.js';

describe('a duration', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['6h', 21_600],
    ['1d', 86_400],
    ['30d', 2_592_000],
  ])('%s is %d seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  it.each([
    '',
    '6',
    'h',
    '0s',
    '06h',
    '6 h',
    ' 6h',
    '6H',
    '-6h',
    '1.5h',
    '6h30m',
    'PT6H',
    '1w',
    '٦h',
    '9999999999s',
  ])('%j is none', (text) => {
    expect(durationSeconds(text)).toBeNull();
  });
});

describe('how often a server is verified', () => {
  it.each(['1s', '30d', '43200m', '2592000s', 'never'])('may be %s', (text) => {
    expect(verifyEveryProblem(text)).toBeNull();
  });

  it.each(['', '31d', '2592001s', '0d', 'Never', 'default', 'off', '1y'])('may not be %j', (text) => {
    expect(verifyEveryProblem(text)).toBe(
      'This must be a whole number with s, m, h or d behind it, such as 15m, 6h or 1d, from 1s to 30d; or "never".',
    );
  });

  it('is never a word for the whole gateway', () => {
    expect(gatewayVerifyEveryProblem('6h')).toBeNull();
    expect(gatewayVerifyEveryProblem('never')).toContain('from 1s to 30d.');
  });
});
