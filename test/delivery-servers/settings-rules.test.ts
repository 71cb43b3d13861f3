import { describe, expect, it } from 'vitest';
import {
  type DeliveryServerDraft,
  type SettingPath,
  settingsProblems,
} from '../../src/delivery-servers/delivery-server.rules.js';
import { SmtpSecurity } from '../../src/verification/smtp/smtp-security.js';
import { acceptedSettings, domainOf, label } from './accepted-settings.js';

/** Valid settings. */
function settings() {
  return {
    name: 'A server',
    smtp: {
      host: 'smtp.example.com',
      port: 587,
      security: SmtpSecurity.STARTTLS,
      timeoutSeconds: 30,
      authRequired: true,
      username: 'user',
      password: 'password',
    },
    domains: {
      linkTracking: 'track.example.com',
      openTracking: 'open.example.com',
      mailFrom: 'bounce.example.com',
      enforcedFrom: 'noreply@example.com',
      useSenderInfoAsMailFrom: false,
      useSenderInfoAsFrom: false,
    },
    senderRotation: { enabled: false, settings: null },
    expectations: {},
  };
}

/** Valid settings with one value changed. */
function settingsWith(path: string, value: unknown): DeliveryServerDraft {
  const changed: Record<string, unknown> = structuredClone(settings());
  const steps = path.split('.');
  const holder = steps.slice(0, -1).reduce((at, step) => at[step] as Record<string, unknown>, changed);
  holder[steps.at(-1) as string] = value;
  return changed as DeliveryServerDraft;
}

function told(draft: DeliveryServerDraft, stored?: Parameters<typeof settingsProblems>[1]): string[] {
  return settingsProblems(draft, stored).map(({ path, reason }) => `${path.join('.')} ${reason}`);
}

/** Characters that nobody sees, and half a pair. */
const invisible = [
  ...[
    '\u00ad',
    '\u034f',
    '\u115f',
    '\u180e',
    '\u200b',
    '\u200c',
    '\u200d',
    '\u200e',
    '\u2028',
    '\u202e',
    '\u2060',
  ],
  ...['\u2064', '\u3000', '\u3164', '\ufe0f', '\ufeff', '\uffa0', '\ufff9', '\uffff', '\ud83d', '\u{e0041}'],
];

