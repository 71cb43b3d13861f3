import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hostFrom,
  recipientAddress,
  senderAddress,
} from '../../../src/verification/smtp/envelope-address.js';

describe('a recipient', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['ada+news@Example.COM', 'ada+news@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['jörg@example.com', 'jörg@example.com'],
    ["o'neil@example.com.", "o'neil@example.com"],
  ])('%s is one', (text, address) => {
    expect(recipientAddress(text)?.text).toBe(address);
  });

  it.each([
    'ada@example.com>\r\nRCPT TO:<eve@example.com',
    'ada@example.com\nRSET',
    'ada@example.com\0',
    'ada@example.com,eve@example.com',
    'ada@example.com;eve@example.com',
    'friends: ada@example.com, eve@example.com;',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    '"ada"@example.com',
    '"ada@example.com eve"@example.com',
    'ada(eve@example.com)@example.com',
    'eve%example.com@shop.test',
    'example.com!eve@shop.test',
    '@shop.test:eve@example.com',
    'ada@@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@.example.com',
    'ada@example..com',
    'ada@[127.0.0.1]',
    'ada@-example.com',
    'ada@exam ple.com',
    'ada eve@example.com',
    'ada@example.com ',
    'ada',
    '@example.com',
    '',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'a.'.repeat(130)}com`,
  ])('%j is none', (text) => {
    expect(recipientAddress(text)).toBeNull();
  });

  it('says whether only a server with SMTPUTF8 takes it', () => {
    expect(recipientAddress('jörg@example.com')?.needsUtf8).toBe(true);
    expect(recipientAddress('ada@bücher.example')?.needsUtf8).toBe(false);
  });

  it('never has anything in it that ends it, or makes two of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()),
        fc.string(),
        (address, more) => {
          for (const text of [address, address + more, more + address]) {
            const found = recipientAddress(text)?.text ?? senderAddress(text)?.text ?? 'a@b';
            expect(found).not.toMatch(/[\p{C}<>,;:()[\]\\]/u);
            expect(found.split('@')).toHaveLength(2);
          }
        },
      ),
    );
  });
});

describe('a sender', () => {
  it.each([
    ['bounces@shop.test', 'bounces@shop.test'],
    ['shop.test', 'postmaster@shop.test'],
    ['@shop.test', 'postmaster@shop.test'],
    ['Bounce Handler@shop.test', '"Bounce Handler"@shop.test'],
    ['b%1@shop.test', 'b%1@shop.test'],
    ['bücher.test', 'postmaster@xn--bcher-kva.test'],
  ])('of the mail-from %j is %s', (mailFrom, address) => {
    expect(senderAddress(mailFrom)?.text).toBe(address);
  });

  it.each(['a@b@shop.test', '"a"@shop.test', '.a@shop.test', 'a\r\nb@shop.test', 'a" b@shop.test', ''])(
    'cannot be made of %j',
    (mailFrom) => {
      expect(senderAddress(mailFrom)).toBeNull();
    },
  );
});

describe('a host', () => {
  it.each([
    ['mail.shop.test', 'mail.shop.test'],
    ['MAIL.shop.test.', 'mail.shop.test'],
    ['bücher.test', 'xn--bcher-kva.test'],
    ['192.0.2.1', '192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    // A name: nothing reads numbers in it.
    ['127.1', '127.1'],
    ['0x7f.1', '0x7f.1'],
  ])('%j is looked up as %s', (text, host) => {
    expect(hostFrom(text)).toBe(host);
  });

  it.each([
    'mail.shop.test\r\nX: y',
    'mail shop.test',
    '.shop.test',
    'a..b',
    'mail.shop.test:25',
    'http://a',
    '',
  ])('%j is none', (text) => {
    expect(hostFrom(text)).toBeNull();
  });
});
