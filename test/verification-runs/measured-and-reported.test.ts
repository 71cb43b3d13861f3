import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { goodZone, measure } from './runs.js';

let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
  app = await startTestApp({ dnsResolvers: [dns.server] });
});
afterEach(() => dns.publish(goodZone));
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const hostChecks = ['LINK_DOMAIN', 'OPEN_DOMAIN'];
const allPassed = Object.fromEntries(
  ['emailDelivery', 'spf', 'dkim', 'dmarc', 'senderDomain', 'linkDomain', 'openDomain'].map((name) => [
    name,
    true,
  ]),
);

const report = (id: string) =>
  accepted(
    app,
    'deliveryServerTestResultsSave',
    { id, results: allPassed, checkedAt: '2026-01-01T00:00:00Z' },
    '',
  );

async function verification(id: string) {
  const { data, errors } = await app.graphql(
    `query ($id: ID!) { deliveryServer(id: $id) { verification { status source lastCheckedAt checks {
      kind status source checkedAt lastPassedAt findings { code } result { kind status checkedAt }
    } } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.deliveryServer.verification;
}

const inShort = ({ checks }: { checks: { kind: string; status: string; source: string | null }[] }) =>
  checks.filter(({ source }) => source).map(({ kind, status, source }) => `${kind} ${status} ${source}`);

describe('verification of a server', () => {
  it('is what was measured last', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id, hostChecks);
    const found = await verification(id);
    expect(found).toMatchObject({ status: 'FAIL', source: 'MEASURED' });
    expect(inShort(found)).toEqual(['LINK_DOMAIN PASS MEASURED', 'OPEN_DOMAIN FAIL MEASURED']);
    const [link, open] = found.checks.slice(5);
    expect(link).toMatchObject({
      findings: [],
      checkedAt: run.checks[0].checkedAt,
      lastPassedAt: link.checkedAt,
    });
    expect(open).toMatchObject({ findings: [{ code: 'HOST_NAME_MISSING' }], lastPassedAt: null });
    expect(open.result).toEqual({ kind: 'OPEN_DOMAIN', status: 'FAIL', checkedAt: open.checkedAt });
    expect([link.checkedAt, open.checkedAt]).toContain(found.lastCheckedAt);
  });

  it('says nothing of what was never checked', async () => {
    const { id } = await createServer(app);
    const { source, checks } = await verification(id);
    expect(source).toBeNull();
    expect(checks[1]).toEqual({
      kind: 'SPF',
      status: 'NOT_CHECKED',
      source: null,
      checkedAt: null,
      lastPassedAt: null,
      findings: [],
      result: null,
    });
  });

  it('is reported again when a caller saves results, and shows no finding of ours', async () => {
    const { id } = await createServer(app);
    await measure(app, id, hostChecks);
    await report(id);
    const { source, checks } = await verification(id);
    expect(source).toBe('REPORTED');
    for (const check of checks)
      expect(check).toMatchObject({
        status: 'PASS',
        source: 'REPORTED',
        checkedAt: null,
        findings: [],
        result: null,
      });
    expect(checks[5].lastPassedAt).toEqual(expect.any(String));
    expect(checks[6].lastPassedAt).toBeNull();
  });

  it('is called reported as long as one check of it is', async () => {
    const { id } = await createServer(app);
    await report(id);
    await measure(app, id, hostChecks);
    const found = await verification(id);
    expect(found).toMatchObject({ status: 'FAIL', source: 'REPORTED' });
    expect(inShort(found).slice(4)).toEqual([
      'SENDER_DOMAIN PASS REPORTED',
      'LINK_DOMAIN PASS MEASURED',
      'OPEN_DOMAIN FAIL MEASURED',
    ]);
  });

  it('remembers when a check passed last', async () => {
    const { id } = await createServer(app);
    await measure(app, id, hostChecks);
    const before = (await verification(id)).checks[5].checkedAt;
    dns.publish({});
    const { checks } = await measure(app, id, hostChecks);
    expect(checks[0]).toMatchObject({ kind: 'LINK_DOMAIN', status: 'FAIL', lastPassedAt: before });
    expect((await verification(id)).checks[5]).toMatchObject({ status: 'FAIL', lastPassedAt: before });
  });

  it('is true or false in the legacy API, and true only if it passed, also with a warning', async () => {
    const { id, legacyId } = await createServer(app);
    await measure(app, id, hostChecks);
    await app.sql("UPDATE delivery_servers SET check_spf = 'WARN', check_dkim = 'ERROR' WHERE id = ?", [
      legacyId,
    ]);
    const { body } = await app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: legacyId });
    expect(body.DeliveryServer.VerificationResults).toEqual({
      email_delivery: false,
      spf: true,
      dkim: false,
      dmarc: false,
      sender_domain: false,
      link_domain: true,
      open_domain: false,
    });
  });
});
