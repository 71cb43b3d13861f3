import { FindingSeverity } from './check.js';
import { type DnsFailed, DnsFailure, type RecordType } from './dns/dns-answer.js';
import type { Finding } from './finding.js';
import { FindingCode } from './finding-code.js';
import { printableText } from './printable-text.js';

const codes: Readonly<Record<DnsFailure, FindingCode>> = {
  [DnsFailure.TIMEOUT]: FindingCode.DNS_TIMEOUT,
  [DnsFailure.UNREACHABLE]: FindingCode.DNS_UNREACHABLE,
  [DnsFailure.SERVER_FAILURE]: FindingCode.DNS_SERVER_FAILURE,
  [DnsFailure.REFUSED]: FindingCode.DNS_REFUSED,
  [DnsFailure.TRUNCATED]: FindingCode.DNS_TRUNCATED,
  [DnsFailure.MALFORMED]: FindingCode.DNS_MALFORMED,
  [DnsFailure.TOO_MANY_QUESTIONS]: FindingCode.TOO_MANY_QUESTIONS,
  [DnsFailure.TOO_MUCH_DATA]: FindingCode.TOO_MUCH_DATA,
  [DnsFailure.DEADLINE]: FindingCode.DEADLINE_REACHED,
};

/** Another run would come to the same. */
const isOfTheRun: readonly DnsFailure[] = [DnsFailure.TOO_MANY_QUESTIONS, DnsFailure.TOO_MUCH_DATA];

/** What to tell of a question that has no answer today: an ERROR, which says nothing about the domain. */
export function dnsFailureFinding(
  { failure, message }: DnsFailed,
  host: string,
  recordType: RecordType,
): Finding {
  const name = printableText(host);
  return {
    severity: FindingSeverity.ERROR,
    code: codes[failure],
    message: `The ${recordType} record of ${name} could not be looked up, so nobody can tell whether it is right. ${message}${isOfTheRun.includes(failure) ? '' : ' Try again later.'}`,
    host: name,
    recordType,
    expected: [],
    observed: [],
    remediation: null,
  };
}
