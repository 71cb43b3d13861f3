import { describe, expect, it } from 'vitest';
import { expectationsFor } from '../../src/delivery-servers/expectations-for.js';
import { noExpectations } from '../../src/verification/expectations.js';

const defaults = {
  sendingAddresses: ['192.0.2.1'],
  dkim: [{ selector: 'default', domain: null, publicKey: 'AAAA' }],
  spfInclude: 'spf.default.example',
  senderTarget: 'sender.default.example',
  linkTarget: 'link.default.example',
  openTarget: 'open.default.example',
};
const own = {
  sendingAddresses: ['198.51.100.1'],
  dkim: [{ selector: 'own', domain: 'own.example', publicKey: null }],
  spfInclude: 'spf.own.example',
  senderTarget: 'sender.own.example',
  linkTarget: 'link.own.example',
  openTarget: 'open.own.example',
};

describe('what is expected of a server', () => {
  it('is what the gateway says, where the server says nothing', () => {
    expect(expectationsFor({ expectations: noExpectations }, defaults)).toEqual(defaults);
    expect(expectationsFor({ expectations: noExpectations }, noExpectations)).toEqual(noExpectations);
  });

  it('is what the server says, where it says something', () => {
    expect(expectationsFor({ expectations: own }, defaults)).toEqual(own);
  });

  it.each(Object.keys(own) as (keyof typeof own)[])('is decided for %s alone', (field) => {
    const expectations = { ...noExpectations, [field]: own[field] };
    expect(expectationsFor({ expectations }, defaults)).toEqual({ ...defaults, [field]: own[field] });
  });
});
