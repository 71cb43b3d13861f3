import { isIPv4 } from 'node:net';
import { FindingSeverity } from '../../check.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { ConnectOutcome } from '../../network/connect-attempt.js';
import type { Delivery } from '../../smtp/delivery.js';
import { type DeliveryCase, deliveryFinding } from './delivery-finding.js';

const inWords = {
  [ConnectOutcome.REFUSED]: 'refuses connections',
  [ConnectOutcome.TIMED_OUT]: 'does not answer',
  [ConnectOutcome.UNREACHABLE]: 'cannot be reached',
  [ConnectOutcome.NOT_ALLOWED]: 'is not of the public internet',
} as const;

/** Of a host that was reached: the addresses where it was not, and what could not be looked up. */
export function attemptFindings(delivered: DeliveryCase): Finding[] {
  const { attempts } = delivered.delivery;
  if (!attempts.some(({ outcome }) => outcome === ConnectOutcome.CONNECTED)) return [];
  const dead = attempts.flatMap(({ address, outcome }) =>
    outcome === ConnectOutcome.CONNECTED || outcome === ConnectOutcome.NOT_TRIED
      ? []
      : [`${address} ${inWords[outcome]}`],
  );
  return [
    ...hostFailureFindings(delivered.delivery).map((finding) => ({
      ...finding,
      severity: FindingSeverity.WARN,
    })),
    ...(dead.length === 0 ? [] : [deadFinding(delivered, dead)]),
  ];
}

/** A question about the host that had no answer: of the two families of addresses, the one of which none is known. */
export function hostFailureFindings({ host, attempts, dnsFailure }: Delivery): Finding[] {
  if (dnsFailure === null) return [];
  const recordType = attempts.some(({ address }) => isIPv4(address)) ? 'AAAA' : 'A';
  return [dnsFailureFinding(dnsFailure, host, recordType)];
}

function deadFinding(delivered: DeliveryCase, dead: readonly string[]): Finding {
  return deliveryFinding(delivered, {
    severity: FindingSeverity.WARN,
    code: FindingCode.SMTP_ADDRESS_DEAD,
    says: `was reached, but not at all of its addresses: ${dead.join(', ')}.`,
    hint: 'Mail is late when such an address is tried first. Whoever runs the host has to put it right, or take the address out of DNS; where this gateway has no IPv6, it is no fault of the host.',
    expected: [],
    observed: dead,
  });
}
