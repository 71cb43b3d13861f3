import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { mutate, mutation, told, toldOfVariables } from '../support/operations.js';
import { certificateName, createAuthority } from '../support/smtp/certificates.js';
import { silence } from '../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const password = 'A password: häkle 4711';

let dns: DnsTestServer;
let app: TestApp;
let smtp: SmtpTestServer;
const others: SmtpTestServer[] = [];

beforeAll(async () => {
  const authority = await createAuthority();
  dns = await startDnsServer({ [certificateName]: [['A', '127.0.0.1']] });
  smtp = await startSmtpServer({
    certificate: await authority.issue(),
    auth: { mechanisms: ['PLAIN'], username: 'ada', password },
  });
  app = await startTestApp({
    dnsResolvers: [dns.server],
    allowedNetworks: ['127.0.0.0/8'],
    smtpAuthorities: [authority.pem],
    verifyMessageLimit: 2,
  });
  app.transcript.guard('SMTP password', password);
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
});
afterAll(async () => {
  await app?.stop();
  await smtp?.stop();
  await dns?.stop();
});

const selection = `check {
  __typename kind status message lastPassedAt acceptedFor messageId findings { severity code }
  attempts { address outcome } stages { stage status replyCode } tls { protocol daysLeft faults }
}`;
const test = (change: object) =>
  mutate(
    app,
    'deliveryServerSettingsTest',
    {
      ...{ host: certificateName, port: smtp.port, security: 'STARTTLS', username: 'ada', password },
      ...change,
    },
    selection,
  );
const stagesOf = ({ stages }: { stages: { stage: string; status: string }[] }) =>
  stages.map(({ stage, status }) => `${stage} ${status}`);

const connected = ['RESOLVE PASS', 'CONNECT PASS', 'GREETING PASS', 'EHLO PASS'];
const secured = [...connected, 'TLS PASS', 'EHLO PASS'];

