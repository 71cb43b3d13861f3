import type { Resolve } from '../dns/dns-answer.js';
import { isOfOrganization } from './alignment.js';
import { type DmarcRecord, isDmarcText } from './dmarc-record.js';
import { organizationalDomainOf, walkTree } from './tree-walk.js';

/** Receivers need not send to more than two addresses; who lists many more cannot have us ask about all. */
const maxHosts = 6;

export interface ReportDestination {
  /** The domain of the address. */
  host: string;
  /** Where that domain has to say that it takes the reports. */
  authorization: string;
  /** Null when a question had no answer. */
  isAuthorized: boolean | null;
}

/**
 * The domains outside of the organization that reports about a domain are to go to, and whether they want them (RFC 9990,
 * section 4). The organization itself need not say so.
 * @param domain that of the record
 */
export async function foreignReportDestinations(
  domain: string,
  record: DmarcRecord,
  resolve: Resolve,
): Promise<ReportDestination[]> {
  const hosts = [...new Set(record.reportUris.flatMap(hostOf))].filter((host) => host !== domain);
  if (hosts.length === 0) return [];
  const organization = organizationalDomainOf(await walkTree(domain, resolve));
  const destinations: ReportDestination[] = [];
  for (const host of hosts.slice(0, maxHosts)) {
    const isOwn = organization === null ? null : await isOfOrganization(host, organization, resolve);
    if (isOwn === true) continue;
    const authorization = `${domain}._report._dmarc.${host}`;
    const isAuthorized = await isAuthorizedBy(authorization, resolve);
    // Where nobody knows whose the domain is, it may be that no record is needed.
    destinations.push({
      host,
      authorization,
      isAuthorized: isOwn === null && !isAuthorized ? null : isAuthorized,
    });
  }
  return destinations;
}

function hostOf(uri: string): string[] {
  const [, host] = /^mailto:[^?]*@([^?@]+)/i.exec(uri) ?? [];
  return host === undefined ? [] : [host.toLowerCase().replace(/\.$/, '')];
}

async function isAuthorizedBy(name: string, resolve: Resolve): Promise<boolean | null> {
  const answer = await resolve(name, 'TXT');
  if (answer.failure !== null) return null;
  return answer.records.some(({ strings }) => isDmarcText(strings.join('')));
}