const refused: Record<SettingPath, [value: unknown, reason: string][]> = {
  name: [
    ...['', ' ', '\t\r\n', '\u00a0', '\u200b', '\u00ad\u202e \ufeff', '\u3164', '\u2800', null].map(
      (value): [unknown, string] => [value, 'REQUIRED'],
    ),
    ['n'.repeat(256), 'TOO_LONG'],
    ['🚀'.repeat(256), 'TOO_LONG'],
    ['n'.repeat(600), 'TOO_LONG'],
    ...['\u0000', '\u0007', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud83d', '\ude80'].map(
      (character): [unknown, string] => [`x${character}`, 'INVALID'],
    ),
  ],
  'smtp.host': [
    ['', 'REQUIRED'],
    [null, 'REQUIRED'],
    ['\u200b', 'REQUIRED'],
    ...invisible.map((character): [unknown, string] => [`smtp${character}.example.com`, 'INVALID']),
    ...[
      'a b',
      'smtp\u2010x.example',
      '\u201csmtp.example\u201d',
      '"smtp.example"',
      "o'neill.example",
      '\uff53mtp.example',
      '\ufb01.example',
      '🚀.example',
      'xn--',
      'xn--zzzz.example',
      'xn--example-.example',
      `${'ü'.repeat(60)}.example`,
      'ends.in.1',
      `fe80::1%${label(300)}`,
      'smtp.example..',
      '.',
      '-a.example',
      'a-.example',
      'a..b',
      '.a',
      'http://a.example',
      'a.example:25',
      '[192.0.2.1]',
      '[::1',
      '300.300.300.300',
      `${label(64)}.example`,
      `${domainOf(253)}a`,
      'a/b',
      'a@b',
      '*',
      'a\u0000b',
    ].map((value): [unknown, string] => [value, 'INVALID']),
  ],
  'smtp.port': [
    [null, 'REQUIRED'],
    ...[0, -1, 65536, 25.5, Number.NaN, Number.POSITIVE_INFINITY].map((value): [unknown, string] => [
      value,
      'INVALID',
    ]),
  ],
  'smtp.security': [[null, 'REQUIRED']],
  'smtp.timeoutSeconds': [
    [null, 'REQUIRED'],
    ...[-1, 86_401, 0.5, Number.NaN].map((value): [unknown, string] => [value, 'OUT_OF_RANGE']),
  ],
  'smtp.authRequired': [[null, 'REQUIRED']],
  'smtp.username': [
    ...[null, '', ' ', '\t'].map((value): [unknown, string] => [value, 'REQUIRED']),
    ['u'.repeat(513), 'TOO_LONG'],
    ['\u200b', 'REQUIRED'],
    ...['\u0000', '\r\n', '\n', '\t', '\u007f', '\u0085', '\u2028', '\u2029', '\ud83d'].map(
      (character): [unknown, string] => [`u${character}x`, 'INVALID'],
    ),
  ],
  'smtp.password': [
    ['x'.repeat(1_048_577), 'TOO_LONG'],
    [' '.repeat(1_048_577), 'TOO_LONG'],
    ['€'.repeat(349_526), 'TOO_LONG'],
    ['half \ud83d', 'INVALID'],
  ],
  'domains.linkTracking': [
    ['', 'REQUIRED'],
    [null, 'REQUIRED'],
    ...[
      '192.0.2.1',
      '2001:db8::1',
      'a b',
      'https://a.example',
      'a@b.example',
      `${domainOf(253)}a`,
      'a.example/',
      ...invisible.map((character) => `track${character}.example.com`),
    ].map((value): [unknown, string] => [value, 'INVALID']),
  ],
  'domains.openTracking': [
    [' ', 'REQUIRED'],
    ['no domain', 'INVALID'],
  ],
  'domains.mailFrom': [
    [null, 'REQUIRED'],
    ...[
      'a@',
      'a@b@c',
      'a @example.com',
      '<a@example.com>',
      'a@example.com\n',
      'é@example.com',
      'a@xn--zzzz.example',
      'a@example.com.',
      'bounce\u200b.example.com',
    ].map((value): [unknown, string] => [value, 'INVALID']),
  ],
  'domains.enforcedFrom': [
    'example.com',
    'a@localhost',
    'A <a@example.com>',
    ' a@example.com',
    `${'l'.repeat(65)}@example.com`,
  ].map((value): [unknown, string] => [value, 'INVALID']),
  'domains.useSenderInfoAsMailFrom': [[null, 'REQUIRED']],
  'domains.useSenderInfoAsFrom': [[null, 'REQUIRED']],
  'senderRotation.enabled': [[null, 'REQUIRED']],
  'senderRotation.settings': [['half \ud83d', 'INVALID']],
  verifyEvery: ['', ' ', '0s', '31d', '6', '6 h', '6H', 'PT6H', 'Never'].map((value): [unknown, string] => [
    value,
    'INVALID',
  ]),
  'expectations.sendingAddresses': [[Array(51).fill('192.0.2.1'), 'TOO_LONG']],
  'expectations.dkim': [[Array(21).fill({ selector: 's1' }), 'TOO_LONG']],
  'expectations.spfInclude': ['', ' ', 'v=spf1 include:spf.example.com', '192.0.2.1', 'a@b.example'].map(
    (value): [unknown, string] => [value, 'INVALID'],
  ),
  'expectations.senderTarget': [['https://wl.example.com', 'INVALID']],
  'expectations.linkTarget': [['links example com', 'INVALID']],
  'expectations.openTarget': [[domainOf(254), 'INVALID']],
};

