import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { accepted, createServer } from '../support/operations.js';
import { issueSelfSigned } from '../support/smtp/certificates.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { keyZone, rsaSigningKey } from '../verification/dkim/signing-keys.js';
import { startRelay } from './relay.js';

/** Where the probe listens: not where relays are, and not allowed to be connected to. */
const place = { host: '127.0.0.5', port: 0, address: 'probe@probe.test' };
const key = rsaSigningKey();
const zone: Zone = {
  ...keyZone({ s1: key.record }),
  'bounces.shop.test': [['TXT', 'v=spf1 ip4:127.0.0.1 -all']],
  '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
};
const secretsKey = randomBytes(32);
const adminApiKey = 'the-key-of-all';
let database: TestDatabase;
let dns: DnsTestServer;
let relay: Awaited<ReturnType<typeof startRelay>>;
/** Makes the runs. */
let app: TestApp;
/** Receives what comes, and makes no runs of its own accord. */
let receiver: TestApp;
/** Where the relay hands messages on. */
let receivingPort: number;
let server: string;

function start(options: TestAppOptions): Promise<TestApp> {
  return startTestApp({
    ...{ databaseUrl: database.url, secretsKey, adminApiKey, dnsResolvers: [dns.server] },
    ...{ allowedNetworks: ['127.0.0.1'], verifyMessageLimit: 0, probeMilliseconds: 3_000 },
    ...options,
  });
}

beforeAll(async () => {
  database = await createMigratedDatabase();
  dns = await startDnsServer(zone);
  const { key: tlsKey, cert } = await issueSelfSigned({ names: ['probe.test'] });
  app = await start({ probe: { ...place, tls: { key: tlsKey, certificate: cert } } });
  const never = { ...usualTimes.verificationTimes, pollMilliseconds: 3_600_000 };
  receiver = await start({ probe: { ...place, tls: null }, verificationTimes: never });
  relay = await startRelay(() => ({ host: place.host, port: receivingPort }), { key });
});
afterAll(async () => {
  await relay?.stop();
  await Promise.all([app?.stop(), receiver?.stop()]);
  await dns?.stop();
  await database?.drop();
});
beforeEach(async () => {
  receivingPort = app.probePort ?? 0;
  relay.behave({ key });
  dns.publish(zone);
  const smtp = {
    host: '127.0.0.1',
    port: relay.port,
    security: 'NONE',
    authRequired: false,
    username: null,
    password: null,
  };
  const domains = { mailFrom: 'bounces.shop.test', enforcedFrom: 'news@shop.test' };
  ({ id: server } = await createServer(app, { smtp, domains } as never));
});

const runFields = `id status recipient checks { kind status message findings { severity code message observed } ... on DeliveryCheck {
  acceptedFor arrival { arrivedAt afterMilliseconds address helo tlsProtocol tlsCipher authentication {
    mailFrom from spf { domain result } dkim { domain selector algorithm result reason }
    dmarc { result alignedBySpf alignedByDkim policyApplied } } } } }`;

async function begin(input: object = {}) {
  const wanted = { id: server, checks: ['EMAIL_DELIVERY'], ...input };
  return (await accepted(app, 'deliveryServerVerify', wanted, `run { ${runFields} }`)).run;
}

/** The delivery check of a run, when that is done. */
async function deliver(input: object = {}) {
  const { id } = await begin(input);
  return vi.waitFor(
    async () => {
      const { data } = await app.graphql(
        `query ($id: ID!) { node(id: $id) { ... on VerificationRun { ${runFields} } } }`,
        { id },
      );
      expect(data.node.status).toBe('DONE');
      return data.node.checks[0];
    },
    { interval: 50, timeout: 30_000 },
  );
}

/** `WARN DELIVERY_NOT_SIGNED`, without what is told of every delivery over loopback and without TLS. */
function findingsOf({ findings }: { findings: { severity: string; code: string }[] }): string[] {
  return findings
    .map(({ severity, code }) => `${severity} ${code}`)
    .filter((text) => /_(ARRIVED|SIGNED|\w+_FAILED)$|INTERRUPTED/.test(text));
}

