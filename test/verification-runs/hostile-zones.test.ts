import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseXml } from '../legacy/xml.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createServer, post } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { hostileZones } from './hostile-zones.js';
import { dnsKinds, measure, rowOf } from './runs.js';

let dns: DnsTestServer;
let app: TestApp;
let id: string;
beforeAll(async () => {
  dns = await startDnsServer();
  app = await startTestApp({ dnsResolvers: [dns.server] });
  const server = await createServer(app, {
    expectations: {
      sendingAddresses: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'],
      dkim: [{ selector: 's1' }, { selector: 's22', domain: 'vendor.test' }],
      spfInclude: 'spf.vendor.test',
      linkTarget: 'links.vendor.test',
    },
  });
  id = server.id;
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const query = `query ($id: ID!) { node(id: $id) { ... on VerificationRun { status startedAt finishedAt checks {
  kind status message findings {
    severity code message host observed expected remediation { summary host value zoneLine }
  }
  ... on SpfCheck { record evaluations { address result path { domain term } } }
  ... on DkimCheck { keys { record } }
  ... on DmarcCheck { record }
  ... on DomainCheck { chain { name value } }
} } } }`;

// biome-ignore lint/suspicious/noExplicitAny: the answer of a server
type Answered = any;

describe('a run of a hostile zone', () => {
  it.each(Object.entries(hostileZones))(
    '%s: ends, in bounds, and all that is told can be printed',
    async (_, zone) => {
      dns.publish(zone);
      const before = dns.questions.length;
      const run = await measure(app, id, dnsKinds);
      const { status, text, data } = await post(app, query, { id: run.id });
      expect(status).toBe(200);
      expect(text).not.toMatch(/\.[jt]s:\d+|"errors"/);

      const { startedAt, finishedAt, checks } = data.node;
      expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThanOrEqual(20_000);
      expect(checks).toHaveLength(6);
      expect(
        checks.flatMap(({ findings }: Answered) => findings.map(({ code }: Answered) => code)),
      ).not.toContain('INTERNAL_FAULT');
      const asked = dns.questions.slice(before).map(({ name, type }) => `${type} ${name.toLowerCase()}`);
      expect(new Set(asked).size).toBeLessThanOrEqual(200);
      for (const { findings } of checks) {
        expect(findings.length).toBeLessThanOrEqual(51);
        for (const { observed, expected, remediation } of findings) {
          for (const value of [...observed, ...expected]) expect(value).toMatch(/^[ -~]*$/);
          for (const value of observed) expect(value.length).toBeLessThanOrEqual(2_048);
          expect(remediation?.zoneLine ?? '').toMatch(/^[ -~]*$/);
        }
      }
      // Nothing in the whole answer but what stands in a line of text.
      expect(JSON.stringify(data)).not.toMatch(/\\u00|\\[rntbf]|[\x7f-\xa0\u2028\u2029]/);
      const [stored] = await app.sql(
        'SELECT SUM(LENGTH(result)) AS octets FROM verification_results WHERE run_id = ?',
        [rowOf(run.id)],
      );
      expect(Number(stored.octets)).toBeLessThan(1_000_000);
    },
  );

  it('leaves nothing unexpected in the log', () => {
    expect(app.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('leaves the answers of the legacy API whole', async () => {
    const credential = { APIKey: app.adminKey };
    for (const request of [
      { Command: 'deliveryservers.get' },
      { Command: 'deliveryserver.get', DeliveryServerID: `${rowOf(id)}` },
    ]) {
      expect((await app.legacy(request)).body).toMatchObject({ Success: true });
      const form = new URLSearchParams({ ...credential, ...request, ResponseFormat: 'XML' });
      const xml = await (await fetch(`${app.url}/api.php`, { method: 'POST', body: form })).text();
      app.transcript.note(xml);
      expect(parseXml(xml).children.map(({ name }) => name)).toContain('Success');
    }
  });
});
