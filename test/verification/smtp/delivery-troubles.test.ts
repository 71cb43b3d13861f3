import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { ConnectOutcome } from '../../../src/verification/network/connect-attempt.js';
import { DeliveryMode, type DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import {
  createAuthority,
  type ServerCertificate,
  type TestAuthority,
} from '../../support/smtp/certificates.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { endlessLine, endlessReply, type SmtpScript, silence } from '../../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';
import { startReceiver } from '../../webhook/receiver.js';

let authority: TestAuthority;
let certificate: ServerCertificate;
const servers: SmtpTestServer[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

const credentials = { username: 'ada@shop.test', password: 'correct-horse' };
const auth = { mechanisms: ['PLAIN'], ...credentials } as const;
const starttls = { security: SmtpSecurity.STARTTLS, credentials };

/** Where a delivery to a server ended, how, and with what. */
async function ending(script: SmtpScript, overrides: Partial<DeliverySubject> = {}) {
  const server = await startSmtpServer(script);
  servers.push(server);
  const facts = await checkDelivery(
    deliverySubject({ port: server.port, milliseconds: 1_000, ...overrides }),
    deliveryTools({ authorities: [authority.pem] }),
  );
  const last = facts.stages.at(-1);
  return {
    facts,
    server,
    at: `${last?.stage} ${last?.status}`,
    codes: facts.findings.map(({ severity, code }) => `${severity} ${code}`),
  };
}

describe('a server that does not come to an end', () => {
  it('of its greeting is told with what has come', async () => {
    const { at, codes, facts } = await ending({
      replies: { GREETING: { drip: '220 mail.shop.test ESMTP at your service' } },
      dripMilliseconds: 100,
    });
    expect([at, codes]).toEqual(['GREETING ERROR', ['ERROR SMTP_TIMEOUT']]);
    expect(facts.stages.at(-1)?.replyText).toMatch(/^220 mail/);
  });
});

describe('a server that is too slow', () => {
  it.each([
    ['GREETING', 'SMTP_GREETING_MISSING'],
    ['EHLO', 'SMTP_TIMEOUT'],
  ])('at %s is to be stored with a longer timeout where it is not', async (moment, code) => {
    const { facts } = await ending({ replies: { [moment]: silence } }, { runId: null });
    const [finding] = facts.findings;
    expect(finding?.code).toBe(code);
    for (const text of [finding?.message, facts.stages.at(-1)?.hint]) {
      expect(text).toContain('store it with a longer timeout and verify it');
      expect(text).not.toContain('timeout in its settings');
    }
  });
});

describe('a server that speaks no SMTP', () => {
  it.each([
    ['as HTTP', { octets: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' }, 'NOT_SMTP'],
    ['as SSH', { octets: 'SSH-2.0-OpenSSH_9.2\r\n' }, 'NOT_SMTP'],
    ['an endless line', endlessLine, 'NOT_SMTP'],
    ['TLS at once', { octets: Buffer.from('15030300020228', 'hex') }, 'PORT_SPEAKS_TLS'],
  ])('but %s fails at its greeting', async (_, greeting, code) => {
    const { at, codes } = await ending({ replies: { GREETING: greeting } });
    expect([at, codes]).toEqual(['GREETING FAIL', [`FAIL SMTP_${code}`]]);
  });

  it.each([
    ['an endless line', endlessLine],
    ['a reply without end', endlessReply],
    ['something else', { octets: 'Hello\r\n' }],
    ['lines with different codes', ['250-mail.shop.test', '550 No']],
  ])('but %s fails where it does', async (_, reply) => {
    const { at, codes } = await ending({ replies: { EHLO: reply } });
    expect([at, codes]).toEqual(['EHLO FAIL', ['FAIL SMTP_REPLY_UNREADABLE']]);
  });
});

describe('what is no mail server', () => {
  const web = async (isSecure: boolean, security: SmtpSecurity) => {
    const receiver = await startReceiver(() => {}, isSecure ? certificate : undefined);
    const facts = await checkDelivery(
      deliverySubject({ port: receiver.port, security, milliseconds: 4_000 }),
      deliveryTools({ authorities: [authority.pem] }),
    );
    await receiver.stop();
    return facts;
  };

  it.each([
    ['http', SmtpSecurity.NONE],
    ['http', SmtpSecurity.STARTTLS],
    ['https', SmtpSecurity.IMPLICIT_TLS],
  ])('but speaks %s is found out as it is silent, with the security %s', async (scheme, security) => {
    const { findings, stages } = await web(scheme === 'https', security);
    expect(findings.map(({ code }) => code)).toEqual(['SMTP_NOT_SMTP']);
    expect(stages.at(-1)?.replyText).toMatch(/^HTTP\/1\.1 400/);
  });

  it.each([
    ['https', SmtpSecurity.STARTTLS, 'SMTP_PORT_SPEAKS_TLS'],
    ['http', SmtpSecurity.IMPLICIT_TLS, 'SMTP_PORT_SPEAKS_PLAIN'],
  ])('but speaks %s, with the security %s, may be a web server', async (scheme, security, code) => {
    const { findings } = await web(scheme === 'https', security);
    expect(findings[0]).toMatchObject({ code, message: expect.stringContaining('web server') });
  });

  it.each(['220 (vsFTPd 3.0.5)', '220 ProFTPD Server ready'])(
    'is told by its greeting: %s',
    async (greeting) => {
      const { at, codes } = await ending({ replies: { GREETING: greeting } });
      expect([at, codes]).toEqual(['GREETING FAIL', ['FAIL SMTP_NOT_SMTP']]);
    },
  );

  it('is not taken for one by its name', async () => {
    const { codes } = await ending({ replies: { GREETING: '220 ftp.shop.test ready' } });
    expect(codes).toEqual(['INFO DELIVERY_ACCEPTED']);
  });

  it('but speaks HTTP at EHLO is told so', async () => {
    const { codes } = await ending({ replies: { EHLO: { octets: 'HTTP/1.1 400 Bad Request\r\n\r\n' } } });
    expect(codes).toEqual(['FAIL SMTP_NOT_SMTP']);
  });
});

describe('a connection that ends', () => {
  it('by 421 is told with the words of the server, at any stage', async () => {
    const { at, codes, facts } = await ending({ replies: { MAIL: '421 4.3.2 Going\u001b[31m down' } });
    expect([at, codes]).toEqual(['MAIL_FROM ERROR', ['ERROR SMTP_SERVER_BUSY']]);
    expect(facts.findings[0]?.observed).toEqual(['MAIL_FROM: 421 4.3.2 Going\\u{1b}[31m down']);
  });

  it('as nobody wants it any more is told as interrupted', async () => {
    const stop = new AbortController();
    const server = await startSmtpServer({ replies: { EHLO: silence } });
    servers.push(server);
    const facts = await checkDelivery(
      deliverySubject({ port: server.port }),
      deliveryTools({ signal: stop.signal, onStage: ({ stage }) => stage === 'GREETING' && stop.abort() }),
    );
    expect(facts.findings).toMatchObject([{ severity: 'ERROR', code: 'INTERRUPTED' }]);
    expect(facts.stages.at(-1)).toMatchObject({ stage: 'EHLO', status: 'ERROR' });
    await expect.poll(() => server.openConnections()).toBe(0);
  });
});

describe('STARTTLS', () => {
  it('with a certificate that is not good ends the delivery, and every fault of it is told', async () => {
    const expired = await authority.issue({
      names: ['www.hoster.test'],
      validFromDays: -90,
      validToDays: -1,
    });
    const { at, codes, server, facts } = await ending({ certificate: expired, auth }, starttls);
    expect(at).toBe('TLS FAIL');
    expect(codes).toEqual(['FAIL TLS_CERTIFICATE_EXPIRED', 'FAIL TLS_CERTIFICATE_NAME_DIFFERS']);
    expect(facts.findings[1]).toMatchObject({ expected: ['mail.shop.test'], observed: ['www.hoster.test'] });
    expect(server.decrypted()).toHaveLength(0);
  });
});

describe('signing in', () => {
  it('shows nothing of the credentials that the server repeats', async () => {
    const { facts } = await ending(
      {
        certificate,
        auth,
        replies: {
          AUTH_RESULT: ({ username, password, responses }) =>
            `535 5.7.8 ${username}/${password} (${responses.join()}) failed`,
        },
      },
      starttls,
    );
    expect(facts.stages.at(-1)).toMatchObject({
      replyCode: 535,
      replyText: '***/*** (***) failed',
    });
    expect(JSON.stringify(facts)).not.toContain('correct');
  });

  it('is not tried without a password, as a failure may count', async () => {
    const withoutPassword = { ...credentials, password: '' };
    const { at, codes, facts, server } = await ending(
      { certificate, auth },
      { ...starttls, credentials: withoutPassword },
    );
    expect([at, codes]).toEqual(['AUTH FAIL', ['FAIL SMTP_PASSWORD_MISSING']]);
    expect(facts.findings[0]?.message).toMatch(/a user name and no password\. Set the password\./);
    expect(server.commands().join()).not.toContain('AUTH');
  });

  it('shows nothing of what CRAM-MD5 makes of the password', async () => {
    const cram = { ...auth, mechanisms: ['CRAM-MD5'] } as const;
    const { facts } = await ending(
      {
        certificate,
        auth: cram,
        replies: {
          AUTH_RESULT: ({ responses: [response = ''] }) =>
            `535 5.7.8 ${response} is ${Buffer.from(response, 'base64').toString()} here`,
        },
      },
      starttls,
    );
    expect(facts.stages.at(-1)?.replyText).toBe('*** is *** here');
  });

  it('shows nothing of the credentials in a certificate', async () => {
    const named = await authority.issue({ names: ['xcorrect-horse.test', 'www.hoster.test'] });
    const { facts } = await ending({ certificate: named, auth }, starttls);
    expect(facts.tls?.names).toEqual(['x***.test', 'www.hoster.test']);
    expect(JSON.stringify(facts)).not.toContain('correct');
  });

  it('shows no enhanced code that has the password in it', async () => {
    const { facts } = await ending(
      { certificate, auth, replies: { AUTH_RESULT: '535 5.123.456 no' } },
      { ...starttls, credentials: { ...credentials, password: '123456' } },
    );
    expect(facts.stages.at(-1)).toMatchObject({ replyCode: 535, enhancedCode: null, replyText: 'no' });
  });

  it('without TLS is a warning, and says what the server offers', async () => {
    const { codes, facts } = await ending(
      { certificate, auth: { ...auth, isOfferedInClear: true } },
      { credentials, security: SmtpSecurity.NONE },
    );
    expect(codes).toEqual(['INFO DELIVERY_ACCEPTED', 'WARN SMTP_PASSWORD_IN_CLEAR']);
    expect(facts.findings[1]?.message).toContain('The server offers STARTTLS');
  });
});

describe('the addresses of a host', () => {
  async function endingAt(port: number, addresses: string[], guarded = {}) {
    const facts = await checkDelivery(
      deliverySubject({ port, milliseconds: 1_000 }),
      deliveryTools(guarded, addresses),
    );
    return { facts, codes: facts.findings.map(({ severity, code }) => `${severity} ${code}`) };
  }

  it('of which one is dead are tried in turn, with a warning', async () => {
    const server = await startSmtpServer();
    servers.push(server);
    const { facts, codes } = await endingAt(server.port, ['::1', '127.0.0.1']);
    expect(codes).toEqual(['INFO DELIVERY_ACCEPTED', 'WARN SMTP_ADDRESS_DEAD']);
    expect(facts.attempts.map(({ outcome }) => outcome)).toEqual([
      ConnectOutcome.REFUSED,
      ConnectOutcome.CONNECTED,
    ]);
  });

  it('that refuse are told so', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    await new Promise((resolve) => listener.close(resolve));
    expect((await endingAt(port, ['127.0.0.1'])).codes).toEqual(['FAIL SMTP_CONNECTION_REFUSED']);
  });

  it('that are not allowed are told so', async () => {
    const server = await startSmtpServer();
    servers.push(server);
    const { codes } = await endingAt(server.port, ['127.0.0.1'], { guard: { permits: () => false } });
    expect(codes).toEqual(['FAIL SMTP_HOST_NOT_ALLOWED']);
    expect(server.records).toEqual([]);
  });

  it('may be none', async () => {
    const { codes, facts } = await endingAt(25, []);
    expect(codes).toEqual(['FAIL SMTP_HOST_WITHOUT_ADDRESS']);
    expect(facts.findings[0]?.message).toContain('in place of localhost');
  });
});

describe('a delivery without a message', () => {
  it.each([
    [DeliveryMode.CONNECT, 'answers. No message was sent'],
    [DeliveryMode.TLS, 'answers, and its TLS is good. No message was sent'],
    [DeliveryMode.AUTH, 'answers and accepts user name and password. No message was sent'],
  ])('of the mode %s says how far it came', async (mode, says) => {
    const { codes, facts } = await ending({ certificate, auth }, { ...starttls, mode });
    expect(codes).toEqual(['INFO DELIVERY_NO_MESSAGE_SENT']);
    expect(facts.findings[0]?.message).toContain(says);
  });
});