describe('the message of a run that comes back', () => {
  it('tells how it came, and what SPF, DKIM and DMARC of it say', async () => {
    const check = await deliver();
    expect(check.arrival).toEqual({
      arrivedAt: expect.any(String),
      afterMilliseconds: expect.any(Number),
      ...{ address: '127.0.0.1', helo: 'relay.shop.test' },
      ...{ tlsProtocol: 'TLSv1.3', tlsCipher: expect.stringMatching(/^TLS_/) },
      authentication: {
        mailFrom: expect.stringMatching(/@bounces\.shop\.test$/),
        from: 'news@shop.test',
        spf: { domain: 'bounces.shop.test', result: 'PASS' },
        dkim: [
          { domain: 'shop.test', selector: 's1', algorithm: 'rsa-sha256', result: 'PASS', reason: null },
        ],
        dmarc: { result: 'PASS', alignedBySpf: true, alignedByDkim: true, policyApplied: 'REJECT' },
      },
    });
    expect(check.acceptedFor).toMatch(/^probe\+\d+-[\da-f]{32}@probe\.test$/);
    expect(findingsOf(check)).toEqual(['INFO DELIVERY_ARRIVED']);
    expect(check.findings[0].code).toBe('DELIVERY_ACCEPTED');
    expect(check.findings[0].message).not.toContain('look into that mailbox');
  });

  it('goes to the probe when that is named, and elsewhere when somebody else is', async () => {
    expect(await deliver({ to: 'Probe@probe.test' })).toMatchObject({ arrival: { helo: 'relay.shop.test' } });
    const elsewhere = await deliver({ to: 'ada@reader.test' });
    expect(elsewhere).toMatchObject({ acceptedFor: 'ada@reader.test', arrival: null });
    expect(findingsOf(elsewhere)).toEqual([]);
  });

  it('may come to another gateway than that of the run', async () => {
    receivingPort = receiver.probePort ?? 0;
    expect(await deliver()).toMatchObject({
      arrival: { tlsProtocol: null, authentication: { dmarc: { result: 'PASS' } } },
    });
  });

  it.each<[string, Parameters<typeof relay.behave>[0], Zone, string[]]>([
    ['is not signed', { key: null }, zone, ['INFO DELIVERY_ARRIVED', 'WARN DELIVERY_NOT_SIGNED']],
    [
      'is changed on the way',
      { change: (message) => `${message}-- \r\nSent by a relay.\r\n` },
      zone,
      ['INFO DELIVERY_ARRIVED', 'WARN DELIVERY_DKIM_FAILED'],
    ],
    [
      // SPF of an address inside says nothing of that which receivers see.
      'is changed, and SPF does not pass for an address inside',
      { change: (message) => message.replace('From: ', 'From: Boss ') },
      { ...zone, 'bounces.shop.test': [['TXT', 'v=spf1 -all']] },
      [
        'INFO DELIVERY_ARRIVED',
        'WARN DELIVERY_DMARC_FAILED',
        'INFO DELIVERY_SPF_FAILED',
        'WARN DELIVERY_DKIM_FAILED',
      ],
    ],
    ['is sent twice', { times: 2 }, zone, ['INFO DELIVERY_ARRIVED']],
    ['does not come', { change: () => null }, zone, ['WARN DELIVERY_NOT_ARRIVED']],
    [
      'is larger than anything we send',
      { change: (message) => message + 'x'.repeat(70).concat('\r\n').repeat(1_000) },
      zone,
      ['WARN DELIVERY_NOT_ARRIVED'],
    ],
  ])('%s, which is told', async (_, behaviour, published, expected) => {
    relay.behave(behaviour);
    dns.publish(published);
    expect(findingsOf(await deliver()), relay.handed.join()).toEqual(expected);
  });

  it('is waited for until the gateway stops, which is told', async () => {
    relay.behave({ change: () => null });
    const other = await start({ probe: { ...place, tls: null }, probeMilliseconds: 20_000 });
    const { id } = (
      await accepted(other, 'deliveryServerVerify', { id: server, checks: ['EMAIL_DELIVERY'] }, 'run { id }')
    ).run;
    const stages = `{ node(id: "${id}") { ... on VerificationRun { stages { stage } } } }`;
    await vi.waitFor(async () => expect(JSON.stringify(await app.graphql(stages))).toContain('ACCEPTED'), {
      interval: 50,
      timeout: 10_000,
    });
    await Promise.all([other.stop(), app.stop()]);
    app = await start({ probe: { ...place, tls: null } });
    const { data } = await app.graphql(`{ node(id: "${id}") { ... on VerificationRun { ${runFields} } } }`);
    expect(data.node).toMatchObject({
      status: 'DONE',
      checks: [{ status: 'ERROR', arrival: null, acceptedFor: expect.stringContaining('probe+') }],
    });
    expect(findingsOf(data.node.checks[0])).toEqual(['ERROR INTERRUPTED']);
  });

  it('is not a way inside: no delivery test connects to the port of the probe', async () => {
    const port = app.probePort ?? 0;
    const smtp = {
      host: place.host,
      port,
      security: 'NONE',
      authRequired: false,
      username: null,
      password: null,
    };
    ({ id: server } = await createServer(app, { smtp } as never));
    const check = await deliver();
    expect(check).toMatchObject({ status: 'FAIL', acceptedFor: null, arrival: null });
  });
});
