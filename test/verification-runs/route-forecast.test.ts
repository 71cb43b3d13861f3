import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noExpectations } from '../../src/verification/expectations.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { assign, createGroup, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let dns: DnsTestServer;
let app: TestApp;

const zone = {
  'bounces.shop.test': [['TXT', 'v=spf1 ip4:192.0.2.0/28 -all']],
  '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
  'other.test': [['A', '192.0.2.1']],
  '_dmarc.broken.test': ['SERVFAIL'],
} as const;

beforeAll(async () => {
  dns = await startDnsServer(zone as never);
  app = await startTestApp({
    dnsResolvers: [dns.server],
    dnsExpectations: { ...noExpectations, sendingAddresses: ['192.0.2.5'] },
  });
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const query = `query ($group: ID!, $sender: EmailAddress) {
  route(userGroupId: $group, channel: MARKETING, sender: $sender) {
    forecast { result alignedBySpf alignedByDkim policyApplied }
  }
}`;

async function forecastOf(change: object, sender?: string) {
  const group = await createGroup(app, `Group ${Math.random()}`);
  const server = await createServer(app, change);
  await assign(app, group.id, 'MARKETING', server.id);
  const { data, errors } = await app.graphql(query, { group: group.id, sender });
  expect(errors).toBeUndefined();
  return data.route.forecast;
}

const domains = (enforcedFrom: string | null, more: object = {}) => ({
  domains: { mailFrom: 'bounces.shop.test', enforcedFrom, useSenderInfoAsMailFrom: false, ...more },
});

describe('the forecast of a route', () => {
  it('passes where SPF speaks for the From address', async () => {
    expect(await forecastOf(domains('news@shop.test'))).toEqual({
      result: 'PASS',
      alignedBySpf: true,
      alignedByDkim: false,
      policyApplied: 'REJECT',
    });
  });

  it('fails where mail leaves from an address that the record does not allow', async () => {
    const expectations = { sendingAddresses: ['198.51.100.1'] };
    const forecast = await forecastOf({ ...domains('news@shop.test'), expectations });
    expect(forecast).toMatchObject({ result: 'FAIL', alignedBySpf: false, policyApplied: 'REJECT' });
  });

  it('is NONE where the From address has no policy', async () => {
    expect(await forecastOf(domains('news@other.test'))).toMatchObject({
      result: 'NONE',
      policyApplied: null,
    });
  });

  it('is TEMPERROR where DNS does not answer', async () => {
    expect(await forecastOf(domains('news@broken.test'))).toMatchObject({ result: 'TEMPERROR' });
  });

  it('is made for the address of the sender, where the server uses that', async () => {
    const change = domains(null, { useSenderInfoAsFrom: true });
    expect(await forecastOf(change, 'me@shop.test')).toMatchObject({ result: 'PASS' });
    expect(await forecastOf(change)).toBeNull();
  });

  it('is none where the message decides on its From address, or no server is assigned', async () => {
    expect(await forecastOf(domains(null))).toBeNull();
    const group = await createGroup(app, 'Without a server');
    const { data } = await app.graphql(query, { group: group.id });
    expect(data.route).toEqual({ forecast: null });
  });

  it('asks DNS only when it is asked for', async () => {
    const group = await createGroup(app, 'Asks nothing');
    const server = await createServer(app, domains('news@shop.test'));
    await assign(app, group.id, 'MARKETING', server.id);
    const before = dns.questions.length;
    const plain = 'query ($group: ID!) { route(userGroupId: $group, channel: MARKETING) { status } }';
    expect((await app.graphql(plain, { group: group.id })).data.route).toEqual({ status: 'READY' });
    expect(dns.questions.length).toBe(before);
  });

  it('costs as much as many objects, so that nobody asks for hundreds of them', async () => {
    const text = (selection: string) => `{ route(userGroupId: "ug_1", channel: MARKETING) { ${selection} } }`;
    const plain = await costOf(text('status'));
    expect(await costOf(text('status forecast { result }'))).toBe(plain + 300);
  });
});

async function costOf(text: string) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${app.adminKey}`,
      'graphql-cost': 'true',
    },
    body: JSON.stringify({ query: text }),
  });
  const { extensions } = (await response.json()) as { extensions: { cost: { requested: number } } };
  return extensions.cost.requested;
}
