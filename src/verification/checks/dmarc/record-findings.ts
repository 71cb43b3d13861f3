import { FindingSeverity } from '../../check.js';
import { correctedText, textWithout, textWithoutObsolete } from '../../dmarc/corrected-record.js';
import { type PolicyDiscovery, policyApplied } from '../../dmarc/discover-policy.js';
import { DmarcPolicy } from '../../dmarc/dmarc-forecast.js';
import type { DmarcRecord } from '../../dmarc/dmarc-record.js';
import { obsoleteTags, policyTags } from '../../dmarc/dmarc-tags.js';
import { listedOrganizationalDomain } from '../../dmarc/list-based-reader.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { dmarcFinding, isWithinReach, quoted, textToPublish, treatment } from './dmarc-finding.js';
import { missingFinding } from './place-findings.js';

/** What is to be said about the record that counts. */
export function recordFindings(discovery: PolicyDiscovery): Finding[] {
  const { found } = discovery;
  if (found?.record == null) return [];
  if (!isWithinReach(found, discovery))
    return found.record.policies === null ? [missingFinding(discovery)] : [];
  const host = found.candidates[0]?.owner ?? found.host;
  const tell: Tell = (finding, value, summary) =>
    dmarcFinding({
      ...finding,
      host,
      observed: [found.record?.text ?? ''],
      ...(value === undefined
        ? {}
        : {
            expected: [value],
            remediation: textToPublish(host, value, summary ?? 'Replace the record by this one.'),
          }),
    });
  return [
    policyFinding(found.record, host, tell),
    ignoredFinding(found.record, tell),
    subdomainFinding(found.record, discovery, tell),
    testingFinding(found.record, discovery, tell),
    obsoleteFinding(found.record, tell),
    unknownFinding(found.record, tell),
  ].flat();
}

type Tell = (
  finding: Pick<Finding, 'severity' | 'code' | 'message'>,
  value?: string,
  summary?: string,
) => Finding;

function policyFinding(record: DmarcRecord, host: string, tell: Tell): Finding[] {
  if (!record.hasInvalidPolicy) return [];
  const place = printableText(host);
  const written = record.tags.filter(({ name }) => policyTags.includes(name)).map(({ text }) => text);
  const what = written.some((text) => /^p\b/.test(text))
    ? `says ${quoted(written)}, where a policy is none, quarantine or reject`
    : 'does not say what receivers are to do: it has no p';
  const code = FindingCode.DMARC_POLICY_INVALID;
  const value = correctedText(record.text);
  const summary = 'Replace the record by this one, with the policy that you want.';
  if (record.policies === null) {
    const message = `The DMARC record at ${place} ${what}. It asks for no reports either, so receivers ignore it: there is no policy.`;
    return [tell({ severity: FindingSeverity.FAIL, code, message }, value, summary)];
  }
  const message = `The DMARC record at ${place} ${what}. As it asks for reports, receivers take it for p=none and send those.`;
  const severity = written.length === 0 ? FindingSeverity.INFO : FindingSeverity.WARN;
  return [tell({ severity, code, message }, value, summary)];
}

function ignoredFinding(record: DmarcRecord, tell: Tell): Finding[] {
  if (record.ignored.length === 0) return [];
  const parts = quoted(record.ignored);
  const message = `Receivers ignore what is wrong in the DMARC record: ${parts}. The rest of it counts.`;
  const finding = { severity: FindingSeverity.WARN, code: FindingCode.DMARC_RECORD_MALFORMED, message };
  return [tell(finding, correctedText(record.text))];
}

function subdomainFinding(record: DmarcRecord, discovery: PolicyDiscovery, tell: Tell): Finding[] {
  const { domain, found, organizationalDomain } = discovery;
  const names = record.tags.map(({ name }) => name).filter((name) => name === 'sp' || name === 'np');
  if (found?.domain !== domain || names.length === 0) return [];
  const listed = listedOrganizationalDomain(domain);
  const isSubdomain = organizationalDomain !== null && organizationalDomain !== domain;
  if (!isSubdomain && listed === domain) return [];
  const organization = printableText(isSubdomain ? organizationalDomain : listed);
  const who = isSubdomain ? 'receivers ignore them' : 'receivers that still go by RFC 7489 ignore them';
  return [
    tell(
      {
        severity: FindingSeverity.WARN,
        code: FindingCode.DMARC_SUBDOMAIN_POLICY_IGNORED,
        message: `The DMARC record of ${printableText(domain)} has a policy for names below it (${names.join(', ')}). Such policies belong into the record of ${organization}; here ${who}.`,
      },
      textWithout(record.tags, ['sp', 'np']),
    ),
  ];
}

function testingFinding(record: DmarcRecord, discovery: PolicyDiscovery, tell: Tell): Finding[] {
  if (!record.isTesting) return [];
  const applied = policyApplied(discovery);
  const isWeaker = discovery.policy !== applied;
  const effect =
    isWeaker && applied !== null
      ? `Mail that fails DMARC is treated one level more gently than the policy says: receivers ${treatment[applied]}. Receivers that still go by RFC 7489 do not know that and apply the policy in full.`
      : `With this policy that changes nothing.`;
  return [
    tell(
      {
        severity: discovery.policy === DmarcPolicy.NONE ? FindingSeverity.INFO : FindingSeverity.WARN,
        code: FindingCode.DMARC_TESTING,
        message: `The DMARC policy is in test (t=y). ${effect}`,
      },
      textWithout(record.tags, ['t']),
      'When the test is over, publish the record without t=y.',
    ),
  ];
}

function obsoleteFinding(record: DmarcRecord, tell: Tell): Finding[] {
  if (record.obsolete.length === 0) return [];
  const isPartial = record.tags.some(({ name, value }) => name === 'pct' && value !== '100');
  const parts = quoted(record.obsolete);
  const effect = isPartial
    ? 'The policy holds for all mail at receivers that go by RFC 9989, and for a part of it at others.'
    : 'It does no harm.';
  return [
    tell(
      {
        severity: isPartial ? FindingSeverity.WARN : FindingSeverity.INFO,
        code: FindingCode.DMARC_TAG_OBSOLETE,
        message: `The DMARC record says ${parts}, which has had no meaning since RFC 9989 of 2026. ${effect}`,
      },
      textWithoutObsolete(record.tags, obsoleteTags),
    ),
  ];
}

function unknownFinding(record: DmarcRecord, tell: Tell): Finding[] {
  if (record.unknown.length === 0) return [];
  const parts = quoted(record.unknown);
  const message = `The DMARC record says ${parts}, which means nothing in DMARC. Receivers ignore it.`;
  return [tell({ severity: FindingSeverity.INFO, code: FindingCode.DMARC_TAG_UNKNOWN, message })];
}
