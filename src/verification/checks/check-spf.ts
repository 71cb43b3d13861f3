import { CheckKind } from '../check.js';
import type { SpfFacts } from '../check-result.js';
import type { Resolve } from '../dns/dns-answer.js';
import type { VerificationSubject } from '../expectations.js';
import { printableText } from '../printable-text.js';
import type { SpfEvaluation } from '../spf/spf-evaluation.js';
import { addressFindings, expectedIncludeFindings, unmeasuredFindings } from './spf/address-findings.js';
import { endFindings } from './spf/end-findings.js';
import { lintFindings } from './spf/lint-findings.js';
import { lookupFindings } from './spf/lookup-findings.js';
import { ownRecordFindings } from './spf/own-record-findings.js';
import { problemFindings } from './spf/problem-findings.js';
import { proveProposals } from './spf/prove-proposals.js';
import { measureSpf, ownRecord, type SpfCase, type SpfSender } from './spf/spf-case.js';
import type { SpfDraft } from './spf/spf-draft.js';

/** Whether the SPF record of mail-from's domain is right and allows the sending addresses (RFC 7208). */
export async function checkSpf(subject: VerificationSubject, resolve: Resolve): Promise<SpfFacts> {
  const spf = await measureSpf(subject, resolve);
  const drafts = await draftsOf(spf, resolve);
  const record = ownRecord(spf);
  return {
    kind: CheckKind.SPF,
    domain: printableText(spf.domain),
    record: record && printableText(record.text),
    evaluations: spf.senders.map(evaluationOf),
    findings: await proveProposals(drafts, placeOf(spf), resolve, async (published) =>
      draftsOf(await measureSpf(subject, published), published),
    ),
  };
}

/** In the order in which they are to be mended. */
async function draftsOf(spf: SpfCase, resolve: Resolve): Promise<SpfDraft[]> {
  return [
    ...ownRecordFindings(spf),
    ...problemFindings(spf),
    ...lookupFindings(spf),
    ...expectedIncludeFindings(spf),
    ...lintFindings(spf),
    ...endFindings(spf),
    ...addressFindings(spf),
    ...(await unmeasuredFindings(spf, resolve)),
  ];
}

function placeOf({ domain, own }: SpfCase) {
  const alias = own.outcome === 'failed' ? undefined : own.chain.at(-1);
  return { domain, host: alias?.target ?? domain };
}

/** Of each step there may be hundreds. A name that can be asked about fits. */
const maxTermLength = 300;

function evaluationOf({ address, trace, tree }: SpfSender): SpfEvaluation {
  const { result, path, lookups, voidLookups } = trace;
  return {
    address: address.text,
    result,
    path: path.map(({ domain, term }) => ({
      domain: printableText(domain),
      term: printableText(term, maxTermLength),
    })),
    lookups,
    voidLookups,
    lookupsIfNothingMatched: tree.root.search.outcome === 'failed' ? null : tree.lookups,
  };
}
