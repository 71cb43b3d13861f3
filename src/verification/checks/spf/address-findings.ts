import { FindingSeverity } from '../../check.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { nameKey } from '../../dns/domain-name.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { isHostName, isSameName } from '../../spf/domain-name.js';
import { readIpAddress } from '../../spf/ip-address.js';
import type { SpfTree } from '../../spf/read-spf-tree.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import { effectiveRedirectOf, onceForRecord, reachableMechanismsOf } from '../../spf/spf-record.js';
import { recordAdding, termAllowing } from './edit-record.js';
import { maxEvaluations } from './evaluate-senders.js';
import { editableRecord, type SpfCase, type SpfSender } from './spf-case.js';
import { counted, draft, quoted, type SpfDraft } from './spf-draft.js';

/** Whether the include that ought to be there can be reached. */
export function expectedIncludeFindings(spf: SpfCase): SpfDraft[] {
  const expected = spf.subject.expectations.spfInclude;
  if (expected === null || spf.own.outcome === 'failed') return [];
  // Where the domain is the vendor's own, or an alias of it, nothing has to be included.
  const aliases = spf.own.chain.map(({ target }) => target);
  if ([spf.domain, ...aliases].some((name) => isSameName(name, expected))) return [];
  if (spf.trees.every((tree) => isReached(tree, expected))) return [];
  const [failure] = spf.trees.flatMap(({ failures }) => failures);
  if (failure) {
    return [
      { ...dnsFailureFinding(failure.failed, failure.host, failure.recordType), proposals: [], advice: '' },
    ];
  }
  const record = editableRecord(spf);
  // What is said of no record, or of several, is enough; the merged record may hold it.
  if (record === null) return [];
  const term = `include:${expected}`;
  return [
    draft({
      ...{ code: FindingCode.SPF_EXPECTED_INCLUDE_MISSING, host: spf.domain, expected: [term] },
      message: `The SPF record of ${printableText(spf.domain)} does not include ${printableText(expected)}, so mail that this provider sends for it is not allowed.`,
      observed: [record.text],
      proposals: [recordAdding(record, [term], null)],
      advice: `Add ${quoted(term)} to the record.`,
    }),
  ];
}

function isReached({ nodes }: SpfTree, expected: string): boolean {
  return nodes.some(({ domain, search }, index) => {
    if (index > 0 && isSameName(domain, expected)) return true;
    return search.outcome === 'found' && targetsOf(search.record).has(nameKey(expected));
  });
}

/** The names that a record includes or redirects to, as `nameKey` gives them. */
const targetsOf = onceForRecord((record): ReadonlySet<string> => {
  const includes = reachableMechanismsOf(record).filter(({ name }) => name === 'include');
  const redirect = effectiveRedirectOf(record)?.value;
  const targets = [...includes.map((term) => ('target' in term ? term.target : null)), redirect];
  return new Set(targets.flatMap((target) => (target ? [nameKey(target.text)] : [])));
});

const meanings: Partial<Readonly<Record<SpfResult, string>>> = {
  [SpfResult.FAIL]: 'says that mail must not come from',
  [SpfResult.SOFTFAIL]: 'says that mail probably ought not to come from',
  [SpfResult.NEUTRAL]: 'says nothing about mail from',
};

/** Sending addresses that the record does not allow, one finding for each result. */
export function addressFindings(spf: SpfCase): SpfDraft[] {
  return Object.entries(meanings).flatMap(([result, meaning]) => {
    const senders = spf.senders.filter(({ withoutVoidLimit }) => withoutVoidLimit.result === result);
    const unsure = senders.filter(({ withoutVoidLimit }) => withoutVoidLimit.ignoredFailures.length > 0);
    const sure = senders.filter((sender) => !unsure.includes(sender));
    return [
      ...(sure.length > 0 ? [notAllowed(spf, sure, meaning)] : []),
      ...(unsure.length > 0 ? [perhapsNotAllowed(spf, unsure)] : []),
    ];
  });
}

