import { expectationProblems } from '../delivery-servers/expectations.rules.js';
import type { GivenExpectations } from '../delivery-servers/expectations-from.js';
import {
  type Draft,
  format,
  optional,
  problemsOf,
  type RulesOf,
  required,
} from '../delivery-servers/setting-rule.js';
import { domainProblem, emailAddressProblem, hostProblem, mailFromProblem } from '../formats/formats.js';
import { type Problem, Reason } from '../problems/problem.js';
import { CheckKind } from '../verification/check.js';
import type { DnsExpectations } from '../verification/expectations.js';
import { isDnsCheck, requestedCheckProblems } from './requested-checks.js';

interface CheckedNames {
  mailFrom: string;
  enforcedFrom?: string | null;
  linkTracking?: string | null;
  openTracking?: string | null;
  smtpHost?: string | null;
}

/** Settings to check that no server has yet. */
export interface DnsCheckSettings extends CheckedNames {
  expectations?: GivenExpectations | null;
  checks?: readonly CheckKind[] | null;
}

type DnsCheckDraft = Draft<CheckedNames> & {
  expectations?: Draft<DnsExpectations> | null;
  checks?: readonly CheckKind[] | null;
};

const rules: RulesOf<Required<CheckedNames>> = {
  mailFrom: required(format(mailFromProblem)),
  enforcedFrom: optional(format(emailAddressProblem)),
  linkTracking: optional(format(domainProblem)),
  openTracking: optional(format(domainProblem)),
  smtpHost: optional(format(hostProblem)),
};

/** Everything that is wrong with settings to check. */
export function dnsCheckProblems(draft: DnsCheckDraft): Problem[] {
  return [
    ...problemsOf(rules, draft),
    ...missingHostProblems(draft),
    ...expectationProblems(draft.expectations, ['expectations']),
    ...requestedCheckProblems(draft.checks),
    ...otherCheckProblems(draft),
  ];
}

/** The check of a host name that is left out can be left out too, and is when nobody names it. */
export function checksWithoutHost({ linkTracking, openTracking }: DnsCheckDraft): CheckKind[] {
  return [...(linkTracking ? [] : [CheckKind.LINK_DOMAIN]), ...(openTracking ? [] : [CheckKind.OPEN_DOMAIN])];
}

function otherCheckProblems({ checks }: DnsCheckDraft): Problem[] {
  const message =
    'This checks DNS alone. Delivery with settings that are not stored is for deliveryServerSettingsTest.';
  return (checks ?? []).flatMap((kind, index) =>
    isDnsCheck(kind) ? [] : [{ path: ['checks', `${index}`], reason: Reason.INVALID, message }],
  );
}

function missingHostProblems(draft: DnsCheckDraft): Problem[] {
  return checksWithoutHost(draft)
    .filter((kind) => draft.checks?.includes(kind))
    .map((kind) => ({
      path: [kind === CheckKind.LINK_DOMAIN ? 'linkTracking' : 'openTracking'],
      reason: Reason.REQUIRED,
      message: 'The check that was asked for needs this.',
    }));
}
