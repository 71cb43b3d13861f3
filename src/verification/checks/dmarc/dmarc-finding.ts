import type { FindingSeverity } from '../../check.js';
import { isWithin } from '../../dmarc/alignment.js';
import { correctedText } from '../../dmarc/corrected-record.js';
import type { PolicyDiscovery } from '../../dmarc/discover-policy.js';
import { DmarcPolicy } from '../../dmarc/dmarc-forecast.js';
import { listedOrganizationalDomain } from '../../dmarc/list-based-reader.js';
import type { RecordLookup } from '../../dmarc/look-up-record.js';
import type { RecordType } from '../../dns/dns-answer.js';
import type { Finding, Remediation } from '../../finding.js';
import type { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { remediationOf } from '../../remediation.js';

/** Texts told of one name; who has more has another problem. */
const maxObserved = 10;

interface DmarcFinding {
  severity: FindingSeverity;
  code: FindingCode;
  message: string;
  host?: string;
  recordType?: RecordType;
  expected?: readonly string[];
  /** As they stand in DNS. */
  observed?: readonly string[];
  remediation?: Remediation | null;
}

export function dmarcFinding(finding: DmarcFinding): Finding {
  const { host, recordType = 'TXT', expected = [], observed = [], remediation = null, ...others } = finding;
  return {
    ...others,
    host: host === undefined ? null : printableText(host),
    recordType: host === undefined ? null : recordType,
    expected: expected.map((text) => printableText(text)),
    observed: observed.slice(0, maxObserved).map((text) => printableText(text)),
    remediation,
  };
}

/** Parts of a record in a sentence. Of very many, or of very long ones, the beginning. */
export function quoted(parts: readonly string[]): string {
  const told = parts.slice(0, 5).map((part) => `"${printableText(part.slice(0, 100))}"`);
  return told.join(', ') + (parts.length > told.length ? ` and ${parts.length - told.length} more` : '');
}

/** A record to publish at a name in place of all that is there. Of neither it keeps what cannot be printed. */
export function textToPublish(host: string, text: string, summary: string): Remediation | null {
  if (!isPrintable(host)) return null;
  const value = isPrintable(text) ? text : correctedText(text);
  return remediationOf({ summary, host, recordType: 'TXT', value });
}

export function isPrintable(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/**
 * Whether the name of a look-up belongs to whoever sends. What is above the registered domain, such as a record of the
 * top-level domain, is out of reach.
 */
export function isWithinReach({ domain }: RecordLookup, discovery: PolicyDiscovery): boolean {
  return isWithin(domain, listedOrganizationalDomain(discovery.domain));
}

/** What receivers do with mail that fails DMARC. */
export const treatment: Readonly<Record<DmarcPolicy, string>> = {
  [DmarcPolicy.NONE]: 'treat such mail as they would without DMARC',
  [DmarcPolicy.QUARANTINE]: 'put such mail among the spam',
  [DmarcPolicy.REJECT]: 'refuse such mail',
};
