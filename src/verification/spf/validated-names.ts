import type { Resolve } from '../dns/dns-answer.js';
import { isHostName, isSameName, isWithin } from './domain-name.js';
import { type IpAddress, isInNetwork, reverseName } from './ip-address.js';
import type { SpfFailedQuestion } from './spf-trace.js';

/** Of the names of an address, those after the first ten are not looked at (RFC 7208, section 4.6.4). */
const maxNames = 10;

export interface ValidatedNames {
  names: readonly string[];
  /** The address has no names at all. */
  isVoid: boolean;
  /** Questions that failed; the names that they are about count as not validated. */
  failures: readonly SpfFailedQuestion[];
}

/** The names of an address that lead back to it (RFC 7208, section 5.5). */
export async function validatedNamesOf(address: IpAddress, resolve: Resolve): Promise<ValidatedNames> {
  const host = reverseName(address);
  const answer = await resolve(host, 'PTR');
  if (answer.failure !== null) {
    return { names: [], isVoid: false, failures: [{ host, recordType: 'PTR', failed: answer }] };
  }
  const names = answer.records.map(({ target }) => target).slice(0, maxNames);
  const recordType = address.family === 'ipv4' ? 'A' : 'AAAA';
  const failures: SpfFailedQuestion[] = [];
  const leadsBack = async (name: string) => {
    if (!isHostName(name)) return false;
    const found = await resolve(name, recordType);
    if (found.failure !== null) {
      failures.push({ host: name, recordType, failed: found });
      return false;
    }
    return found.records.some((record) =>
      isInNetwork(address, record.address, recordType === 'A' ? 32 : 128),
    );
  };
  const isValid = await Promise.all(names.map(leadsBack));
  return { names: names.filter((_, index) => isValid[index]), isVoid: names.length === 0, failures };
}

/** What `%{p}` stands for: of the names the domain itself, else one below it, else any (RFC 7208, section 7.3). */
export function preferredName(names: readonly string[], domain: string): string {
  const name = names.find((each) => isSameName(each, domain)) ?? names.find((each) => isWithin(each, domain));
  return name ?? names[0] ?? 'unknown';
}
