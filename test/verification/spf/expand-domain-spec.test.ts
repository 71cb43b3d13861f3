import { describe, expect, it } from 'vitest';
import { parseDomainSpec } from '../../../src/verification/spf/domain-spec.js';
import { expandDomainSpec } from '../../../src/verification/spf/expand-domain-spec.js';
import { readIpAddress } from '../../../src/verification/spf/ip-address.js';

const addressOf = (text: string) => {
  const address = readIpAddress(text);
  if (address === null) throw new Error(`${text} is no address.`);
  return address;
};

const values = {
  address: addressOf('192.0.2.3'),
  domain: 'mail.shop.test',
  sender: 'anna-lena.b+c@news.shop.test',
  helo: 'relay.test',
};

describe('the name of a term', () => {
  it.each([
    ['%{s}', 'anna-lena.b+c@news.shop.test'],
    ['%{o}', 'news.shop.test'],
    ['%{d}', 'mail.shop.test'],
    ['%{d4}', 'mail.shop.test'],
    ['%{d2}', 'shop.test'],
    ['%{d1}', 'test'],
    ['%{dr}', 'test.shop.mail'],
    ['%{d2r}', 'shop.mail'],
    ['%{l}', 'anna-lena.b+c'],
    ['%{l-}', 'anna.lena.b+c'],
    ['%{lr}', 'b+c.anna-lena'],
    ['%{lr-}', 'lena.b+c.anna'],
    ['%{l1r-}', 'anna'],
    ['%{l+-}', 'anna.lena.b.c'],
    ['%{L}', 'anna-lena.b%2Bc'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.shop.test'],
    ['%{h}', 'relay.test'],
    ['%{p}', 'named.test'],
    ['a%%b%_c%-d.test', 'a%b c%20d.test'],
    ['x.test.', 'x.test'],
  ])('%s is %s', async (text, expected) => {
    expect(await expandDomainSpec(parseDomainSpec(text), values, async () => 'named.test')).toBe(expected);
  });

  it('has an IPv6 address by its digits', async () => {
    const address = addressOf('2001:db8::cb01');
    const name = await expandDomainSpec(
      parseDomainSpec('%{i}.%{v}.x.test'),
      { ...values, address },
      async () => '',
    );
    expect(name).toBe('2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1.ip6.x.test');
  });

  it('asks for the name of the address only where it stands', async () => {
    const ask = async () => Promise.reject(new Error('Nobody is to ask.'));
    expect(await expandDomainSpec(parseDomainSpec('%{d}'), values, ask)).toBe('mail.shop.test');
  });

  it('loses whole labels on the left until it has 253 octets', async () => {
    const label = `${'x'.repeat(49)}.`;
    const fits = `${label.repeat(4)}${'y'.repeat(48)}.test`;
    expect(fits).toHaveLength(253);
    const expand = (text: string) => expandDomainSpec(parseDomainSpec(text), values, async () => '');
    expect(await expand(fits)).toBe(fits);
    expect(await expand(`a.b.${fits}`)).toBe(fits);
    expect(await expand(`z${fits}`)).toBe(fits.slice(50));
  });
});
