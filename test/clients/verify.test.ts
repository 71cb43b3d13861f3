import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createServerWithId } from '../support/installation.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { absentNeeds, verifying } from './programs.js';
import { runProgram } from './run-program.js';

let dns: DnsTestServer;
let smtp: SmtpTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer({
    'mail.shop.test': [['A', '127.0.0.1']],
    'bounce.example.com': [
      ['A', '192.0.2.2'],
      ['TXT', 'v=spf1 ip4:192.0.2.10 -all'],
    ],
    '_dmarc.example.com': [['TXT', 'v=DMARC1; p=reject']],
    'open.example.com': [['A', '192.0.2.1']],
  });
  const auth = { mechanisms: ['LOGIN'], username: 'mailer', password: 'the-smtp-password' } as const;
  smtp = await startSmtpServer({ auth: { ...auth, isOfferedInClear: true } });
  app = await startTestApp({ dnsResolvers: [dns.server], allowedNetworks: ['127.0.0.0/8'] });
  app.transcript.guard('SMTP password', auth.password);
  await createServerWithId(app, 123, {
    SendMethodSMTPHost: 'mail.shop.test',
    SendMethodSMTPPort: smtp.port,
    SendMethodSMTPSecure: 'false',
    SendMethodSMTPUsername: auth.username,
    SendMethodSMTPPassword: auth.password,
  });
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([dns?.stop(), smtp?.stop()]);
});

describe(verifying.file, () => {
  const absent = absentNeeds(verifying);
  if (absent.length > 0) return it.skip(`cannot run without ${absent.join(' and ')}, absent here`);

  it('has a server checked, and understands what was found', async () => {
    const { raw, ...understood } = await runProgram<{ raw: string }>(verifying, app);
    const missing =
      'The name track.example.com does not exist in DNS. Tracked links in messages do not work.';
    expect(raw.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '2026-11-29 10:30:00')).toBe(
      '{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":123,"AllPassed":false,' +
        '"VerificationResults":{"email_delivery":true,"spf":true,"dkim":true,"dmarc":true,"sender_domain":true,' +
        '"link_domain":false,"open_domain":true},"Messages":{"email_delivery":"","spf":"","dkim":"","dmarc":"",' +
        `"sender_domain":"","link_domain":"${missing}","open_domain":""},` +
        '"VerificationLastCheckedAt":"2026-11-29 10:30:00","TestEmailSentTo":"ada@shop.test"}',
    );
    expect(understood).toEqual({
      verdict: 'not verified',
      failed: { link_domain: missing },
      sentTo: 'ada@shop.test',
      xml: {
        success: 1,
        allPassed: 'false',
        spf: 'true',
        emailDelivery: 'true',
        message: missing,
        sentTo: 'ada@shop.test',
      },
      complaints: {
        id: '1: Missing DeliveryServerID',
        unknown: '2: Delivery server not found',
        to: '3: Invalid To email address',
      },
    });
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([['ada@shop.test'], ['ada@shop.test']]);
  });
});
