import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringsOf } from '../../../src/verification/remediation.js';
import { evaluateSpf } from '../../../src/verification/spf/evaluate-spf.js';
import { readIpAddress } from '../../../src/verification/spf/ip-address.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import type { ZoneEntry } from '../../support/dns/zone.js';
import { mechanismCases } from './mechanism-cases.js';
import { recordCases } from './record-cases.js';
import { relay } from './spf-case.js';
import { resultOfOracle } from './spf-oracle.js';

let dns: DnsTestServer;
beforeAll(async () => {
  dns = await startDnsServer();
});
afterAll(() => dns.stop());

describe.each(Object.entries({ ...recordCases, ...mechanismCases }))('SPF, %s', (_, group) => {
  it.each(group)('$title', async (given) => {
    const { record, zone = {}, address = relay, sender = 'news@shop.test', helo = 'helo.test' } = given;
    const records = [record].flat().map((text): ZoneEntry => ['TXT', ...stringsOf(text)]);
    dns.publish({ ...zone, 'shop.test': [...records, ...(zone['shop.test'] ?? [])] });
    const resolve = dns.resolve();
    const read = readIpAddress(address);
    if (read === null) throw new Error(`${address} is no address.`);
    const trace = await evaluateSpf({ address: read, domain: 'shop.test', sender, helo }, resolve);
    expect(trace).toMatchObject({
      result: given.result,
      ...(given.lookups === undefined ? {} : { lookups: given.lookups }),
      ...(given.voidLookups === undefined ? {} : { voidLookups: given.voidLookups }),
    });
    if (given.path) expect(trace.path.map(({ domain, term }) => `${domain} ${term}`)).toEqual(given.path);
    if (given.problem) expect(trace.problem?.kind).toBe(given.problem);
    const oracle = await resultOfOracle({ address, sender, helo }, dns.resolve());
    expect(oracle, given.oracle?.because).toBe(given.oracle?.result ?? given.result);
  });
});