describe('deliveryServerSettingsTest', () => {
  it.each([
    ['CONNECT', connected],
    ['TLS', secured],
    ['AUTH', [...secured, 'AUTH PASS']],
  ])('ends after %s where it is told to', async (mode, stages) => {
    const { check, userErrors } = await test({ mode });
    expect(userErrors).toEqual([]);
    expect(check).toMatchObject({ __typename: 'DeliveryCheck', kind: 'EMAIL_DELIVERY', status: 'PASS' });
    expect(stagesOf(check)).toEqual(stages);
    expect(check).toMatchObject({ acceptedFor: null, messageId: null, lastPassedAt: null });
    expect(smtp.messages).toEqual([]);
  });

  it('ends after the sign-in when neither a mode nor a recipient is named', async () => {
    const { check } = await test({});
    expect(stagesOf(check)).toEqual([...secured, 'AUTH PASS']);
    expect(check.tls).toMatchObject({ protocol: 'TLSv1.3', daysLeft: 300, faults: [] });
  });

  it('sends a message to the recipient that is named, and says that it was accepted', async () => {
    const { check } = await test({ to: 'grace@example.com', mailFrom: 'bounces@shop.test' });
    expect(check).toMatchObject({ status: 'PASS', acceptedFor: 'grace@example.com' });
    expect(stagesOf(check)).toEqual([
      ...secured,
      ...['AUTH', 'MAIL_FROM', 'RCPT_TO', 'DATA', 'ACCEPTED'].map((stage) => `${stage} PASS`),
    ]);
    expect(smtp.messages.at(-1)).toMatchObject({
      mailFrom: 'bounces@shop.test',
      recipients: ['grace@example.com'],
      username: 'ada',
    });
    expect(smtp.messages.at(-1)?.data).toContain(check.messageId);
  });

  it('sends none in the mode MESSAGE when nobody is known, and warns', async () => {
    const before = smtp.messages.length;
    const { check } = await test({ mode: 'MESSAGE', mailFrom: 'shop.test' });
    expect(check.status).toBe('WARN');
    expect(check.findings).toMatchObject([{ code: 'DELIVERY_RECIPIENT_UNKNOWN' }]);
    expect(smtp.messages).toHaveLength(before);
  });

  it('tells of a password that is wrong, and repeats neither', async () => {
    const wrong = app.transcript.guard('wrong SMTP password', 'not the password, though long');
    const { check } = await test({ password: wrong });
    expect(check.status).toBe('FAIL');
    expect(check.stages.at(-1)).toEqual({ stage: 'AUTH', status: 'FAIL', replyCode: 535 });
  });

  it('answers in time when the server says nothing, however long it might wait', async () => {
    const silent = await startSmtpServer({ replies: { EHLO: silence } });
    others.push(silent);
    const begun = Date.now();
    const { check } = await test({
      port: silent.port,
      timeoutSeconds: 3_600,
      security: 'NONE',
      mode: 'CONNECT',
    });
    expect(Date.now() - begun).toBeLessThan(8_000);
    expect(check.status).toBe('ERROR');
    expect(check.stages.at(-1)).toMatchObject({ stage: 'EHLO', status: 'ERROR' });
  });

  it('is made at once for one credential while all that another may have at once hang', async () => {
    const silent = await startSmtpServer({ replies: { EHLO: silence } });
    others.push(silent);
    const many = Array.from({ length: 48 }, () =>
      test({ port: silent.port, security: 'NONE', mode: 'CONNECT' }),
    );
    await vi.waitFor(() => expect(silent.records.length).toBeGreaterThanOrEqual(16), { timeout: 5_000 });
    expect(silent.openConnections()).toBeLessThanOrEqual(16);
    const input = { host: certificateName, port: smtp.port, security: 'STARTTLS', mode: 'CONNECT' };
    const query = mutation('deliveryServerSettingsTest', 'check { status }');
    const { data } = await app.graphql(query, { input }, await app.createKey(['VERIFY']));
    expect(data).toEqual({ deliveryServerSettingsTest: { check: { status: 'PASS' }, userErrors: [] } });
    await Promise.all(many);
  });

  it('connects to nothing that leads inside', async () => {
    const { check } = await test({ host: '10.1.2.3' });
    expect(check.attempts).toEqual([{ address: '10.1.2.3', outcome: 'NOT_ALLOWED' }]);
    expect(check.status).toBe('FAIL');
  });

  it('refuses what a server could not be stored with, each at its place', async () => {
    const { check, userErrors } = await test({
      host: 'smtp.example.com:587',
      timeoutSeconds: -1,
      username: 'a\nb',
      mode: 'MESSAGE',
    });
    expect(check).toBeNull();
    expect(told(userErrors)).toEqual([
      'input.host INVALID',
      'input.timeoutSeconds OUT_OF_RANGE',
      'input.username INVALID',
      'input.mailFrom REQUIRED',
    ]);
    expect(told((await test({ username: null })).userErrors)).toEqual(['input.username REQUIRED']);
  });

  it.each([
    'ada@example.com\r\nRCPT TO:<eve@example.com>',
    'ada@example.com, eve@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    '',
  ])('refuses the recipient %j', async (to) => {
    const query =
      'mutation ($input: DeliveryServerSettingsTestInput!) { deliveryServerSettingsTest(input: $input) { check { status } } }';
    const answer = await app.graphql(query, {
      input: { host: '', port: 25, security: 'NONE', mode: 'MESSAGE', to },
    });
    expect(toldOfVariables(answer)).toEqual([
      'input.to INVALID',
      'input.host REQUIRED',
      'input.mailFrom REQUIRED',
    ]);
  });

  it('counts as a run and as a message, and keeps nothing else', async () => {
    const counted = await app.sql('SELECT purpose, used FROM verification_quotas ORDER BY purpose');
    expect(counted).toContainEqual({ purpose: 'MESSAGES', used: 1 });
    expect((await test({ to: 'grace@example.com', mailFrom: 'shop.test' })).userErrors).toEqual([]);
    const { userErrors } = await test({ to: 'grace@example.com', mailFrom: 'shop.test' });
    expect(told(userErrors)).toEqual(['- RATE_LIMITED']);
    expect((await test({})).userErrors).toEqual([]);
    expect(await app.sql('SELECT id FROM verification_runs')).toEqual([]);
  });

  it('needs the scope VERIFY, and can be had once in an operation', async () => {
    const one = `deliveryServerSettingsTest(input: { host: "x.test", port: 25, security: NONE }) { check { status } }`;
    const { errors } = await app.graphql(`mutation { ${one} }`, {}, await app.createKey(['READ', 'WRITE']));
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', missingScopes: ['VERIFY'] } }]);
    const twice = await app.graphql(`mutation { ${one} more: ${one} }`);
    expect(twice.errors?.[0]?.message).toMatch(/at most 1 dnsCheck or deliveryServerSettingsTest/);
  });
});
