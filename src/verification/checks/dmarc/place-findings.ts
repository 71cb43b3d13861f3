import { FindingSeverity } from '../../check.js';
import { correctedText, isMeantAsDmarc } from '../../dmarc/corrected-record.js';
import type { PolicyDiscovery } from '../../dmarc/discover-policy.js';
import { DmarcPolicy } from '../../dmarc/dmarc-forecast.js';
import { type DmarcRecord, parseDmarcRecord } from '../../dmarc/dmarc-record.js';
import { listedOrganizationalDomain } from '../../dmarc/list-based-reader.js';
import type { RecordLookup } from '../../dmarc/look-up-record.js';
import type { Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { remediationOf } from '../../remediation.js';
import { dmarcFinding, isPrintable, isWithinReach, textToPublish } from './dmarc-finding.js';

/** What is to be said about the names at which receivers look for a record. */
export async function placeFindings(discovery: PolicyDiscovery, resolve: Resolve): Promise<Finding[]> {
  const lookups = discovery.walk.lookups.filter((lookup) => isWithinReach(lookup, discovery));
  const faults = lookups.flatMap((lookup) => [
    ...severalFinding(lookup, discovery),
    ...brokenFinding(lookup, discovery),
  ]);
  const isUsed = (lookup: RecordLookup) => lookup.domain === discovery.domain || lookup === discovery.found;
  const aliases = await Promise.all(lookups.filter(isUsed).map((lookup) => aliasFinding(lookup, resolve)));
  const isMissing = discovery.isKnown && discovery.found === null && faults.length === 0;
  return [...(isMissing ? [missingFinding(discovery)] : []), ...faults, ...aliases.flat()];
}

export function missingFinding(discovery: PolicyDiscovery): Finding {
  const domain = domainToPublishAt(discovery);
  const host = `_dmarc.${domain}`;
  const record = 'v=DMARC1; p=none';
  const summary = `Publish a policy for ${domain}. This one changes nothing about your mail; add rua=mailto: and an address of yours to get reports, and ask for more once they are good.`;
  return dmarcFinding({
    severity: FindingSeverity.FAIL,
    code: FindingCode.DMARC_RECORD_MISSING,
    message: `No DMARC policy is published for ${printableText(discovery.domain)}, so anybody can send mail in its name, and large receivers refuse bulk mail without a policy.`,
    host,
    expected: [record],
    observed:
      discovery.walk.lookups.find((lookup) => lookup.host === host)?.texts.map(({ text }) => text) ?? [],
    remediation: textToPublish(host, record, summary),
  });
}

/** One policy for the whole organization, unless a public suffix above says by itself where that begins. */
function domainToPublishAt({ domain, walk, organizationalDomain }: PolicyDiscovery): string {
  const isBelowSuffix = walk.lookups.some(({ record }) => record?.isPublicSuffix);
  return (isBelowSuffix ? organizationalDomain : null) ?? listedOrganizationalDomain(domain);
}

function severalFinding(lookup: RecordLookup, { domain, found }: PolicyDiscovery): Finding[] {
  const { candidates, host } = lookup;
  const owner = candidates[0]?.owner ?? host;
  if (candidates.length < 2) return [];
  const kept = best(candidates.map(({ text }) => text));
  const isDecisive = lookup.domain === domain || found === null;
  return [
    dmarcFinding({
      severity: isDecisive ? FindingSeverity.FAIL : FindingSeverity.WARN,
      code: FindingCode.DMARC_MULTIPLE_RECORDS,
      message: `There are ${candidates.length} DMARC records at ${printableText(owner)}. Receivers cannot know which one is meant and ignore them all.`,
      host: owner,
      expected: [kept],
      observed: candidates.map(({ text }) => text),
      remediation: textToPublish(
        owner,
        kept,
        'Keep one of the records, such as this one, and delete the others. Several addresses for reports go into one rua, with commas between them.',
      ),
    }),
  ];
}

/** Of several, one that counts, with the strictest policy, and then with most to say. */
function best(texts: readonly string[]): string {
  const strictness = [DmarcPolicy.NONE, DmarcPolicy.QUARANTINE, DmarcPolicy.REJECT];
  const strictnessOf = ({ policies }: DmarcRecord) => strictness.indexOf(policies?.p ?? DmarcPolicy.NONE);
  const [first] = texts
    .flatMap((text) => parseDmarcRecord(text) ?? [])
    .filter(({ policies, hasInvalidPolicy }) => policies !== null && !hasInvalidPolicy)
    .sort(
      (one, other) =>
        strictnessOf(other) - strictnessOf(one) ||
        other.tags.length - one.tags.length ||
        (one.text < other.text ? -1 : 1),
    );
  return first?.text ?? correctedText([...texts].sort()[0] ?? '');
}

/** Texts that somebody meant as a record, and that are none. */
function brokenFinding(lookup: RecordLookup, { found }: PolicyDiscovery): Finding[] {
  const { candidates, record, texts } = lookup;
  if (candidates.length > 1) return [];
  const broken = texts.filter(({ text }) => isMeantAsDmarc(text) && parseDmarcRecord(text) === null);
  const [first] = broken;
  if (first === undefined) return [];
  const corrected = record?.text ?? correctedText(first.text);
  const place = printableText(first.owner);
  const told = {
    code: FindingCode.DMARC_RECORD_MALFORMED,
    host: first.owner,
    expected: [corrected],
    observed: broken.map(({ text }) => text),
  };
  if (record !== null) {
    return [
      dmarcFinding({
        ...told,
        severity: FindingSeverity.WARN,
        message: `Beside the DMARC record at ${place} stands a text that looks like one and is none. Receivers that are less exact may read the wrong one.`,
        remediation: textToPublish(first.owner, corrected, 'Keep the record and delete the other text.'),
      }),
    ];
  }
  if (found !== null) {
    return [
      dmarcFinding({
        ...told,
        severity: FindingSeverity.WARN,
        message: `The text at ${place} was meant as a DMARC record and is none, so receivers ignore it. The policy of ${printableText(found.domain)} holds for ${printableText(lookup.domain)} instead. Delete the text, or correct it if this name is to have a policy of its own.`,
      }),
    ];
  }
  return [
    dmarcFinding({
      ...told,
      severity: FindingSeverity.FAIL,
      message: `The text at ${place} was meant as a DMARC record and is none, so receivers ignore it: a record begins with exactly v=DMARC1, has a semicolon between its parts, and no part twice.`,
      remediation: textToPublish(first.owner, corrected, 'Replace the text by this one.'),
    }),
  ];
}

/** A name that is an alias cannot hold anything else (RFC 1034, section 3.6.2). */
async function aliasFinding(lookup: RecordLookup, resolve: Resolve): Promise<Finding[]> {
  const { host, texts, candidates } = lookup;
  const atHost = texts.filter(({ owner }) => owner.toLowerCase() === host.toLowerCase());
  if (atHost.length === 0) return [];
  const answer = await resolve(host, 'CNAME');
  const targets = answer.failure === null ? answer.records.map(({ target }) => target) : [];
  if (!lookup.hasAliasBesideText && targets.length === 0) return [];
  const target = targets.find(isPrintable);
  const own = candidates.find(({ owner }) => owner.toLowerCase() === host.toLowerCase());
  const summary = 'Keep one of the two, such as this one, and delete the other.';
  const alias =
    target === undefined ? null : remediationOf({ summary, host, recordType: 'CNAME', value: target });
  return [
    dmarcFinding({
      severity: FindingSeverity.WARN,
      code: FindingCode.DMARC_ALIAS_AND_TEXT,
      message: `${printableText(host)} is an alias of another name and holds a text of its own as well. DNS does not allow that: some receivers see the text, others what stands at the other name.`,
      host,
      observed: [...targets, ...atHost.map(({ text }) => text)],
      remediation: own ? textToPublish(host, own.text, summary) : alias,
    }),
  ];
}
