import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { overWebSocket } from '../subscriptions/subscriber.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer, mutate, readServer, told, toldOfVariables } from '../support/operations.js';
import { certificateName, createAuthority, type TestAuthority } from '../support/smtp/certificates.js';
import { type SmtpScript, silence } from '../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { doneRun, measure, readRun, rowOf, verdicts, verify, verifyPayload } from './runs.js';

let dns: DnsTestServer;
let authority: TestAuthority;
let app: TestApp;
const started: SmtpTestServer[] = [];

beforeAll(async () => {
  dns = await startDnsServer({ [certificateName]: [['A', '127.0.0.1']] });
  authority = await createAuthority();
  app = await startTestApp({
    dnsResolvers: [dns.server],
    allowedNetworks: ['127.0.0.0/8'],
    smtpAuthorities: [authority.pem],
    administratorEmail: 'ops@example.com',
    verifyMessageLimit: 100,
  });
});
afterEach(async () => {
  for (const smtp of started.splice(0)) await smtp.stop();
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

/** An SMTP server that takes the user of {@link createServer}. */
async function startSmtp(script: SmtpScript = {}): Promise<SmtpTestServer> {
  const smtp = await startSmtpServer({
    certificate: await authority.issue(),
    auth: { mechanisms: ['PLAIN', 'LOGIN'], username: 'smtp_user', password: 'smtp_password' },
    ...script,
  });
  started.push(smtp);
  return smtp;
}

/** A delivery server that is reached there. */
const serverAt = ({ port }: SmtpTestServer, smtp: object = {}) =>
  createServer(app, { smtp: { host: certificateName, port, ...smtp } });

const delivery = ['EMAIL_DELIVERY'];
const whole = [
  'RESOLVE',
  'CONNECT',
  'GREETING',
  'EHLO',
  'TLS',
  'EHLO',
  'AUTH',
  'MAIL_FROM',
  'RCPT_TO',
  'DATA',
  'ACCEPTED',
];
const kindsOf = (stages: { stage: string }[]) => stages.map(({ stage }) => stage);

async function deliveryOf(runId: string) {
  const { data } = await app.graphql(
    `query ($id: ID!) { node(id: $id) { ... on VerificationRun { checks { ... on DeliveryCheck {
      status message acceptedFor messageId findings { code message } attempts { address outcome durationMilliseconds }
      stages { stage status durationMilliseconds replyClass replyCode enhancedCode replyText hint }
      tls { protocol cipher issuer names validFrom validTo daysLeft faults }
    } } } } }`,
    { id: runId },
  );
  return data.node.checks[0];
}

describe('the delivery test of a run', () => {
  it('sends a message to who is named, and tells all of it', async () => {
    const smtp = await startSmtp();
    const { id } = await serverAt(smtp);
    const { run } = await accepted(
      app,
      'deliveryServerVerify',
      { id, checks: delivery, to: 'ada@example.com' },
      'run { id recipient deliveryMode }',
    );
    expect(run).toMatchObject({ recipient: 'ada@example.com', deliveryMode: 'MESSAGE' });
    const done = await doneRun(app, run.id);
    expect(verdicts(done.checks)).toEqual(['EMAIL_DELIVERY PASS']);
    const check = await deliveryOf(run.id);
    expect(check).toMatchObject({
      acceptedFor: 'ada@example.com',
      attempts: [{ address: '127.0.0.1', outcome: 'CONNECTED' }],
      tls: { protocol: 'TLSv1.3', names: [certificateName], daysLeft: 300, faults: [] },
    });
    expect(check.message).toMatch(/accepted a message for ada@example\.com/);
    expect(kindsOf(check.stages)).toEqual(whole);
    expect(kindsOf(done.stages)).toEqual(whole);
    expect(Date.parse(check.tls.validFrom)).toBeLessThan(Date.parse(check.tls.validTo));
    expect(smtp.messages).toHaveLength(1);
    expect(smtp.messages[0]).toMatchObject({
      recipients: ['ada@example.com'],
      username: 'smtp_user',
      isEncrypted: true,
    });
    expect(smtp.messages[0]?.data).toContain(check.messageId);
    expect(smtp.messages[0]?.data).toContain(run.id);
  });

  it('goes to the administrator when nobody is named, and in a batch to nobody', async () => {
    const smtp = await startSmtp();
    const { id } = await serverAt(smtp);
    expect(await measure(app, id, delivery)).toMatchObject({ recipient: 'ops@example.com' });
    expect(smtp.messages.map(({ recipients }) => recipients)).toEqual([['ops@example.com']]);
    const { runs } = await accepted(
      app,
      'deliveryServersVerify',
      { ids: [id], checks: delivery },
      'runs { id deliveryMode }',
    );
    expect(runs).toMatchObject([{ deliveryMode: 'AUTH' }]);
    const done = await doneRun(app, runs[0].id);
    expect(verdicts(done.checks)).toEqual(['EMAIL_DELIVERY PASS']);
    expect(kindsOf(done.stages)).toEqual(whole.slice(0, 7));
    expect((await deliveryOf(done.id)).findings).toMatchObject([{ code: 'DELIVERY_NO_MESSAGE_SENT' }]);
    expect(smtp.messages).toHaveLength(1);
  });

  it('is one of the seven, so that the status of the server is known', async () => {
    const { id } = await serverAt(await startSmtp());
    const { checks } = await measure(app, id);
    expect(checks).toHaveLength(7);
    const { verification } = await readServer(app, id);
    expect(verification.status).toBe('FAIL');
    expect(verification.checks[0]).toEqual({ kind: 'EMAIL_DELIVERY', status: 'PASS', source: 'MEASURED' });
    expect(verification.source).toBe('MEASURED');
  });

  it('is told stage by stage to who follows the run', async () => {
    const slowly = (drip: string) => ({ drip });
    const smtp = await startSmtp({
      dripMilliseconds: 40,
      replies: {
        GREETING: slowly('220 mail.shop.test ESMTP'),
        AUTH_RESULT: slowly('235 2.7.0 You may go on'),
        RCPT: slowly('250 2.1.5 We know her well'),
      },
    });
    const { id } = await serverAt(smtp);
    const follower = await overWebSocket(app, {
      query:
        'subscription { verificationRunChanged { version run { status stages { stage status } checks { kind } } } }',
    });
    const run = await verify(app, id, delivery);
    const done = await doneRun(app, run.id);
    await vi.waitFor(() => expect(follower.events.at(-1)?.run.status).toBe('DONE'));
    follower.stop();
    expect(verdicts(done.checks)).toEqual(['EMAIL_DELIVERY PASS']);
    const told: string[][] = follower.events.map(({ run: { stages } }) => kindsOf(stages));
    for (const stages of told) expect(stages).toEqual(whole.slice(0, stages.length));
    const lengths = told.map(({ length }) => length);
    expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
    expect(lengths.at(-1)).toBe(whole.length);
    // Before each of the three slow replies, and at the end.
    expect(new Set(lengths.filter((length) => length > 0)).size).toBeGreaterThanOrEqual(4);
    expect(follower.events.map(({ version }) => version)).toEqual(
      follower.events.map((_, index) => index + 1),
    );
  });

  it('shows what it has come to while a server lets it wait', async () => {
    const smtp = await startSmtp({ replies: { MAIL: silence } });
    const { id } = await serverAt(smtp, { timeoutSeconds: 8 });
    const run = await verify(app, id, delivery);
    await vi.waitFor(async () => {
      const { status, stages } = await readRun(app, run.id);
      expect(status).toBe('RUNNING');
      expect(kindsOf(stages)).toEqual(whole.slice(0, 7));
    }, 8_000);
    const done = await doneRun(app, run.id);
    expect(verdicts(done.checks)).toEqual(['EMAIL_DELIVERY ERROR']);
    expect(await app.sql('SELECT stages FROM verification_runs WHERE id = ?', [rowOf(run.id)])).toEqual([
      { stages: null },
    ]);
    await vi.waitFor(() => expect(smtp.openConnections()).toBe(0));
  });

  it('is a finding when the stored password does not open, and nothing is connected to', async () => {
    const smtp = await startSmtp();
    const { id } = await serverAt(smtp);
    await app.sql("UPDATE delivery_servers SET smtp_password_sealed = 'damaged' WHERE id = ?", [rowOf(id)]);
    const run = await measure(app, id, delivery);
    expect(run.checks).toMatchObject([{ status: 'FAIL', findings: [{ code: 'SMTP_PASSWORD_DAMAGED' }] }]);
    expect(run.checks[0].message).toContain('Store the password again');
    expect(smtp.records).toEqual([]);
  });

  it('measures the settings of its beginning when they are changed meanwhile', async () => {
    const [before, after] = [await startSmtp({ replies: { EHLO: silence } }), await startSmtp()];
    const { id } = await serverAt(before, { timeoutSeconds: 2 });
    const run = await verify(app, id, delivery);
    await vi.waitFor(() => expect(before.records).toHaveLength(1));
    await accepted(
      app,
      'deliveryServerUpdate',
      { id, smtp: { port: after.port, password: 'smtp_password' } },
      'deliveryServer { version }',
    );
    const done = await doneRun(app, run.id);
    expect(done).toMatchObject({ deliveryServerVersion: 1, checks: [{ status: 'ERROR' }] });
    expect(after.records).toEqual([]);
    expect(await measure(app, id, delivery)).toMatchObject({
      deliveryServerVersion: 2,
      checks: [{ status: 'PASS' }],
    });
  });

  it('goes with its server when that is deleted meanwhile', async () => {
    const smtp = await startSmtp({ replies: { GREETING: silence } });
    const { id } = await serverAt(smtp, { timeoutSeconds: 1 });
    const run = await verify(app, id, delivery);
    await vi.waitFor(() => expect(smtp.records).toHaveLength(1));
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, 'results { status }');
    expect(await readRun(app, run.id)).toBeNull();
    await vi.waitFor(() => expect(smtp.openConnections()).toBe(0), { timeout: 5_000 });
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
});

describe('the recipient of a delivery test', () => {
  it.each([
    'ada@example.com\r\nRCPT TO:<eve@example.com>',
    'ada@example.com\n',
    'ada@example.com,eve@example.com',
    'ada@example.com eve@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    'ada',
    '',
  ])('is refused when it is %j', async (to) => {
    const query =
      'mutation ($input: DeliveryServerVerifyInput!) { deliveryServerVerify(input: $input) { run { id } } }';
    expect(toldOfVariables(await app.graphql(query, { input: { id: 'ds_1', to } }))).toEqual([
      'input.to INVALID',
    ]);
  });
});

describe('the certificate of a server', () => {
  const found = async (expiresBefore: Date) => {
    const { data } = await app.graphql(
      'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter, first: 100) { nodes { id } } }',
      { filter: { expiresBefore } },
    );
    return data.deliveryServers.nodes.map(({ id }: { id: string }) => id);
  };
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

  it('is known by when it expires, and found by it, until another one is met', async () => {
    const certificate = await authority.issue({ validToDays: 10 });
    const smtp = await startSmtp({ certificate });
    const { id } = await serverAt(smtp);
    expect(await readServer(app, id)).toMatchObject({
      verification: { certificateExpiresAt: null, certificateDaysLeft: null },
    });
    expect(await found(inDays(4_000))).not.toContain(id);
    const run = await measure(app, id, delivery);
    expect(run.checks[0].status).toBe('WARN');
    const { verification } = await readServer(app, id);
    expect(verification.certificateDaysLeft).toBe(10);
    expect(Date.parse(verification.certificateExpiresAt)).toBeGreaterThan(inDays(9).getTime());
    expect(await found(inDays(11))).toContain(id);
    expect(await found(inDays(9))).not.toContain(id);

    // An error says nothing of it.
    await smtp.stop();
    dns.publish({});
    await mutate(app, 'deliveryServerUpdate', { id, smtp: { timeoutSeconds: 1 } });
    dns.publish(() => ['DROP']);
    expect(verdicts((await measure(app, id, delivery)).checks)).toEqual(['EMAIL_DELIVERY ERROR']);
    dns.publish({ [certificateName]: [['A', '127.0.0.1']] });
    expect((await readServer(app, id)).verification.certificateDaysLeft).toBe(10);

    const plain = await startSmtpServer();
    started.push(plain);
    await accepted(
      app,
      'deliveryServerUpdate',
      { id, smtp: { port: plain.port, security: 'NONE', authRequired: false, password: null } },
      'deliveryServer { id }',
    );
    await measure(app, id, delivery);
    expect((await readServer(app, id)).verification.certificateExpiresAt).toBeNull();
  });
});

describe('the limit of messages', () => {
  it('holds for each credential, and leaves the other checks to be had', async () => {
    const limited = await startTestApp({
      dnsResolvers: [dns.server],
      verifyMessageLimit: 2,
      verifyRateLimit: 4,
      administratorEmail: 'ops@example.com',
    });
    try {
      const request = async (more: object = {}) =>
        verifyPayload(limited, { id: (await createServer(limited)).id, ...more });
      for (let index = 0; index < 2; index++) expect((await request()).userErrors).toEqual([]);
      const { data } = await limited.graphql(
        'mutation ($input: DeliveryServerVerifyInput!) { deliveryServerVerify(input: $input) { run { id } userErrors { code message } } }',
        { input: { id: (await createServer(limited)).id } },
      );
      const { run, userErrors } = data.deliveryServerVerify;
      expect(run).toBeNull();
      expect(userErrors).toMatchObject([{ code: 'RATE_LIMITED' }]);
      expect(userErrors[0].message).toMatch(
        /2 attempts to send a test message.*Leave EMAIL_DELIVERY out of `checks`.* try again in \d+ seconds/,
      );
      // Nothing was taken by what was refused.
      expect((await request({ checks: ['SPF'] })).userErrors).toEqual([]);
      const { id } = await createServer(limited);
      expect(told((await mutate(limited, 'deliveryServersVerify', { ids: [id] })).userErrors)).toEqual([]);
      expect(told((await request({ checks: ['SPF'] })).userErrors)).toEqual(['- RATE_LIMITED']);
    } finally {
      await limited.stop();
    }
  });
});
