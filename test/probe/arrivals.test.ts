import { randomBytes } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProbeAddress } from '../../src/probe/probe-address.js';
import { createFingerprints } from '../../src/secrets/fingerprint.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { keyZone, rsaSigningKey } from '../verification/dkim/signing-keys.js';
import { beginElsewhere, rowOf } from '../verification-runs/runs.js';

const secretsKey = randomBytes(32);
const probe = { host: '127.0.0.1', port: 0, address: 'probe@probe.test', tls: null };
const addresses = new ProbeAddress(probe.address, createFingerprints([secretsKey], 'delivery-gateway probe'));
const key = rsaSigningKey();
const zone: Zone = {
  ...keyZone({ s1: key.record }),
  'shop.test': [['TXT', 'v=spf1 ip4:127.0.0.1 -all']],
  '_dmarc.shop.test': [['TXT', 'v=DMARC1; p=reject']],
};
let dns: DnsTestServer;
let app: TestApp;
let run: number;

beforeAll(async () => {
  dns = await startDnsServer(zone);
  app = await startTestApp({ secretsKey, probe, dnsResolvers: [dns.server] });
});
beforeEach(async () => {
  const { id } = await createServer(app);
  await beginElsewhere(app, id);
  const [row] = await app.sql('SELECT id FROM verification_runs WHERE delivery_server_id = ?', [rowOf(id)]);
  run = row.id;
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

/** What the sender is told, as a code. */
async function send(to: string): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port: app.probePort ?? 0, name: 'relay.shop.test' });
  const dkim = { domainName: 'shop.test', keySelector: 's1', privateKey: key.privateKey };
  try {
    await transport.sendMail({
      from: 'news@shop.test',
      to,
      subject: 'canary-subject',
      text: 'canary-body',
      dkim,
    });
    return 250;
  } catch (error) {
    return (error as { responseCode: number }).responseCode;
  } finally {
    transport.close();
  }
}

async function arrivals(): Promise<object[]> {
  const rows = await app.sql('SELECT message FROM probe_arrivals WHERE run_id = ?', [run]);
  return rows.map(({ message }) => JSON.parse(message));
}

describe('a message for a run that another gateway makes', () => {
  it('is taken, and what it says is kept, but nothing of its content', async () => {
    expect(await send(addresses.ofRun(run))).toBe(250);
    const [arrival] = await arrivals();
    expect(arrival).toMatchObject({
      ...{ address: '127.0.0.1', helo: 'relay.shop.test', tlsProtocol: null, tlsCipher: null },
      authentication: {
        ...{ mailFrom: 'news@shop.test', from: 'news@shop.test' },
        spf: { domain: 'shop.test', result: 'PASS' },
        dkim: [{ domain: 'shop.test', selector: 's1', result: 'PASS' }],
        dmarc: { result: 'PASS', alignedBySpf: true, alignedByDkim: true, policyApplied: 'REJECT' },
      },
    });
    expect(JSON.stringify([arrival, app.log])).not.toContain('canary');
  });

  it('is taken once', async () => {
    expect(await send(addresses.ofRun(run))).toBe(250);
    expect(await send(addresses.ofRun(run))).toBe(550);
    expect(await arrivals()).toHaveLength(1);
  });

  it('is taken once when it comes many times at once', async () => {
    const codes = await Promise.all(Array.from({ length: 15 }, () => send(addresses.ofRun(run))));
    expect(codes.sort()).toEqual([250, ...Array(14).fill(550)]);
    expect(await arrivals()).toHaveLength(1);
  });

  it('is refused when the run is over, queued, or unknown', async () => {
    for (const status of ['DONE', 'QUEUED']) {
      await app.sql('UPDATE verification_runs SET status = ? WHERE id = ?', [status, run]);
      // No gateway shall take it up.
      await app.sql('UPDATE verification_runs SET active_server_id = NULL WHERE id = ?', [run]);
      expect(await send(addresses.ofRun(run)), status).toBe(550);
      await app.sql("UPDATE verification_runs SET status = 'DONE' WHERE id = ?", [run]);
    }
    expect(await send(addresses.ofRun(1_000_000))).toBe(550);
    expect(await arrivals()).toEqual([]);
  });

  it('is refused with the tag of another run, or without one', async () => {
    expect(await send(addresses.ofRun(run).replace(`+${run}-`, `+${run + 1}-`))).toBe(550);
    expect(await send(probe.address)).toBe(550);
  });

  it('is judged as not known when DNS does not answer', async () => {
    dns.publish({
      'shop.test': ['SERVFAIL'],
      's1._domainkey.shop.test': ['SERVFAIL'],
      '_dmarc.shop.test': ['SERVFAIL'],
    });
    expect(await send(addresses.ofRun(run))).toBe(250);
    dns.publish(zone);
    expect(await arrivals()).toMatchObject([
      {
        authentication: {
          spf: { result: 'TEMPERROR' },
          dkim: [{ result: 'TEMPERROR' }],
          dmarc: { result: 'TEMPERROR' },
        },
      },
    ]);
  });

  it('goes with its run', async () => {
    await send(addresses.ofRun(run));
    await app.sql('DELETE FROM verification_runs WHERE id = ?', [run]);
    expect(await arrivals()).toEqual([]);
  });
});