describe('valid settings', () => {
  it('have no problem', () => {
    expect(told(settings())).toEqual([]);
  });

  const rows = Object.entries(acceptedSettings).flatMap(([path, values]) =>
    values.map((value) => [path, value] as const),
  );
  it.each(rows.map(([path, value]) => [path, shown(value), value] as const))(
    'have as %s: %s',
    (path, _, value) => {
      expect(told(settingsWith(path, value))).toEqual([]);
    },
  );
});

describe('settings', () => {
  const rows = Object.entries(refused).flatMap(([path, values]) =>
    values.map(([value, reason]) => [path, value, reason] as const),
  );
  it.each(rows.map(([path, value, reason]) => [path, shown(value), reason, value] as const))(
    'with %s %s are told of as %s',
    (path, _, reason, value) => {
      expect(told(settingsWith(path, value))).toEqual([`${path} ${reason}`]);
    },
  );

  it('have every problem told at once, one for each field, in the order of the fields', () => {
    const everywhere = { name: null, smtp: null, domains: null, senderRotation: null };
    expect(told(everywhere)).toEqual([
      'name REQUIRED',
      'smtp.host REQUIRED',
      'smtp.port REQUIRED',
      'smtp.security REQUIRED',
      'smtp.timeoutSeconds REQUIRED',
      'smtp.authRequired REQUIRED',
      'domains.linkTracking REQUIRED',
      'domains.openTracking REQUIRED',
      'domains.mailFrom REQUIRED',
      'domains.useSenderInfoAsMailFrom REQUIRED',
      'domains.useSenderInfoAsFrom REQUIRED',
      'senderRotation.enabled REQUIRED',
    ]);
  });

  it('are explained in sentences that do not repeat a value', () => {
    const rows = Object.entries(refused).flatMap(([path, values]) =>
      values.map(([value]) => [path, value] as const),
    );
    for (const [path, value] of rows) {
      for (const { message } of settingsProblems(settingsWith(path, value))) {
        expect(message).toMatch(/^[A-Z].*\.$/);
        if (typeof value === 'string' && isTelling(value)) expect(message).not.toContain(value);
      }
    }
  });
});

describe('a user name', () => {
  it.each<[DeliveryServerDraft, Parameters<typeof settingsProblems>[1], string[]]>([
    [{ smtp: { authRequired: true } }, { username: null }, ['smtp.username REQUIRED']],
    [{ smtp: { authRequired: true } }, { username: ' ' }, ['smtp.username REQUIRED']],
    [{ smtp: { authRequired: true } }, {}, ['smtp.username REQUIRED']],
    [{ smtp: { authRequired: true } }, { username: 'stored' }, []],
    [{ smtp: { username: null } }, { authRequired: true }, ['smtp.username REQUIRED']],
    [{ smtp: { username: null } }, { authRequired: false }, []],
    [{ smtp: { username: null } }, {}, []],
    [{ smtp: { username: 'new' } }, { authRequired: true, username: null }, []],
    [{ smtp: { authRequired: false, username: null } }, { authRequired: true, username: 'stored' }, []],
    [{ smtp: { port: 25 } }, { authRequired: true, username: null }, []],
    [{}, { authRequired: true, username: null }, []],
    [
      { smtp: { authRequired: null, username: null } },
      { authRequired: true },
      ['smtp.authRequired REQUIRED'],
    ],
  ])('for the change %j on top of %j: %j', (draft, stored, expected) => {
    expect(told(draft, stored)).toEqual(expected);
  });
});

describe('a patch', () => {
  it('is judged by what it names alone', () => {
    expect(told({})).toEqual([]);
    expect(told({ smtp: {}, domains: {}, senderRotation: {} })).toEqual([]);
    expect(told({ smtp: { port: 0 } })).toEqual(['smtp.port INVALID']);
  });
});

/** Neither blank, nor part of the examples in the messages. */
function isTelling(value: string): boolean {
  return value.trim().length > 3 && value !== 'example.com';
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}... (${text.length})` : text;
}
