import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noExpectations } from '../../../src/verification/expectations.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';
import type { RequestParameters } from '../../support/encodings.js';
import { createServer, createServerWithId, removeServers } from '../../support/installation.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf } from '../../support/wire.js';
import { beginElsewhere } from '../../verification-runs/runs.js';
import { parseXml, xmlAt, xmlOf } from '../xml.js';

/** Everything is as it should be. */
const zone = {
  'smtp.example.com': [['A', '127.0.0.1']],
  'track.example.com': [['A', '192.0.2.1']],
  'open.example.com': [['A', '192.0.2.1']],
  'bounce.example.com': [
    ['A', '192.0.2.2'],
    ['TXT', 'v=spf1 ip4:192.0.2.10 -all'],
  ],
  '_dmarc.example.com': [['TXT', 'v=DMARC1; p=reject']],
} satisfies Zone;

let dns: DnsTestServer;
let smtp: SmtpTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(zone);
  smtp = await startSmtpServer();
  app = await startTestApp({
    dnsResolvers: [dns.server],
    dnsExpectations: { ...noExpectations, sendingAddresses: ['192.0.2.10'] },
    allowedNetworks: ['127.0.0.0/8'],
  });
});
afterEach(() => dns.publish(zone));
afterAll(async () => {
  await app?.stop();
  await Promise.all([dns?.stop(), smtp?.stop()]);
});

const settings = (): RequestParameters => ({
  SendMethodSMTPPort: smtp.port,
  SendMethodSMTPSecure: 'false',
  SendMethodSMTPAuth: false,
});
const verify = (DeliveryServerID: unknown, more: RequestParameters = {}, at = app) =>
  at.legacy({ Command: 'deliveryserver.verify', DeliveryServerID, ...more });
const kinds = ['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'];
const allOf = <Value>(value: Value) => Object.fromEntries(kinds.map((kind) => [kind, value]));

