import type { SettingPath } from '../../src/delivery-servers/delivery-server.rules.js';
import { SmtpSecurity } from '../../src/verification/smtp/smtp-security.js';

export const label = (length: number) => 'a'.repeat(length);
/** A domain of exactly this many characters. */
export const domainOf = (length: number) => `${label(63)}.${label(63)}.${label(63)}.${label(length - 192)}`;

/** Values that each setting takes, the longest among them. */
export const acceptedSettings: Record<SettingPath, unknown[]> = {
  name: ['0', ' x ', 'n'.repeat(255), '🚀'.repeat(255), 'tab\tand\nline', '東京', '\u{10ffff}'],
  'smtp.host': [
    'localhost',
    'a.b',
    '192.0.2.1',
    '2001:db8::1',
    '[2001:db8::1]',
    '::',
    'mx_1.example.com',
    'münchen.example',
    'MÜNCHEN.Example',
    'mu\u0308nchen.example',
    'straße.example',
    'हिन्दी.भारत',
    '例え。テスト',
    'smtp\uff0eexample\uff61com',
    'xn--mnchen-3ya.example',
    'XN--MNCHEN-3YA.example',
    'smtp.example.com.',
    'localhost.',
    domainOf(253),
    `${domainOf(253)}.`,
  ],
  'smtp.port': [1, 25, 65535],
  'smtp.security': Object.values(SmtpSecurity),
  'smtp.timeoutSeconds': [0, 1, 86_400],
  'smtp.authRequired': [true, false],
  'smtp.username': ['u', 'u'.repeat(512), '🚀'.repeat(512), ' padded ', 'soft\u00adhyphen', 'нет'],
  'smtp.password': [null, '', ' ', 'p', '\u0000\u0007', 'x'.repeat(1_048_576), '€'.repeat(349_525)],
  'domains.linkTracking': [
    'track.example.com',
    'localhost',
    'a_b.example.com',
    'track.example.com.',
    domainOf(253),
    `${domainOf(253)}.`,
    `${label(63)}.example`,
  ],
  'domains.openTracking': ['open.example.com', 'xn--mnchen-3ya.example', 'öffnen.example'],
  'domains.mailFrom': [
    'bounce.example.com',
    'bounce.example.com.',
    'bounce@example.com',
    'a+b@sub.example.com',
    'a b@example.com',
    '@example.com',
    'bounce@xn--mnchen-3ya.example',
  ],
  'domains.enforcedFrom': [
    null,
    '',
    ' ',
    'a@example.com',
    "o'neill@example.com",
    `${'l'.repeat(64)}@example.com`,
  ],
  'domains.useSenderInfoAsMailFrom': [true, false],
  'domains.useSenderInfoAsFrom': [true, false],
  'senderRotation.enabled': [true, false],
  'senderRotation.settings': [null, '', 'text', '{"a":[1]}', 'x'.repeat(100_000)],
  verifyEvery: [null, '1s', '15m', '6h', '30d', '2592000s', 'never'],
  'expectations.sendingAddresses': [
    [],
    ['192.0.2.1', '2001:db8::1', '192.0.2.0/28', '2001:db8::/32', '0.0.0.0/0', '::ffff:192.0.2.1', '::/128'],
    // The longest of all, as often as may be.
    Array(50).fill('aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:255.255.255.255/128'),
  ],
  'expectations.dkim': [
    [],
    [{ selector: 's1', domain: null, publicKey: null }],
    [
      { selector: '6gbrjpgwjskckoa6a5zn6fwqkn67xbtw', domain: 'mail.example.com.', publicKey: null },
      {
        selector: 'Q1_2026.mta-3',
        domain: '_x.münchen.example',
        publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      },
    ],
    Array(20).fill({
      selector: `${label(63)}.${label(63)}.${label(63)}.${label(46)}`,
      domain: 'a.b',
      publicKey: 'A'.repeat(8_192),
    }),
  ],
  'expectations.spfInclude': [null, 'spf.vendor.example', '_spf.example.com.', domainOf(253)],
  'expectations.senderTarget': [null, 'u123.wl.vendor.example'],
  'expectations.linkTarget': [null, 'links.vendor.example', 'localhost'],
  'expectations.openTarget': [null, domainOf(253)],
};
