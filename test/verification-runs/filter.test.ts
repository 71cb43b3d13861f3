import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliUser } from '../cli/run-cli.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer, toldOfVariables } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { goodZone, measure } from './runs.js';

let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
  app = await startTestApp({ dnsResolvers: [dns.server] });
  // Of the first the opening pixel is nowhere, of the second tracked links; the third was only reported since.
  await createServer(app, { name: 'A' });
  await createServer(app, {
    name: 'B',
    domains: { linkTracking: 'nowhere.example.com', openTracking: 'track.example.com' },
  });
  await createServer(app, { name: 'C' });
  await createServer(app, { name: 'D' });
  for (const id of ['ds_1', 'ds_2', 'ds_3']) await measure(app, id, ['LINK_DOMAIN', 'OPEN_DOMAIN', 'DKIM']);
  const results = {
    emailDelivery: true,
    spf: true,
    dkim: true,
    dmarc: true,
    senderDomain: true,
    linkDomain: true,
    openDomain: false,
  };
  await accepted(
    app,
    'deliveryServerTestResultsSave',
    { id: 'ds_3', results, checkedAt: '2026-01-01T00:00:00Z' },
    '',
  );
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

async function names(filter: object): Promise<string[]> {
  const { data, errors } = await app.graphql(
    'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { nodes { name } totalCount } }',
    { filter },
  );
  expect(errors).toBeUndefined();
  expect(data.deliveryServers.totalCount).toBe(data.deliveryServers.nodes.length);
  return data.deliveryServers.nodes.map(({ name }: { name: string }) => name);
}

describe('a filter of servers by findings', () => {
  it.each([
    [{ findings: ['HOST_NAME_MISSING'] }, ['A', 'B']],
    [{ findings: ['DKIM_SELECTOR_UNKNOWN', 'SPF_MULTIPLE_RECORDS'] }, ['A', 'B']],
    [{ findings: ['SPF_MULTIPLE_RECORDS'] }, []],
    [{ findings: [] }, []],
    [{ findings: null }, ['A', 'B', 'C', 'D']],
    [{ not: { findings: ['HOST_NAME_MISSING'] } }, ['C', 'D']],
    [{ findings: ['HOST_NAME_MISSING'], checks: [{ kind: 'LINK_DOMAIN', status: ['PASS'] }] }, ['A']],
    [{ or: [{ findings: ['HOST_NAME_MISSING'] }, { name: { equals: 'D' } }] }, ['A', 'B', 'D']],
    [{ checks: [{ kind: 'DKIM', status: ['WARN'] }] }, ['A', 'B']],
  ])('%j finds %j', async (filter, found) => {
    expect(await names(filter)).toEqual(found);
  });

  it('goes by the newest results', async () => {
    dns.publish({ ...goodZone, 'nowhere.example.com': [['A', '192.0.2.9']] });
    await measure(app, 'ds_2', ['LINK_DOMAIN']);
    expect(await names({ findings: ['HOST_NAME_MISSING'] })).toEqual(['A']);
  });

  it('refuses a word that is no finding', async () => {
    const answer = await app.graphql(
      'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { nodes { name } } }',
      { filter: { findings: ['DNS_IS_HARD'] } },
    );
    expect(toldOfVariables(answer)).toEqual(['filter.findings.0 INVALID']);
  });

  it('counts as a condition that takes long', async () => {
    const answer = await app.graphql(
      'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { nodes { name } } }',
      { filter: { or: Array(3).fill({ findings: ['HOST_NAME_MISSING'] }) } },
    );
    expect(toldOfVariables(answer)).toEqual(['filter TOO_LONG']);
  });

  it('is there in the command line', async () => {
    const user = new CliUser(app);
    const found = await user.json('servers list --findings host-name-missing,spf-multiple-records');
    expect(found.map(({ name }: { name: string }) => name)).toEqual(['A']);
    expect((await user.run('servers list --findings "no word"')).code).toBe(2);
  });
});
