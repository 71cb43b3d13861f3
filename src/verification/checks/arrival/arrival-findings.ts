import { FindingSeverity } from '../../check.js';
import type { ArrivedMessage, DeliveryArrival, MessageAuthentication } from '../../delivery-arrival.js';
import { DkimResult } from '../../dkim/verified-signature.js';
import { DmarcPolicy, DmarcResult } from '../../dmarc/dmarc-forecast.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { readIpAddress } from '../../spf/ip-address.js';
import { isInSendingNetwork, readSendingNetwork } from '../../spf/sending-network.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import { treatment } from '../dmarc/dmarc-finding.js';

const { INFO, WARN, FAIL } = FindingSeverity;

/** What is known of the server and the network besides. */
export interface ArrivalContext {
  /** Addresses and networks that the server is expected to send from. */
  sendingAddresses: readonly string[];
  /** Whether the address that the message came from is one of the public internet, from which receivers would see it come. */
  isPublic: boolean;
}

/** What the message says of the server that sent it, as it arrived. */
export function arrivalFindings(arrival: DeliveryArrival, context: ArrivalContext): Finding[] {
  const { authentication } = arrival;
  return [
    arrivedFinding(arrival),
    ...unknownFindings(authentication),
    ...dmarcFindings(authentication, context),
    ...spfFindings(arrival, context),
    ...dkimFindings(authentication),
    ...addressFindings(arrival, context),
  ];
}

/** @param seconds how long the gateway has waited */
export function notArrivedFinding(seconds: number): Finding {
  return finding(
    WARN,
    FindingCode.DELIVERY_NOT_ARRIVED,
    `The server has accepted the message, but it did not come back to the gateway within ${seconds} seconds. Look at the queue and the log of the server: it may be late, held back, or sent where the gateway is not reached.`,
  );
}

function arrivedFinding({ afterMilliseconds, address, tlsProtocol }: DeliveryArrival): Finding {
  const seconds = (afterMilliseconds / 1_000).toFixed(1);
  const how = tlsProtocol === null ? 'without TLS' : `over ${tlsProtocol}`;
  return finding(
    INFO,
    FindingCode.DELIVERY_ARRIVED,
    `The message came back to the gateway ${seconds} seconds after the server had accepted it, from ${address} and ${how}.`,
  );
}

function unknownFindings({ spf, dkim, dmarc }: MessageAuthentication): Finding[] {
  const unknown = [
    ...(spf.result === SpfResult.TEMPERROR ? ['SPF'] : []),
    ...(dkim.some(({ result }) => result === DkimResult.TEMPERROR) ? ['DKIM'] : []),
    ...(dmarc?.result === DmarcResult.TEMPERROR ? ['DMARC'] : []),
  ];
  if (unknown.length === 0) return [];
  return [
    finding(
      WARN,
      FindingCode.DELIVERY_AUTHENTICATION_UNKNOWN,
      `What ${unknown.join(' and ')} of the message that arrived come to could not be found out, as DNS did not answer. Try again later.`,
    ),
  ];
}

/** Of mail from inside nobody can tell whether SPF would pass for the address that other receivers see. */
function dmarcFindings({ from, dmarc }: MessageAuthentication, { isPublic }: ArrivalContext): Finding[] {
  if (from === null)
    return [
      finding(
        FAIL,
        FindingCode.DELIVERY_DMARC_FAILED,
        'The message arrived without a From field that names one author, or with a header that nobody can rely on. Something on the way has changed it, and receivers refuse such mail.',
      ),
    ];
  if (dmarc?.result !== DmarcResult.FAIL) return [];
  const applied = dmarc.policyApplied ?? DmarcPolicy.NONE;
  return [
    finding(
      applied === DmarcPolicy.NONE || !isPublic ? WARN : FAIL,
      FindingCode.DELIVERY_DMARC_FAILED,
      `The message that arrived fails DMARC: neither SPF nor DKIM passes for a domain that belongs with ${domainOfAddress(from)}, that of its From address. By the policy, receivers ${treatment[applied]}.`,
      domainOfAddress(from),
    ),
  ];
}

const spfWords: Readonly<Partial<Record<SpfResult, string>>> = {
  [SpfResult.NONE]: 'there is no SPF record',
  [SpfResult.NEUTRAL]: 'the SPF record says nothing about that address',
  [SpfResult.SOFTFAIL]: 'the SPF record does not allow that address (softfail)',
  [SpfResult.FAIL]: 'the SPF record does not allow that address (fail)',
  [SpfResult.PERMERROR]: 'the SPF record is broken (permerror)',
};

/** An address inside is not the one that receivers see; what SPF says of it is only told. */
function spfFindings({ address, authentication }: ArrivedMessage, { isPublic }: ArrivalContext): Finding[] {
  const { spf, dmarc } = authentication;
  const words = spfWords[spf.result];
  if (words === undefined) return [];
  const isRefused = spf.result === SpfResult.FAIL && dmarc?.result !== DmarcResult.PASS;
  const severity = isRefused ? FAIL : WARN;
  const note = isPublic
    ? 'Publish a record that allows it.'
    : 'That is no address of the public internet, so other receivers see the server come from another one; nothing follows from it.';
  return [
    finding(
      isPublic ? severity : INFO,
      FindingCode.DELIVERY_SPF_FAILED,
      `The message came from ${address}, and for ${spf.domain} ${words}. ${note}`,
      spf.domain,
    ),
  ];
}

function dkimFindings({ dkim }: MessageAuthentication): Finding[] {
  if (dkim.length === 0)
    return [
      finding(
        WARN,
        FindingCode.DELIVERY_NOT_SIGNED,
        'The message arrived without a DKIM signature. Have the server sign what it sends: without it mail that is forwarded fails DMARC, and the largest receivers ask for it.',
      ),
    ];
  return dkim
    .filter(({ result }) => result === DkimResult.FAIL || result === DkimResult.PERMERROR)
    .map(({ domain, selector, reason }) =>
      finding(
        WARN,
        FindingCode.DELIVERY_DKIM_FAILED,
        `The DKIM signature of ${domain ?? 'nobody'} does not pass. ${reason}`,
        domain === null || selector === null ? null : `${selector}._domainkey.${domain}`,
      ),
    );
}

function addressFindings(
  { address }: ArrivedMessage,
  { sendingAddresses, isPublic }: ArrivalContext,
): Finding[] {
  if (!isPublic || isAmong(address, sendingAddresses)) return [];
  return [
    {
      ...finding(
        INFO,
        FindingCode.DELIVERY_SENDING_ADDRESS,
        `Mail of this server leaves from ${address}, which is not among its sending addresses. If it always does, add it to its expectations, and SPF is checked for it.`,
      ),
      expected: [...sendingAddresses],
      observed: [address],
    },
  ];
}

function isAmong(text: string, sendingAddresses: readonly string[]): boolean {
  const address = readIpAddress(text);
  if (address === null) return false;
  return sendingAddresses.some((each) => {
    const network = readSendingNetwork(each);
    return network !== null && isInSendingNetwork(address, network);
  });
}

function finding(
  severity: FindingSeverity,
  code: FindingCode,
  message: string,
  host: string | null = null,
): Finding {
  return { severity, code, message, host, recordType: null, expected: [], observed: [], remediation: null };
}
