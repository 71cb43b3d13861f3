import type { Resolve } from '../../../src/verification/dns/dns-answer.js';
import { createDnsClient, type DnsClientOptions } from '../../../src/verification/dns/dns-client.js';
import { type ResolverAddress, resolverText } from '../../../src/verification/dns/resolver-address.js';
import { createRunResolve, type RunResolveOptions } from '../../../src/verification/dns/run-resolve.js';
import {
  type AskedQuestion,
  ScriptedDnsServer,
  type ScriptedDnsServerOptions,
} from './scripted-dns-server.js';
import type { Zone, ZoneFunction } from './zone.js';

export type DnsTestServerOptions = ScriptedDnsServerOptions & Omit<DnsClientOptions, 'servers'>;
export type DnsTestServer = Awaited<ReturnType<typeof startDnsServer>>;

/** A DNS server for tests, over UDP and TCP on one loopback port of the system's choice, with a client of ours. */
export async function startDnsServer(zone: Zone = {}, options: DnsTestServerOptions = {}) {
  const server = new ScriptedDnsServer(zone, options);
  await server.listen();
  const resolver: ResolverAddress = { address: server.host, port: server.port };
  const client = createDnsClient({ ...options, servers: [resolver] });
  return {
    server: resolver,
    /** As `DNS_RESOLVERS` takes it. */
    address: resolverText(resolver),
    /** Those that came, in their order; each try is one. */
    questions: server.questions as readonly AskedQuestion[],
    client,
    /** Replaces the zone. */
    publish: (next: Zone | ZoneFunction) => server.publish(next),
    /** Of a fresh run. */
    resolve: ({ signal = new AbortController().signal, ...more }: Partial<RunResolveOptions> = {}): Resolve =>
      createRunResolve(client, { signal, ...more }),
    stop: async () => {
      client.stop();
      await server.stop();
    },
  };
}
