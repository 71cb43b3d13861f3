import { describe, expect, it } from 'vitest';
import { ProbeAddress } from '../../src/probe/probe-address.js';
import { createFingerprints } from '../../src/secrets/fingerprint.js';

const addressOf = (octet: number, ...others: number[]) => {
  const keys = [Buffer.alloc(32, octet), ...others.map((each) => Buffer.alloc(32, each))] as const;
  return new ProbeAddress('Probe@probe.Example.net', createFingerprints(keys, 'test'));
};
const address = addressOf(1);

describe('the address of a probe', () => {
  it('is one of its own for each run, which tells the run and cannot be made up', () => {
    const tagged = address.ofRun(12);
    expect(tagged).toMatch(/^probe\+12-[\da-f]{32}@probe\.example\.net$/);
    expect(address.runOf(tagged)).toBe(12);
    expect(address.ofRun(13)).not.toContain(tagged.slice(-49));
  });

  it('is the same at every gateway with the key, and another one with another key', () => {
    expect(addressOf(1).runOf(address.ofRun(12))).toBe(12);
    expect(addressOf(2).runOf(address.ofRun(12))).toBeNull();
  });

  it('is known at a gateway with several keys under each of them', () => {
    const rotated = addressOf(2, 1);
    expect(rotated.runOf(address.ofRun(12))).toBe(12);
    expect(rotated.ofRun(12)).toBe(addressOf(2).ofRun(12));
    expect(rotated.runOf(addressOf(3).ofRun(12))).toBeNull();
  });

  it('may lose its letter case on the way', () => {
    expect(address.runOf(address.ofRun(12).toUpperCase())).toBe(12);
    expect(address.isMeantBy('PROBE@PROBE.EXAMPLE.NET')).toBe(true);
  });

  it('has at most 64 characters before the @, with the longest name and the highest run', () => {
    const long = new ProbeAddress(`${'p'.repeat(20)}@a.test`, createFingerprints([Buffer.alloc(32)], 'test'));
    expect(long.ofRun(2 ** 31 - 1).indexOf('@')).toBeLessThanOrEqual(64);
  });

  it.each([
    'probe@probe.example.net',
    'probe+12@probe.example.net',
    'probe+12-@probe.example.net',
    address.ofRun(12).replace('+12', '+13'),
    address.ofRun(12).replace('+12', '+012'),
    address.ofRun(12).replace('probe+', 'other+'),
    address.ofRun(12).replace('@probe.', '@other.'),
    address.ofRun(12).slice(0, -1),
    `${address.ofRun(12)}@evil.test`,
    address.ofRun(12).replace(/-.*@/, `-${'0'.repeat(32)}@`),
    '',
  ])('is not %j', (other) => {
    expect(address.runOf(other)).toBeNull();
  });
});
