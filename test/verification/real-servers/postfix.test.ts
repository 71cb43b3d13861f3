import { randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { readMessage } from '../../../src/verification/dkim/received-message.js';
import { verifySignatures } from '../../../src/verification/dkim/verify-signatures.js';
import { createNetworkGuard } from '../../../src/verification/network/create-network-guard.js';
import { DeliveryMode, type DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';
import { accepted, createServer } from '../../support/operations.js';
import { createAuthority } from '../../support/smtp/certificates.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { keyZone, rsaSigningKey } from '../dkim/signing-keys.js';
import { postfixMissing, startPostfix } from './postfix.js';

const key = rsaSigningKey();
const zone: Zone = {
  ...keyZone({ s1: key.record }),
  'mail.shop.test': [['A', '127.0.0.1']],
  'bounces.shop.test': [['TXT', 'v=spf1 ip4:127.0.0.1 -all']],
  '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
};
const user = { name: 'news', password: 'pass=word with "signs" and ünïcode' };
let dns: DnsTestServer;
let app: TestApp;
let postfix: Awaited<ReturnType<typeof startPostfix>>;
let authority: string;
let sink: SMTPServer;
const received: Buffer[] = [];

if (postfixMissing !== null) console.warn(`The tests with Postfix are skipped: ${postfixMissing}.`);

describe.skipIf(postfixMissing !== null)('Postfix with SASL, TLS and OpenDKIM', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    dns = await startDnsServer(zone);
    const { pem, issue } = await createAuthority();
    authority = pem;
    app = await startTestApp({
      ...{ dnsResolvers: [dns.server], allowedNetworks: ['127.0.0.1'], smtpAuthorities: [authority] },
      ...{
        probe: { host: '127.0.0.1', port: 0, address: 'probe@probe.test', tls: null },
        secretsKey: randomBytes(32),
      },
    });
    sink = new SMTPServer({
      ...{ disabledCommands: ['STARTTLS'], authOptional: true, disableReverseLookup: true, logger: false },
      onData: (stream, _, callback) =>
        void stream.toArray().then((pieces) => {
          received.push(Buffer.concat(pieces));
          callback();
        }),
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const sinkPort = (sink.server.address() as { port: number }).port;
    const certificate = await issue({ names: ['mail.shop.test'] });
    postfix = await startPostfix({
      certificate,
      user,
      key,
      ports: { 'reader.test': sinkPort, 'probe.test': app.probePort ?? 0 },
    });
  }, 60_000);
  afterAll(async () => {
    await postfix?.stop();
    await app?.stop();
    await new Promise<void>((resolve) => (sink ? sink.close(() => resolve()) : resolve()));
    await dns?.stop();
  });
  beforeEach(() => {
    received.length = 0;
  });

  function check(change: Partial<DeliverySubject> = {}) {
    const subject: DeliverySubject = {
      ...{
        host: 'mail.shop.test',
        port: postfix.ports.submission,
        security: SmtpSecurity.STARTTLS,
        milliseconds: 20_000,
      },
      ...{
        credentials: { username: `${user.name}@shop.test`, password: user.password },
        mailFrom: 'bounces.shop.test',
      },
      ...{
        enforcedFrom: 'news@shop.test',
        mode: DeliveryMode.MESSAGE,
        to: 'ada@reader.test',
        isReceivedHere: false,
        runId: 'vr_12',
        ...change,
      },
    };
    const guard = createNetworkGuard(['127.0.0.1']);
    const signal = AbortSignal.timeout(20_000);
    return checkDelivery(subject, { resolve: dns.resolve(), guard, signal, authorities: [authority] });
  }

  it.each([
    ['STARTTLS', 'submission', SmtpSecurity.STARTTLS],
    ['TLS at once', 'implicit', SmtpSecurity.IMPLICIT_TLS],
  ] as const)(
    'accepts the test message over %s, signs it, and hands on one that is well-formed',
    async (_, port, security) => {
      const facts = await check({ port: postfix.ports[port], security });
      expect(facts.stages.map(({ stage, status }) => `${stage} ${status}`)).toContain('AUTH PASS');
      expect(facts).toMatchObject({ acceptedFor: 'ada@reader.test', tls: { faults: [] } });

      await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 20_000 });
      const octets = received[0] ?? Buffer.alloc(0);
      const text = octets.toString('latin1');
      // CR and LF together, in lines of at most 998 octets, and ASCII alone.
      expect(text.replaceAll('\r\n', '')).toMatch(/^[\t\x20-\x7e]*$/);
      expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
      const mail = await PostalMime.parse(octets);
      expect(mail).toMatchObject({
        messageId: `<${facts.messageId}>`,
        from: { address: 'news@shop.test' },
        to: [{ address: 'ada@reader.test' }],
      });
      expect(Math.abs(Date.parse(mail.date ?? '') - Date.now())).toBeLessThan(600_000);
      expect(mail.subject).toBeTruthy();
      expect(mail.text).toBeTruthy();
      for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'dkim-signature'])
        expect(
          mail.headers.filter((header) => header.key === name),
          name,
        ).toHaveLength(1);
      expect(mail.headers.map(({ value }) => value)).toContain('vr_12');

      expect(await verifySignatures(readMessage(octets), dns.resolve())).toEqual([
        { domain: 'shop.test', selector: 's1', algorithm: 'rsa-sha256', result: 'PASS', reason: null },
      ]);
      const changed = Buffer.from(text.replace(/^Subject: /m, 'Subject: Re: '), 'latin1');
      expect(await verifySignatures(readMessage(changed), dns.resolve())).toMatchObject([{ result: 'FAIL' }]);
    },
  );

  it('refuses a wrong password, which is told as that, and the password is not', async () => {
    const credentials = { username: `${user.name}@shop.test`, password: 'canary-password' };
    const facts = await check({ credentials });
    expect(facts.stages.at(-1)).toMatchObject({ stage: 'AUTH', status: 'FAIL', replyCode: 535 });
    expect(JSON.stringify(facts)).not.toContain('canary');
  });

  it('refuses to relay without a sign-in, which is told as that', async () => {
    const facts = await check({ credentials: null });
    expect(facts.stages.at(-1)).toMatchObject({
      stage: 'RCPT_TO',
      status: 'FAIL',
      replyClass: 'PERMANENT_NEGATIVE',
    });
  });

  it('delivers to the gateway itself, where SPF, DKIM and DMARC pass', async () => {
    const { submission: port } = postfix.ports;
    const smtp = {
      host: 'mail.shop.test',
      port,
      security: 'STARTTLS',
      authRequired: true,
      username: `${user.name}@shop.test`,
      password: user.password,
    };
    const domains = { mailFrom: 'bounces.shop.test', enforcedFrom: 'news@shop.test' };
    const { id } = await createServer(app, { smtp, domains } as never);
    const { run } = await accepted(
      app,
      'deliveryServerVerify',
      { id, checks: ['EMAIL_DELIVERY'] },
      'run { id }',
    );
    const query = `{ node(id: "${run.id}") { ... on VerificationRun { status checks { status ... on DeliveryCheck { arrival {
      helo authentication { mailFrom from spf { result } dkim { result } dmarc { result alignedBySpf alignedByDkim } } } } } } } }`;
    await vi.waitFor(async () => expect((await app.graphql(query)).data.node.status).toBe('DONE'), {
      timeout: 40_000,
    });
    expect((await app.graphql(query)).data.node.checks).toMatchObject([
      {
        arrival: {
          helo: 'mail.shop.test',
          authentication: {
            ...{ from: 'news@shop.test', spf: { result: 'PASS' }, dkim: [{ result: 'PASS' }] },
            dmarc: { result: 'PASS', alignedBySpf: true, alignedByDkim: true },
          },
        },
      },
    ]);
  });
});
