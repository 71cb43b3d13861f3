import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import type { DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { findSecret } from '../../support/smtp/find-secret.js';
import { close, type SmtpScript, silence } from '../../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';
import { createCertificates } from './create-certificates.js';
import { account, type Certificates } from './delivery-cases.js';

let authorities: string[];
let certificates: Certificates;
let server: SmtpTestServer;

beforeAll(async () => {
  ({ authorities, certificates } = await createCertificates());
});
afterEach(() => server.stop());

/** It would take any of these in the clear. */
const greedy = {
  auth: { mechanisms: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'], ...account, isOfferedInClear: true },
} as const satisfies SmtpScript;

async function attack(script: SmtpScript, settings: Partial<DeliverySubject> = {}) {
  server = await startSmtpServer({ certificate: certificates.good, ...greedy, ...script });
  const subject = deliverySubject({
    port: server.port,
    security: SmtpSecurity.STARTTLS,
    credentials: account,
    milliseconds: 3_000,
    ...settings,
  });
  return await checkDelivery(subject, deliveryTools({ authorities }));
}

/** Neither the credentials in any form, nor anything that could be worked out of them, nor a message. */
function expectNothingGiven(octets: Buffer): void {
  for (const secret of [account.password, account.username, `\0${account.username}\0${account.password}`])
    expect(findSecret(octets, secret)).toEqual([]);
  expect(octets.toString('latin1')).not.toMatch(/AUTH|MAIL FROM|RCPT|DATA/i);
}

const lure = '250-mail.shop.test\r\n250 AUTH PLAIN LOGIN CRAM-MD5';
const prompt = Buffer.from('Password:').toString('base64');

const hostile: [title: string, script: SmtpScript][] = [
  ['does not offer STARTTLS', { isStartTlsStripped: true }],
  ['refuses STARTTLS', { replies: { STARTTLS: '554 5.7.3 No' } }],
  ['refuses STARTTLS for now', { replies: { STARTTLS: '454 4.7.0 Later' } }],
  ['says that STARTTLS is done, with another code', { replies: { STARTTLS: '250 2.0.0 OK' } }],
  ['says that the user has signed in', { replies: { STARTTLS: '235 2.7.0 Authentication successful' } }],
  ['asks for the password in place of TLS', { replies: { STARTTLS: `334 ${prompt}` } }],
  ['asks for the password as it greets', { replies: { GREETING: `334 ${prompt}` } }],
  ['asks for the password after EHLO', { replies: { EHLO: `334 ${prompt}` } }],
  ['takes TLS back after EHLO', { replies: { EHLO: ['250-a', '250-AUTH PLAIN', '250 XSTARTTLS'] } }],
  ['sends more with its reply to STARTTLS', { injectedAfterStartTls: lure }],
  ['sends less than a line more', { injectedAfterStartTls: '250' }],
  ['goes on in the clear', { handshake: lure }],
  ['asks for the password in place of the handshake', { handshake: `334 ${prompt}` }],
  ['says nothing in place of the handshake', { handshake: silence }],
  ['hangs up in place of the handshake', { handshake: close }],
  [
    'sends an alert in place of the handshake',
    { handshake: { octets: Buffer.from('15030300020228', 'hex') } },
  ],
  ['does not offer a cipher that we have', { tls: { maxVersion: 'TLSv1.2', ciphers: 'PSK@SECLEVEL=0' } }],
];

describe('a password', () => {
  it.each(hostile)('is not sent to a server that %s', async (_, script) => {
    const { acceptedFor, findings } = await attack(script);
    expectNothingGiven(server.wire());
    expectNothingGiven(server.decrypted());
    expect(acceptedFor).toBeNull();
    expect(findings).toHaveLength(1);
  });

  it.each<keyof Certificates>([
    'expired',
    'notYetValid',
    'selfSigned',
    'otherName',
    'withoutIntermediate',
    'hopeless',
  ])('is not sent to a server with the certificate %s', async (kind) => {
    for (const isImplicitTls of [false, true]) {
      const security = isImplicitTls ? SmtpSecurity.IMPLICIT_TLS : SmtpSecurity.STARTTLS;
      await attack({ certificate: certificates[kind], isImplicitTls }, { security });
      expectNothingGiven(server.wire());
      expectNothingGiven(server.decrypted());
      await server.stop();
    }
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('is not sent over %s', async (version) => {
    const tls = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    await attack({ tls });
    expectNothingGiven(server.wire());
    expectNothingGiven(server.decrypted());
  });

  it('is not sent to a port that speaks in the clear when the security is implicit TLS', async () => {
    await attack({}, { security: SmtpSecurity.IMPLICIT_TLS });
    expectNothingGiven(server.wire());
  });

  it('is not sent where only OAuth is offered, or nothing', async () => {
    await attack({ auth: { ...greedy.auth, mechanisms: ['XOAUTH2'] } });
    expectNothingGiven(server.decrypted());
    await server.stop();
    await attack({
      replies: { EHLO: ({ isEncrypted }) => (isEncrypted ? '250 a' : ['250-STARTTLS', '250 AUTH PLAIN']) },
    });
    expectNothingGiven(server.decrypted());
  });

  it('is sent once to a server that goes on asking', async () => {
    const { acceptedFor } = await attack({
      auth: { ...greedy.auth, mechanisms: ['PLAIN'] },
      replies: { AUTH_RESULT: `334 ${prompt}` },
    });
    expect(server.commands().filter((line) => findSecret(line, account.password).length > 0)).toHaveLength(1);
    expect(findSecret(server.wire(), account.password)).toEqual([]);
    expect(acceptedFor).toBeNull();
  });

  it('goes once, and inside TLS, to a good server', async () => {
    for (const mechanism of ['PLAIN', 'LOGIN'] as const) {
      await attack({ auth: { ...greedy.auth, mechanisms: [mechanism] } });
      expect(findSecret(server.wire(), account.password)).toEqual([]);
      expect(findSecret(server.decrypted(), account.password)).not.toEqual([]);
      expect(server.messages).toHaveLength(1);
      expect(findSecret(server.messages[0]?.data ?? '', account.password)).toEqual([]);
      await server.stop();
    }
  });

  it('would be found on the wire in whatever form', async () => {
    await attack({}, { security: SmtpSecurity.NONE });
    const said = server.wire().toString();
    expect(said).toContain('AUTH CRAM-MD5');
    expect(findSecret(said, account.password)).toEqual([]);
    for (const mechanism of ['PLAIN', 'LOGIN'] as const) {
      await server.stop();
      await attack({ auth: { ...greedy.auth, mechanisms: [mechanism] } }, { security: SmtpSecurity.NONE });
      expect(findSecret(server.wire(), account.password)).not.toEqual([]);
    }
  });
});