function notAllowed(spf: SpfCase, senders: readonly SpfSender[], meaning: string): SpfDraft {
  const record = editableRecord(spf);
  const terms = [...new Set(senders.map(({ network }) => termAllowing(network)))];
  const deciders = senders.map(({ withoutVoidLimit: { path } }) => path[0]?.term ?? null);
  return draft({
    ...{ code: FindingCode.SPF_ADDRESS_NOT_ALLOWED, host: spf.domain },
    message: `The SPF record of ${printableText(spf.domain)} ${meaning} ${listOf(senders)}. Receivers reject such mail, or treat it as spam.`,
    expected: terms,
    observed: senders.map(outcomeOf),
    proposals: [record && recordAdding(record, terms, deciders[0] ?? null)],
    advice: `Add ${quoted(...terms)} to the record.`,
  });
}

/** Receivers whose question is answered may allow it. */
function perhapsNotAllowed(spf: SpfCase, senders: readonly SpfSender[]): SpfDraft {
  return draft({
    ...{ code: FindingCode.SPF_ADDRESS_NOT_ALLOWED, host: spf.domain, severity: FindingSeverity.WARN },
    message: `Whether the SPF record of ${printableText(spf.domain)} allows mail from ${listOf(senders)} depends on names that could not be looked up today. A receiver that cannot look them up either does not allow it.`,
    observed: senders.map(outcomeOf),
  });
}

function listOf(senders: readonly SpfSender[]): string {
  const [first, ...others] = senders.map(({ address }) => address.text);
  return others.length === 0
    ? `${first}`
    : `${first} and ${counted(others.length, 'other address', 'other addresses')}`;
}

function outcomeOf({ address, withoutVoidLimit: { result, path } }: SpfSender): string {
  const steps = path.map(({ domain, term }) => `${term} of ${domain}`).join(', ');
  return `${address.text}: ${result}${steps === '' ? ', as nothing in it matches' : ` by ${steps}`}`;
}

/** What of the sending addresses was not measured. */
export async function unmeasuredFindings(spf: SpfCase, resolve: Resolve): Promise<SpfDraft[]> {
  const { domain, senders, unreadable, leftOut, networks } = spf;
  const findings: SpfDraft[] = [];
  const warning = { severity: FindingSeverity.WARN, host: domain };
  if (senders.length === 0 && spf.own.outcome !== 'failed') {
    // Where there is no record, what sends is not the question yet.
    const observed = spf.own.outcome === 'found' ? await addressesOf(spf.subject.smtpHost, resolve) : [];
    const suggestion =
      observed.length === 0
        ? ''
        : ` Its SMTP host has ${observed.join(' and ')}, which may be what it sends from, or not.`;
    findings.push({
      ...draft({
        ...{ ...warning, code: FindingCode.SPF_SENDING_ADDRESS_UNKNOWN, observed },
        message: `Nobody said which addresses the server sends from, so nobody can tell whether the SPF record of ${printableText(domain)} allows them.${suggestion} Put them into the expectations of the server.`,
      }),
      expected: [],
    });
  }
  if (unreadable.length > 0) {
    findings.push(
      draft({
        ...{ ...warning, code: FindingCode.SPF_SENDING_ADDRESS_UNREADABLE, observed: unreadable },
        message: `Of the sending addresses, ${counted(unreadable.length, 'entry', 'entries')} cannot be read as an address or a network, so it was not checked.`,
      }),
    );
  }
  if (leftOut.length > 0) {
    findings.push(
      draft({
        ...{ ...warning, code: FindingCode.SPF_SENDING_ADDRESSES_LEFT_OUT, observed: leftOut },
        message: `There are more sending addresses than the ${maxEvaluations} that one check evaluates, so the last ${leftOut.length} were not checked.`,
      }),
    );
  }
  const sampled = networks.filter(({ hasOthers }) => hasOthers);
  if (sampled.length > 0) {
    findings.push(
      draft({
        ...{ code: FindingCode.SPF_NETWORK_SAMPLED, severity: FindingSeverity.INFO, host: domain },
        message: `Of a network of sending addresses, the first and the last address were checked, not those between.`,
        observed: sampled.map(({ text, first, last }) => `${text}: ${first.text} and ${last.text}`),
      }),
    );
  }
  return findings;
}

/** A suggestion only: when it cannot be had, nothing is said. */
async function addressesOf(host: string | null, resolve: Resolve): Promise<string[]> {
  if (host === null || readIpAddress(host) !== null) return host === null ? [] : [host];
  if (!isHostName(host)) return [];
  const answers = await Promise.all([resolve(host, 'A'), resolve(host, 'AAAA')]);
  return answers.flatMap((answer) =>
    answer.failure === null ? answer.records.map(({ address }) => address) : [],
  );
}
