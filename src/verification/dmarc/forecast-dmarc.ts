import type { Resolve } from '../dns/dns-answer.js';
import { isAligned } from './alignment.js';
import { type PolicyDiscovery, policyApplied } from './discover-policy.js';
import { type DmarcForecast, DmarcResult } from './dmarc-forecast.js';

/** A domain for which SPF or DKIM speaks in mail of a server. */
export interface Identifier {
  domain: string;
  /** Whether it passes at receivers; null when that could not be found out. */
  isAuthenticated: boolean | null;
}

export interface JudgedIdentifier extends Identifier {
  /** Whether it may speak for the From address; null when that could not be found out. */
  isAligned: boolean | null;
}

/** Null and empty: nobody said which addresses send, or by which keys they sign. */
export interface Identifiers<Each extends Identifier = Identifier> {
  spf: Each | null;
  dkim: readonly Each[];
}

export interface ForecastTrace extends Identifiers<JudgedIdentifier> {
  /** Null when nobody said enough to tell. */
  forecast: DmarcForecast | null;
}

/** What DMARC will make of mail with these identifiers (RFC 9989, section 5.3). */
export async function forecastDmarc(
  discovery: PolicyDiscovery,
  identifiers: Identifiers,
  resolve: Resolve,
): Promise<ForecastTrace> {
  const record = discovery.found?.record;
  const judge = async (identifier: Identifier, isStrict: boolean): Promise<JudgedIdentifier> => ({
    ...identifier,
    isAligned: await isAligned(identifier.domain, discovery, isStrict, resolve),
  });
  const spf = identifiers.spf && (await judge(identifiers.spf, record?.isSpfStrict ?? false));
  const dkim: JudgedIdentifier[] = [];
  for (const each of identifiers.dkim) dkim.push(await judge(each, record?.isDkimStrict ?? false));
  return { spf, dkim, forecast: forecastOf(discovery, spf, dkim) };
}

function forecastOf(
  discovery: PolicyDiscovery,
  spf: JudgedIdentifier | null,
  dkim: readonly JudgedIdentifier[],
): DmarcForecast | null {
  const bySpf = spf === null ? false : counts(spf);
  const byDkim = dkim.map(counts);
  const alignedBySpf = bySpf === true;
  const alignedByDkim = byDkim.includes(true);
  const told = { alignedBySpf, alignedByDkim, policyApplied: policyApplied(discovery) };
  // A record that is known, and of whose policies it is not known which holds, is a record.
  const isFound = discovery.found?.record?.policies != null;
  if (!isFound) return { result: discovery.isKnown ? DmarcResult.NONE : DmarcResult.TEMPERROR, ...told };
  if (alignedBySpf || alignedByDkim) return { result: DmarcResult.PASS, ...told };
  if (spf === null && dkim.length === 0) return null;
  const isUnknown = !discovery.isKnown || [bySpf, ...byDkim].includes(null);
  return { result: isUnknown ? DmarcResult.TEMPERROR : DmarcResult.FAIL, ...told };
}

/** Whether DMARC passes by it; null when that could not be found out. */
function counts({ isAuthenticated, isAligned }: JudgedIdentifier): boolean | null {
  if (isAuthenticated === false || isAligned === false) return false;
  return isAuthenticated === null || isAligned === null ? null : true;
}
