import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Resolve } from '../../dns/dns-answer.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { VerificationSubject } from '../../expectations.js';
import { evaluateSpf } from '../../spf/evaluate-spf.js';
import type { SpfMacroValues } from '../../spf/expand-domain-spec.js';
import { type FindSpfRecord, spfRecordFinder } from '../../spf/find-spf-record.js';
import type { IpAddress } from '../../spf/ip-address.js';
import { readSendingNetwork, type SendingNetwork } from '../../spf/sending-network.js';
import type { SpfTrace } from '../../spf/spf-trace.js';

/** How many addresses are evaluated at most. */
export const maxEvaluations = 50;

/** What receivers come to for mail of each sending address. */
export interface EvaluatedSenders {
  senders: readonly EvaluatedSender[];
  networks: readonly SendingNetwork[];
  /** Sending addresses that are neither an address nor a network. */
  unreadable: readonly string[];
  /** Addresses that were too many to evaluate. */
  leftOut: readonly string[];
}

export interface EvaluatedSender {
  address: IpAddress;
  /** Where the address comes from. */
  network: SendingNetwork;
  trace: SpfTrace;
  /** The same without the limit of void look-ups, which receivers need not have (RFC 7208, section 4.6.4). */
  withoutVoidLimit: SpfTrace;
}

export async function evaluateSenders(
  subject: VerificationSubject,
  resolve: Resolve,
  findRecord = spfRecordFinder(resolve),
): Promise<EvaluatedSenders> {
  const values = macroValuesOf(subject);
  const { networks, unreadable } = networksOf(subject);
  const all = networks.flatMap((network) => {
    const ends = network.first.text === network.last.text ? [network.first] : [network.first, network.last];
    return ends.map((address) => ({ network, address }));
  });
  const senders: EvaluatedSender[] = [];
  for (const { network, address } of all.slice(0, maxEvaluations)) {
    // With all answers at hand, nobody else would have a turn until the last of them is done.
    await nextTurn();
    const traces = await evaluateAddress({ ...values, address }, resolve, findRecord);
    senders.push({ network, address, ...traces });
  }
  const leftOut = all.slice(maxEvaluations).map(({ address }) => address.text);
  return { senders, networks, unreadable, leftOut };
}

/** What macros stand for, but for the address. */
export function macroValuesOf(subject: VerificationSubject): Omit<SpfMacroValues, 'address'> {
  const domain = domainOfAddress(subject.mailFrom);
  return { domain, sender: senderOf(subject.mailFrom, domain), helo: heloOf(subject, domain) };
}

async function evaluateAddress(values: SpfMacroValues, resolve: Resolve, findRecord: FindSpfRecord) {
  const trace = await evaluateSpf(values, resolve, { findRecord });
  const isVoidLimit = trace.problem?.kind === 'TOO_MANY_VOID_LOOKUPS';
  const withoutVoidLimit = isVoidLimit
    ? await evaluateSpf(values, resolve, { findRecord, maxVoidLookups: Number.POSITIVE_INFINITY })
    : trace;
  return { trace, withoutVoidLimit };
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
