import { expect, it } from 'vitest';
import { isDomainName, isEmailAddress } from '../../src/delivery-servers/formats.js';

it('judges a value the second time as it did the first time, and each kind for itself', () => {
  for (const _ of ['first', 'second']) {
    expect(isDomainName('track.example.com')).toBe(true);
    expect(isEmailAddress('track.example.com')).toBe(false);
    expect(isDomainName('noreply@example.com')).toBe(false);
    expect(isEmailAddress('noreply@example.com')).toBe(true);
  }
});

it('judges any number of values, and long ones', () => {
  const domains = Array.from({ length: 12_000 }, (_, index) => `d${index}.example.com`);
  expect(domains.every(isDomainName)).toBe(true);
  expect(domains.some((domain) => isDomainName(`${domain}/`))).toBe(false);
  expect(isDomainName(`${'a.'.repeat(126)}a`)).toBe(true);
  expect(isDomainName(`${'a.'.repeat(127)}a`)).toBe(false);
  expect(isEmailAddress(`${'a'.repeat(65)}@example.com`)).toBe(false);
});