describe('deliveryserver.verify', () => {
  it('deliveryserver.verify: answers all that was found, to the byte', async () => {
    await removeServers(app);
    await createServerWithId(app, 123, settings());
    const { status, text, body } = await verify(123, { To: 'ada@shop.test' });
    expect(status).toBe(200);
    expect(text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '2026-11-29 10:30:00')).toBe(
      '{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":123,"AllPassed":true,' +
        '"VerificationResults":{"email_delivery":true,"spf":true,"dkim":true,"dmarc":true,"sender_domain":true,' +
        '"link_domain":true,"open_domain":true},' +
        '"Messages":{"email_delivery":"","spf":"","dkim":"","dmarc":"","sender_domain":"","link_domain":"",' +
        '"open_domain":""},"VerificationLastCheckedAt":"2026-11-29 10:30:00","TestEmailSentTo":"ada@shop.test"}',
    );
    expect(smtp.messages.at(-1)?.recipients).toEqual(['ada@shop.test']);
    const { DeliveryServer } = (await app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: 123 }))
      .body;
    expect(DeliveryServer.VerificationResults).toEqual(body.VerificationResults);
    expect(DeliveryServer.VerificationLastCheckedAt).toBe(body.VerificationLastCheckedAt);
  });

  it('deliveryserver.verify: says what is wrong with what failed, and nothing of the others', async () => {
    const id = await createServer(app, settings());
    dns.publish({ ...zone, 'track.example.com': [], 'smtp.example.com': ['SERVFAIL'] });
    const { body } = await verify(String(id), { To: 'ada@shop.test' });
    expect(body).toMatchObject({ Success: true, ErrorCode: 0, AllPassed: false, TestEmailSentTo: '' });
    expect(body.VerificationResults).toEqual({ ...allOf(true), email_delivery: false, link_domain: false });
    expect(body.Messages).toEqual({
      ...allOf(''),
      email_delivery: expect.stringContaining('smtp.example.com'),
      link_domain: expect.stringContaining('track.example.com'),
    });
  });

  it('deliveryserver.verify: sends no message when nobody is known, and passes', async () => {
    const id = await createServer(app, settings());
    const before = smtp.messages.length;
    const { body } = await verify(id, { To: '' });
    expect(body).toMatchObject({ AllPassed: true, TestEmailSentTo: '' });
    expect(smtp.messages).toHaveLength(before);
  });

  it('deliveryserver.verify: is asked by GET, and answers in XML', async () => {
    const id = await createServer(app, settings());
    const request = formOf({
      Command: 'DeliveryServer.Verify',
      APIKey: app.adminKey,
      DeliveryServerID: id,
      To: 'ada@shop.test',
      ResponseFormat: 'XML',
    });
    const { status, headers, text } = await ask(app, `/api.php?${request}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    const checkedAt = xmlAt(parseXml(text), 'VerificationLastCheckedAt').text;
    expect(checkedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(parseXml(text)).toEqual(
      xmlOf({
        Success: true,
        ErrorCode: 0,
        ErrorText: '',
        DeliveryServerID: id,
        AllPassed: true,
        VerificationResults: allOf(true),
        Messages: allOf(''),
        VerificationLastCheckedAt: checkedAt,
        TestEmailSentTo: 'ada@shop.test',
      }),
    );
  });

  it.each([
    [undefined, undefined, [1], ['Missing DeliveryServerID']],
    ['', ' ', [1], ['Missing DeliveryServerID']],
    [[1], undefined, [1], ['Missing DeliveryServerID']],
    [2_000_000_000, null, [2], ['Delivery server not found']],
    ['abc', undefined, [2], ['Delivery server not found']],
    [0, 'ada@shop.test', [2], ['Delivery server not found']],
    [undefined, 'nobody', [1, 3], ['Missing DeliveryServerID', 'Invalid To email address']],
    [2_000_000_000, 'a@b@shop.test', [2, 3], ['Delivery server not found', 'Invalid To email address']],
  ])('deliveryserver.verify: %j to %j answers %j', async (id, To, ErrorCode, ErrorText) => {
    expect((await verify(id, { To })).text).toBe(JSON.stringify({ Success: false, ErrorCode, ErrorText }));
  });

  it.each([
    'nobody',
    'ada@localhost',
    ' ada@shop.test',
    'ada@shop.test,eve@shop.test',
    'ada@shop.test\r\nRCPT TO:<eve@shop.test>',
    'Ada <ada@shop.test>',
    1,
    true,
  ])('deliveryserver.verify: To %j answers 3, and nothing is measured', async (To) => {
    const id = await createServer(app, settings());
    expect((await verify(id, { To })).text).toBe(
      '{"Success":false,"ErrorCode":[3],"ErrorText":["Invalid To email address"]}',
    );
    expect(await runsOf(id)).toEqual([]);
  });

  it.each([['READ', 'WRITE'] as const, ['VERIFY'] as const])(
    'deliveryserver.verify: a key with %s alone answers 99999',
    async (...scopes) => {
      const key = await app.createKey([...scopes]);
      const request = { Command: 'deliveryserver.verify', DeliveryServerID: await createServer(app) };
      expect((await app.legacy(request, { key })).body.ErrorCode).toBe(99999);
    },
  );
});

describe('deliveryserver.verify of a server that is being measured', () => {
  it('is answered by the run that is under way when that does the same', async () => {
    const id = await createServer(app, settings());
    dns.publish({ ...zone, 'track.example.com': [['A', '192.0.2.1'], { delayMilliseconds: 500 }] });
    const answers = await Promise.all([1, 2, 3].map(() => verify(id, { To: 'ada@shop.test' })));
    expect(answers.map(({ body }) => body.AllPassed)).toEqual([true, true, true]);
    expect(await runsOf(id)).toHaveLength(1);
  });

  it('lets a run end first that does something else, and makes its own', async () => {
    const id = await createServer(app, settings());
    dns.publish({ ...zone, 'track.example.com': [['A', '192.0.2.1'], { delayMilliseconds: 500 }] });
    const others = await Promise.all(['ada@shop.test', 'eve@shop.test'].map((To) => verify(id, { To })));
    expect(others.map(({ body }) => body.TestEmailSentTo)).toEqual(['ada@shop.test', 'eve@shop.test']);
    expect(await runsOf(id)).toHaveLength(2);
  });

  it('says after its time which checks are still under way', async () => {
    const impatient = await startTestApp({ verifyWaitMilliseconds: 500 });
    const id = await createServer(impatient);
    await beginElsewhere(impatient, `ds_${id}`);
    const result = {
      kind: 'SPF',
      status: 'WARN',
      findings: [],
      message: 'No.',
      checkedAt: '2026-11-29T10:30:00.000Z',
    };
    await impatient.sql(
      "INSERT INTO verification_results (run_id, kind, status, result) SELECT id, 'SPF', 'WARN', ? FROM verification_runs",
      [JSON.stringify(result)],
    );
    const { body } = await verify(id, {}, impatient);
    expect(body).toMatchObject({
      Success: true,
      AllPassed: false,
      VerificationLastCheckedAt: '2026-11-29 10:30:00',
    });
    expect(body.VerificationResults).toEqual({ ...allOf(false), spf: true });
    const underWay =
      'This check is still under way. The run goes on, and deliveryserver.get shows the result when it is there.';
    expect(body.Messages).toEqual({ ...allOf(underWay), spf: '' });
    await impatient.stop();
  });

  it('knows nothing yet when no check is done', async () => {
    const impatient = await startTestApp({ verifyWaitMilliseconds: 500 });
    const id = await createServer(impatient);
    await beginElsewhere(impatient, `ds_${id}`);
    const { body } = await verify(id, {}, impatient);
    expect(body).toMatchObject({ VerificationResults: allOf(false), VerificationLastCheckedAt: null });
    await impatient.stop();
  });
});

describe('the limit of deliveryserver.verify', () => {
  it('A12: is that of messages; a run that is under way counts, and so do test results that are measured', async () => {
    const limited = await startTestApp({
      dnsResolvers: [dns.server],
      verifyMessageLimit: 3,
      verifyWaitMilliseconds: 500,
      legacyTestResults: 'verify',
    });
    const id = await createServer(limited);
    await beginElsewhere(limited, `ds_${id}`);
    const saveResults = () =>
      limited.legacy({
        Command: 'deliveryserver.testresults',
        DeliveryServerID: id,
        TestResults: { SPF: true },
        LastCheckedAt: '2025-12-28 10:30:00',
      });
    expect((await verify(id, {}, limited)).body.Success).toBe(true);
    expect((await saveResults()).body.Success).toBe(true);
    expect((await verify(id, { To: 'nobody' }, limited)).body.ErrorCode).toEqual([3]);
    expect((await verify(id, {}, limited)).body.Success).toBe(true);
    for (const { status, text, headers } of [await verify(id, {}, limited), await saveResults()]) {
      expect([status, text]).toEqual([
        200,
        '{"Success":false,"ErrorCode":429,"ErrorText":"Too many requests (rate limit exceeded)"}',
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(200);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(300);
    }
    await limited.stop();
  });
});

function runsOf(id: number) {
  return app.sql('SELECT id FROM verification_runs WHERE delivery_server_id = ?', [id]);
}
