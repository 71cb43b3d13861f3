import { dnsFailureFinding } from '../../dns-failure-finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { isDomainName } from '../../spf/domain-name.js';
import { recordMeantBy } from './correct-record.js';
import { recordWith, termAllowing } from './edit-record.js';
import { mergedRecord, mergedRecordWithAddressesFirst } from './merge-records.js';
import type { SpfCase } from './spf-case.js';
import { draft, quoted, type SpfDraft } from './spf-draft.js';

/** Whether there is exactly one record at the domain. */
export function ownRecordFindings(spf: SpfCase): SpfDraft[] {
  const { domain, own } = spf;
  switch (own.outcome) {
    case 'found':
      return [];
    case 'failed':
      return [{ ...dnsFailureFinding(own.failed, domain, 'TXT'), proposals: [], advice: '' }];
    case 'several':
      return [
        draft({
          code: FindingCode.SPF_MULTIPLE_RECORDS,
          host: domain,
          message: `${printableText(domain)} has ${own.texts.length} SPF records, and one is allowed. Receivers treat that as an error and take none of them.`,
          observed: own.texts,
          proposals: [mergedRecord(own.texts), mergedRecordWithAddressesFirst(own.texts)],
          advice:
            'Publish this record instead of all SPF records of the domain: it allows what each of them allows.',
        }),
      ];
    case 'none':
      return [isDomainName(domain) ? missingRecord(spf, own) : impossibleDomain(domain)];
  }
}

function missingRecord(
  { domain, subject: { expectations }, networks }: SpfCase,
  { nameExists, texts }: { nameExists: boolean; texts: readonly string[] },
): SpfDraft {
  const nearMisses = texts.filter((text) => recordMeantBy(text) !== null);
  const meant = nearMisses.map((text) => recordMeantBy(text) ?? text);
  const { spfInclude } = expectations;
  const named = spfInclude === null ? networks.map(termAllowing) : [`include:${spfInclude}`];
  const name = printableText(domain);
  const reason =
    nearMisses.length > 0
      ? `${name} has a text that was meant as its SPF record but does not begin exactly with \`v=spf1\` and a space, so receivers do not see it.`
      : nameExists
        ? `${name} has no SPF record.`
        : `The name ${name} does not exist in DNS, so it has no SPF record.`;
  return draft({
    code: FindingCode.SPF_RECORD_MISSING,
    host: domain,
    message: `${reason} Receivers cannot tell whether mail from ${name} may come from your server, and many reject it or treat it as spam.`,
    expected: ['v=spf1 ...'],
    observed: nearMisses,
    proposals: [
      meant.length > 0 ? mergedRecord(meant) : null,
      named.length > 0 ? recordWith([...named, '~all']) : null,
    ],
    advice:
      nearMisses.length > 0
        ? 'Publish this record instead of the text that was meant as one.'
        : 'Publish this record.',
  });
}

function impossibleDomain(domain: string): SpfDraft {
  const name = domain === '' ? 'The domain of mail-from is empty' : `${quoted(domain)} is no domain`;
  return draft({
    code: FindingCode.SPF_RECORD_MISSING,
    host: domain,
    message: `${name} that can have an SPF record: it needs at least two labels with a dot between them, none of them empty or longer than 63 characters. Put right the mail-from.`,
  });
}
