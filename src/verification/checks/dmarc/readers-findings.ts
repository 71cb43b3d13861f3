import { FindingSeverity } from '../../check.js';
import type { PolicyDiscovery } from '../../dmarc/discover-policy.js';
import type { DmarcPolicy } from '../../dmarc/dmarc-forecast.js';
import type { ForecastTrace } from '../../dmarc/forecast-dmarc.js';
import { isAlignedByList, type ListReading, readByList } from '../../dmarc/list-based-reader.js';
import type { RecordLookup } from '../../dmarc/look-up-record.js';
import type { Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { dmarcFinding } from './dmarc-finding.js';

/** Where receivers that still go by RFC 7489, and its list of public suffixes, come to something else. */
export async function readersFindings(
  discovery: PolicyDiscovery,
  trace: ForecastTrace,
  resolve: Resolve,
): Promise<Finding[]> {
  if (!discovery.isKnown) return [];
  const listed = await readByList(discovery.domain, resolve);
  if (listed === null) return [];
  const differences = [
    ...policyDifference(discovery, listed),
    ...alignmentDifferences(discovery, listed, trace),
  ];
  if (differences.length === 0) return [];
  return [
    dmarcFinding({
      severity: FindingSeverity.WARN,
      code: FindingCode.DMARC_READERS_DISAGREE,
      message: `Receivers that go by RFC 9989 (of 2026) and those that still go by RFC 7489 judge this mail differently. ${differences.join(' ')}`,
      host: `_dmarc.${discovery.domain}`,
    }),
  ];
}

function policyDifference({ found, policy }: PolicyDiscovery, listed: ListReading): string[] {
  const isSame = policy === listed.policy && (policy === null || found?.domain === listed.found?.domain);
  if (isSame) return [];
  return [`The former find ${told(found, policy)}, the latter ${told(listed.found, listed.policy)}.`];
}

function told(found: RecordLookup | null, policy: DmarcPolicy | null): string {
  if (found === null || policy === null) return 'no policy';
  return `the policy ${policy.toLowerCase()} of ${printableText(found.domain)}`;
}

function alignmentDifferences(
  { domain, found }: PolicyDiscovery,
  listed: ListReading,
  { spf, dkim }: ForecastTrace,
): string[] {
  if (found === null && listed.found === null) return [];
  const record = listed.found?.record ?? found?.record;
  const judged = [
    ...(spf ? [{ ...spf, isStrict: record?.isSpfStrict ?? false }] : []),
    ...dkim.map((each) => ({ ...each, isStrict: record?.isDkimStrict ?? false })),
  ];
  const differing = judged.filter(
    (each) =>
      each.isAligned !== null && each.isAligned !== isAlignedByList(each.domain, domain, each.isStrict),
  );
  const from = printableText(domain);
  return [...new Map(differing.map((each) => [each.domain, each.isAligned]))].map(([name, isAligned]) => {
    const [first, second] = isAligned ? ['the former', 'the latter'] : ['the latter', 'the former'];
    return `To ${first} ${printableText(name)} is of the same organization as ${from}, to ${second} it is not.`;
  });
}
