import { describe, expect, it } from 'vitest';
import { domainOfAddress } from '../../src/verification/domain-of-address.js';

describe('the domain of an address', () => {
  it.each([
    ['news@shop.test', 'shop.test'],
    ['shop.test', 'shop.test'],
    ['"a@b"@Shop.TEST.', 'shop.test'],
    ['info@bücher.test', 'xn--bcher-kva.test'],
    ['bu\u0308cher。test', 'xn--bcher-kva.test'],
    ['xn--bcher-kva.test', 'xn--bcher-kva.test'],
    ['_under.shop.test', '_under.shop.test'],
    ['', ''],
  ])('of %j is %j', (address, domain) => {
    expect(domainOfAddress(address)).toBe(domain);
  });
});
