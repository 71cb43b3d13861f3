import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dnsKinds, goodZone, measure, readRun, verdicts } from './runs.js';

const expectations = { sendingAddresses: ['192.0.2.1'], dkim: [{ selector: 's1' }] };

// biome-ignore lint/suspicious/noExplicitAny: the answer of a server
function expectDown(run: any, address: string) {
  expect(verdicts(run.checks)).toEqual(dnsKinds.map((kind) => `${kind} ERROR`));
  for (const { message } of run.checks)
    expect(message).toContain(`The resolver at ${address} does not answer`);
  expect(Date.parse(run.finishedAt) - Date.parse(run.startedAt)).toBeLessThanOrEqual(20_000);
}

describe('a resolver that is down', () => {
  let dns: DnsTestServer;
  let app: TestApp;
  beforeAll(async () => {
    dns = await startDnsServer();
    app = await startTestApp({ dnsResolvers: [dns.server] });
  });
  afterAll(async () => {
    await app?.stop();
    await dns?.stop();
  });

  it('is an ERROR of each check, and fails none, when it is silent; and when it is back, all is as before', async () => {
    const { id } = await createServer(app, { expectations });
    dns.publish(() => ['DROP']);
    const run = await measure(app, id, dnsKinds);
    expectDown(run, dns.address);
    dns.publish(goodZone);
    const { checks } = await measure(app, id, dnsKinds);
    expect(verdicts(checks)).toContain('LINK_DOMAIN PASS');
    expect(verdicts(checks).join()).not.toContain('ERROR');
    expect(await readRun(app, run.id)).toEqual(run);
  });

  it('is the same when nothing listens there', async () => {
    const other = await startDnsServer();
    await other.stop();
    const down = await startTestApp({ dnsResolvers: [other.server] });
    try {
      const { id } = await createServer(down, { expectations });
      expectDown(await measure(down, id, dnsKinds), other.address);
    } finally {
      await down.stop();
    }
  });
});
