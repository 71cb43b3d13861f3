import { CheckKind } from '../check.js';
import type { CheckFacts, DomainCheckKind } from '../check-result.js';
import type { Resolve } from '../dns/dns-answer.js';
import type { VerificationSubject } from '../expectations.js';
import { checkDkim } from './check-dkim.js';
import { checkDmarc } from './check-dmarc.js';
import { checkDomain } from './check-domain.js';
import { checkSpf } from './check-spf.js';
import { tellingFailures } from './telling-failures.js';

/** The checks that need nothing but DNS. */
export type DnsCheckKind = Exclude<CheckKind, CheckKind.EMAIL_DELIVERY>;

/** Makes one check, all of whose questions go to `resolve`. */
export type DnsCheck = (subject: VerificationSubject, resolve: Resolve) => Promise<CheckFacts>;

export const dnsChecks: Readonly<Record<DnsCheckKind, DnsCheck>> = {
  [CheckKind.SPF]: tellingFailures(checkSpf),
  [CheckKind.DKIM]: tellingFailures(checkDkim),
  [CheckKind.DMARC]: tellingFailures(checkDmarc),
  [CheckKind.SENDER_DOMAIN]: domainCheck(CheckKind.SENDER_DOMAIN),
  [CheckKind.LINK_DOMAIN]: domainCheck(CheckKind.LINK_DOMAIN),
  [CheckKind.OPEN_DOMAIN]: domainCheck(CheckKind.OPEN_DOMAIN),
};

function domainCheck(kind: DomainCheckKind): DnsCheck {
  return tellingFailures((subject, resolve) => checkDomain(kind, subject, resolve));
}
