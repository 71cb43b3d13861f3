import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { FindingCode } from '../../../src/verification/finding-code.js';
import type { DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';

let server: SmtpTestServer;
let seenCommands = 0;
let seenMessages = 0;

// It asks nobody to sign in, but lets them: whatever a client says it accepts.
const script = {
  auth: { mechanisms: ['PLAIN'], username: 'ada', password: 'secret' },
  extensions: ['SIZE 10485760', '8BITMIME', 'SMTPUTF8'],
  replies: { AUTH_RESULT: '235 2.7.0 OK' },
} as const;

beforeAll(async () => {
  server = await startSmtpServer(script);
});
afterEach(() => {
  seenCommands = server.commands().length;
  seenMessages = server.messages.length;
});
afterAll(() => server.stop());

const address = String.raw`<(?:"[^"\\\r\n<>]+"|[^\s"\\<>,;:()\[\]@]+)@[a-z0-9_.-]+>`;
/** Everything that one delivery may say, in this order. */
const grammar = new RegExp(
  String.raw`^EHLO \S+(\nAUTH PLAIN [A-Za-z0-9+/]+=*)?` +
    String.raw`(\nMAIL FROM:${address}( SIZE=\d+)?( BODY=8BITMIME)?( SMTPUTF8)?(\nRCPT TO:${address}(\nDATA)?)?)?(\nQUIT)?$`,
);
const headerNames = [
  'auto-submitted',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to',
  'x-auto-response-suppress',
  'x-verification-run',
];

async function tryWith(settings: Partial<DeliverySubject>) {
  const before = { commands: server.commands().length, messages: server.messages.length };
  const credentials = { username: 'ada', password: 'secret' };
  const facts = await checkDelivery(
    deliverySubject({ port: server.port, credentials, ...settings }),
    deliveryTools(),
  );
  const commands = server.commands().slice(before.commands);
  const messages = server.messages.slice(before.messages);
  if (commands.length > 0) expect(commands.join('\n')).toMatch(grammar);
  expect(messages.length).toBeLessThanOrEqual(1);
  for (const message of messages) {
    expect(message.recipients).toHaveLength(1);
    const { headers, from, to = [], cc, bcc } = await PostalMime.parse(Buffer.from(message.data, 'latin1'));
    expect(headers.map(({ key }) => key).sort()).toEqual(headerNames);
    expect(to).toHaveLength(1);
    expect(from?.address).toBeTruthy();
    expect([cc, bcc]).toEqual([undefined, undefined]);
  }
  return { facts, commands, messages };
}

const breaks = ['\r\n', '\n', '\r', '\0', '\u0085', '\u2028', '\x0b', '%0d%0a', '\\r\\n', '=0D=0A'];
const insertion = 'RCPT TO:<evil@evil.test>';
const addresses = [
  ...breaks.flatMap((mark) => [
    `ada${mark}${insertion}@example.com`,
    `ada@example.com${mark}${insertion}`,
    `ada@example.com>${mark}${insertion}`,
    `${mark}ada@example.com`,
  ]),
  'ada@example.com,evil@evil.test',
  'ada@example.com, evil@evil.test',
  'ada@example.com;evil@evil.test',
  'ada@example.com evil@evil.test',
  'ada@example.com> SIZE=1 <evil@evil.test',
  'ada@example.com> NOTIFY=SUCCESS',
  '<ada@example.com>',
  'Ada <ada@example.com>',
  '"Ada, evil@evil.test" <ada@example.com>',
  'friends: ada@example.com, evil@evil.test;',
  '@evil.test:ada@example.com',
  '@evil.test,@more.test:ada@example.com',
  'ada%example.com@evil.test',
  'evil.test!ada@example.com',
  '"ada@evil.test"@example.com',
  '"ada\r\nBcc: evil@evil.test"@example.com',
  '"ada\\"@evil.test>"@example.com',
  'ada(evil@evil.test)@example.com',
  'ada@[127.0.0.1]',
  'ada@example.com\u0000',
  'ada@exam\u00adple.com',
  '=?utf-8?q?=0d=0aBcc:_evil=40evil.test?=@example.com',
  'postmaster',
  '',
  '@',
  'ada@',
];

describe('settings with more in them than they should have', () => {
  it.each(addresses.map((text) => [text]))(
    'send nothing of %j as the recipient to anybody else',
    async (to) => {
      const { messages, facts } = await tryWith({ to });
      expect(messages.flatMap(({ recipients }) => recipients).join()).not.toContain('evil@evil.test');
      if (messages.length === 0) {
        expect(facts.findings.map(({ code }) => code)).toContain(FindingCode.SMTP_SETTINGS_UNUSABLE);
        expect(server.messages).toHaveLength(seenMessages);
      }
    },
  );

  it.each(addresses.map((text) => [text]))(
    'send nothing of %j as mail-from but an address',
    async (mailFrom) => {
      await tryWith({ mailFrom });
      await tryWith({ enforcedFrom: mailFrom });
    },
  );

  it.each(breaks.slice(0, 5))('send nothing to a host with %j in its name', async (mark) => {
    const { commands, facts } = await tryWith({ host: `mail.shop.test${mark}${insertion}` });
    expect(commands).toEqual([]);
    expect(server.commands()).toHaveLength(seenCommands);
    expect(facts.findings.map(({ code }) => code)).toEqual([FindingCode.SMTP_SETTINGS_UNUSABLE]);
  });

  it.each(breaks)('send no command of a user name or a password with %j in it', async (mark) => {
    const tricky = `ada${mark}${insertion}`;
    await tryWith({ credentials: { username: tricky, password: 'secret' } });
    await tryWith({ credentials: { username: 'ada', password: tricky } });
    const text = server.wire().toString('latin1');
    expect(text).not.toContain(insertion);
  });

  it('put nothing of a run into a header but its id', async () => {
    const { messages } = await tryWith({ runId: 'vr_1\r\nBcc: evil@evil.test' });
    expect(messages).toHaveLength(1);
  });

  it('say nothing but what a delivery says, whatever they are', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...breaks,
        '@',
        '.',
        ',',
        ';',
        '<',
        '>',
        '"',
        '\\',
        ' ',
        ':',
        '%',
        '!',
        '(',
        ')',
        'a',
        'ü',
        insertion,
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('ada', 'example.com', 'shop.test', '\r\n.\r\n', '[127.0.0.1]', 'xn--bcher-kva'),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const near = fc.tuple(text, text).map(([local, domain]) => `ada${local}@${domain}example.com`);
    const value = fc.oneof(text, near);
    await fc.assert(
      fc.asyncProperty(value, value, value, value, async (to, mailFrom, username, password) => {
        await tryWith({ to, mailFrom, enforcedFrom: mailFrom, credentials: { username, password } });
      }),
      { numRuns: 150 },
    );
  });
});
