import { describe, expect, it } from 'vitest';
import {
  domainProblem,
  emailAddressProblem,
  hostProblem,
  mailFromProblem,
} from '../../src/formats/formats.js';

const isDomainName = (value: string) => domainProblem(value) === null;
const isEmailAddress = (value: string) => emailAddressProblem(value) === null;

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

describe('what is wrong with a host', () => {
  it.each<[string, RegExp]>([
    ['host:587', /port.*belongs in "port"/],
    ['192.0.2.1:25', /port.*belongs in "port"/],
    ['[2001:db8::1]:25', /port.*belongs in "port"/],
    ['[::1]:smtp', /port.*belongs in "port"/],
    ['[::1]:', /port.*belongs in "port"/],
    ['smtp.example.com:smtp', /port.*belongs in "port"/],
    ['smtp.example.com:submission', /port.*belongs in "port"/],
    ['[smtp.example.com]:25', /port.*belongs in "port"/],
    ['[smtp.example.com:25]', /port.*belongs in "port"/],
    ['smtp:25', /port.*belongs in "port"/],
    ['smtps:host', /^Leave out the protocol.*"security"/],
    ['SSL:smtp.example.com:465', /^Leave out the protocol.*"security"/],
    ['tls:[::1]', /^Leave out the protocol.*"security"/],
    ['[smtp.example.com]', /^Leave out the brackets/],
    ['[192.0.2.1]', /^Leave out the brackets/],
    ['ssl://host', /Leave out ":\/\/".*"security"/],
    ['ssl://host:465/', /Leave out ":\/\/".*"security"/],
    ['host ', /blank before or after/],
    ['\thost', /blank before or after/],
    ['host\r\n', /blank before or after/],
    ['my host', /blank in it/],
    ['a;b', /one host name, not several/],
    ['a.example, b.example', /one host name, not several/],
    ['user@host', /"@".*"username"/],
    ['host/path', /path/],
    ['*.example.com', /wildcard/i],
    ['a..b', /nothing before, or between/],
    ['host..', /nothing before, or between/],
    ['.host', /nothing before, or between/],
    ['300.1.1.1', /IPv4 address/],
    ['1.2.3', /IPv4 address/],
    ['[::1', /IPv6 address/],
    ['2001:db8:::1', /IPv6 address/],
    [`${'a'.repeat(64)}.example`, /at most 63 characters/],
    [`${'a.'.repeat(127)}a`, /at most 253 characters/],
    ['-host', /hyphen/],
    ['host\u200b', /cannot be seen/],
    ['ho$t', /letters, digits, hyphens, underscores and dots/],
    ['xn--zzzz', /"xn--"/],
    ['\uff48ost', /IDNA/],
  ])('is said of %j', (value, sentence) => {
    expect(hostProblem(value)).toMatch(sentence);
    expect(hostProblem(value)).toMatch(/^[A-Z].*\.$/);
  });
});

describe('what is wrong with a domain', () => {
  it.each<[string, RegExp]>([
    ['track.example.com:443', /^Leave out the port: give the domain alone\.$/],
    ['https:track.example.com', /^Leave out the protocol.*domain alone/],
    ['track.example.com:https', /^Leave out the port: give the domain alone\.$/],
    ['https://track.example.com', /Leave out ":\/\/".*domain alone/],
    ['track.example.com ', /blank before or after/],
    ['track example.com', /blank in it/],
    ['a.example;b.example', /one domain, not several/],
    ['a@b.example', /not an e-mail address/],
    ['192.0.2.1', /not an IP address/],
    ['[2001:db8::1]', /not an IP address/],
    ['track.example.com/c', /path/],
    ['*.example.com', /wildcard/i],
  ])('is said of %j', (value, sentence) => expect(domainProblem(value)).toMatch(sentence));
});

describe('what is wrong with an e-mail address', () => {
  it.each<[string, RegExp]>([
    ['nobody', /such as noreply@example\.com/],
    ['A Name <a@example.com>', /without "<" and ">"/],
    ['mailto:a@example.com', /"mailto:"/],
    ['a@example.com ', /blank before or after/],
    ['a@example.com, b@example.com', /one e-mail address, not several/],
    ['a@localhost', /must have a dot/],
    ['@example.com', /nothing on one side/],
    ['é@example.com', /ASCII/],
    ['a@example..com', /behind the "@".*nothing before, or between/],
    ['a@example.com.', /behind the "@".*dot at its end/],
    [`${'a'.repeat(65)}@example.com`, /64 characters/],
  ])('is said of %j', (value, sentence) => {
    expect(emailAddressProblem(value)).toMatch(sentence);
    if (value.includes('@') && value !== '@example.com') expect(mailFromProblem(value)).toMatch(sentence);
  });
});

describe('where bounces go', () => {
  it.each(['bounce.example.com', 'b+1@example.com', '@example.com', 'Bounce Handler@example.com'])(
    'can be %j',
    (value) => expect(mailFromProblem(value)).toBeNull(),
  );

  it.each([
    'bounce @example.com',
    ' b@example.com',
    'b@',
    'b@localhost',
    'a@b@example.com',
    'a\n@example.com',
    '',
  ])('cannot be %j', (value) => expect(mailFromProblem(value)).toMatch(/\.$/));
});
