import type { Resolve } from '../../dns/dns-answer.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { VerificationSubject } from '../../expectations.js';
import { evaluateSpf } from '../../spf/evaluate-spf.js';
import type { SpfMacroValues } from '../../spf/expand-domain-spec.js';
import { type FindSpfRecord, type SpfRecordSearch, spfRecordFinder } from '../../spf/find-spf-record.js';
import type { IpAddress } from '../../spf/ip-address.js';
import { readSpfTree, type SpfTree } from '../../spf/read-spf-tree.js';
import { readSendingNetwork, type SendingNetwork } from '../../spf/sending-network.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import type { SpfRecord } from '../../spf/spf-record.js';
import type { SpfFailedQuestion, SpfTrace } from '../../spf/spf-trace.js';
import { maxRecordLength } from './correct-record.js';

/** How many addresses are evaluated at most. */
export const maxEvaluations = 50;

/** All that was measured, for findings to be made of. */
export interface SpfCase {
  subject: VerificationSubject;
  domain: string;
  /** What stands at the domain itself. */
  own: SpfRecordSearch;
  senders: readonly SpfSender[];
  /** What can be reached: one for each sender, or one that is for nobody in particular. */
  trees: readonly SpfTree[];
  networks: readonly SendingNetwork[];
  /** Sending addresses that are neither an address nor a network. */
  unreadable: readonly string[];
  /** Addresses that were too many to evaluate. */
  leftOut: readonly string[];
}

export interface SpfSender {
  address: IpAddress;
  /** Where the address comes from. */
  network: SendingNetwork;
  trace: SpfTrace;
  /** The same without the limit of void look-ups, which receivers need not have (RFC 7208, section 4.6.4). */
  withoutVoidLimit: SpfTrace;
  tree: SpfTree;
}

export async function measureSpf(subject: VerificationSubject, resolve: Resolve): Promise<SpfCase> {
  const domain = domainOfAddress(subject.mailFrom);
  const values = { domain, sender: senderOf(subject.mailFrom, domain), helo: heloOf(subject, domain) };
  const findRecord = spfRecordFinder(resolve);
  const { networks, unreadable } = networksOf(subject);
  const all = networks.flatMap((network) => {
    const ends = network.first.text === network.last.text ? [network.first] : [network.first, network.last];
    return ends.map((address) => ({ network, address }));
  });
  const senders: SpfSender[] = [];
  for (const { network, address } of all.slice(0, maxEvaluations)) {
    senders.push({
      network,
      address,
      ...(await measureAddress({ ...values, address }, resolve, findRecord)),
    });
  }
  const trees =
    senders.length > 0
      ? senders.map(({ tree }) => tree)
      : [await readSpfTree({ ...values, address: null }, resolve, findRecord)];
  return {
    ...{ subject, domain, own: await findRecord(domain), senders, trees, networks, unreadable },
    leftOut: all.slice(maxEvaluations).map(({ address }) => address.text),
  };
}

/** That of the domain itself, when there is exactly one. */
export function ownRecord({ own }: SpfCase): SpfRecord | null {
  return own.outcome === 'found' ? own.record : null;
}

/** The same, if it is one that a person wrote and can change. */
export function editableRecord(spf: SpfCase): SpfRecord | null {
  const record = ownRecord(spf);
  return record === null || record.text.length > maxRecordLength ? null : record;
}

/**
 * Whether nobody knows of a sending address that is refused: all are allowed, if need be by receivers without a limit of
 * void look-ups.
 */
export function allMayPass({ senders }: SpfCase): boolean {
  return senders.length > 0 && senders.every(mayPass);
}

/** Where questions inside of `ptr` or `%{p}` failed, another result than PASS is only what is left then. */
export function mayPass({ withoutVoidLimit: { result, ignoredFailures } }: SpfSender): boolean {
  return result === SpfResult.PASS || ignoredFailures.length > 0;
}

/** Questions that failed without ending an evaluation, each once. */
export function sideFailures({ senders, trees }: SpfCase): SpfFailedQuestion[] {
  const all = [
    ...senders.flatMap(({ withoutVoidLimit }) => withoutVoidLimit.ignoredFailures),
    ...trees.flatMap(({ failures }) => failures),
  ];
  return [...new Map(all.map((question) => [`${question.recordType} ${question.host}`, question])).values()];
}

async function measureAddress(values: SpfMacroValues, resolve: Resolve, findRecord: FindSpfRecord) {
  const trace = await evaluateSpf(values, resolve, { findRecord });
  const isVoidLimit = trace.problem?.kind === 'TOO_MANY_VOID_LOOKUPS';
  const withoutVoidLimit = isVoidLimit
    ? await evaluateSpf(values, resolve, { findRecord, maxVoidLookups: Number.POSITIVE_INFINITY })
    : trace;
  return { trace, withoutVoidLimit, tree: await readSpfTree(values, resolve, findRecord) };
}

function networksOf({ expectations: { sendingAddresses } }: VerificationSubject) {
  const read = sendingAddresses.map((text) => ({ text, network: readSendingNetwork(text) }));
  return {
    networks: read.flatMap(({ network }) => network ?? []),
    unreadable: read.filter(({ network }) => network === null).map(({ text }) => text),
  };
}

/** The local part that counts when there is none is `postmaster` (RFC 7208, section 4.3). */
function senderOf(mailFrom: string, domain: string): string {
  const localPart = mailFrom.slice(0, Math.max(mailFrom.lastIndexOf('@'), 0)) || 'postmaster';
  return `${Buffer.from(localPart, 'utf8').toString('latin1')}@${domain}`;
}

/** The name that the server will give itself is not known; that of the host is the best guess. */
function heloOf({ smtpHost }: VerificationSubject, domain: string): string {
  return smtpHost === null || readSendingNetwork(smtpHost) !== null ? domain : smtpHost;
}
