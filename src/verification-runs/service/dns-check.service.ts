import { AuditAction } from '../../audit/audit-action.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { type Caller, callerId } from '../../caller/caller.js';
import { expectationsFor } from '../../delivery-servers/expectations-for.js';
import { expectationsFrom } from '../../delivery-servers/expectations-from.js';
import { done, type Outcome, refused } from '../../problems/problem.js';
import { DeadlineError } from '../../scheduling/deadline.js';
import { createSharedLimit } from '../../scheduling/shared-limit.js';
import type { Transact } from '../../sql/transact.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheckKind } from '../../verification/checks/dns-checks.js';
import type { DnsExpectations, VerificationSubject } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import { checksWithoutHost, type DnsCheckSettings, dnsCheckProblems } from '../dns-check.rules.js';
import { isDnsCheck, requestedChecks } from '../requested-checks.js';
import type { InTurnOf, TakeFromQuota } from '../storage/verification-quota.js';
import { undoneResult } from '../undone-result.js';
import { beginDnsChecks, type DnsChecksParts } from './begin-dns-checks.js';

interface DnsCheckParts extends DnsChecksParts {
  transact: Transact;
  inTurnOf: InTurnOf;
  takeFromQuota: TakeFromQuota;
  /** What is expected where nobody says anything else. */
  expectations: DnsExpectations;
}

/** Of each credential. An answer has to begin within 8 seconds. */
const limits = { running: 8, waiting: 100, milliseconds: 6_000 };
/** Of all credentials. */
const maxRunning = 16;

/** Checks settings that are not stored, and stores nothing. */
export class DnsCheckService {
  private readonly limitConcurrency = createSharedLimit(limits, maxRunning);

  constructor(private readonly parts: DnsCheckParts) {}

  async check(
    settings: DnsCheckSettings,
    caller: Pick<Caller, 'kind' | 'rowId'>,
    author: Author,
  ): Promise<Outcome<CheckResult[]>> {
    const problems = dnsCheckProblems(settings);
    if (problems.length > 0) return refused(...problems);
    const { transact, inTurnOf, takeFromQuota, expectations } = this.parts;
    const action = AuditAction.DNS_SETTINGS_CHECKED;
    const changes = [{ field: 'mailFrom', from: null, to: settings.mailFrom }];
    const problem = await inTurnOf(caller, (millisecondsLeft) =>
      transact(async (manager) => {
        const refusal = await takeFromQuota(manager, caller, { RUNS: 1 });
        if (!refusal) await recordAudit(manager, { author, action, changes });
        return refusal;
      }, millisecondsLeft),
    );
    if (problem) return refused(problem);
    const impossible = checksWithoutHost(settings);
    const kinds = requestedChecks(settings.checks)
      .filter(isDnsCheck)
      .filter((kind) => !impossible.includes(kind));
    return done(await this.inTurn(caller, kinds, subjectFrom(settings, expectations)));
  }

  private async inTurn(
    caller: Pick<Caller, 'kind' | 'rowId'>,
    kinds: readonly DnsCheckKind[],
    subject: VerificationSubject,
  ): Promise<CheckResult[]> {
    try {
      return await this.limitConcurrency(callerId(caller), (millisecondsLeft) =>
        Promise.all(beginDnsChecks(this.parts, kinds, subject, millisecondsLeft).map(({ result }) => result)),
      );
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      const finding = undoneFinding(FindingCode.DEADLINE_REACHED);
      return kinds.map((kind) => undoneResult(kind, subject, finding));
    }
  }
}

function subjectFrom(settings: DnsCheckSettings, defaults: DnsExpectations): VerificationSubject {
  const expectations = expectationsFor({ expectations: expectationsFrom(settings.expectations) }, defaults);
  return {
    mailFrom: settings.mailFrom,
    enforcedFrom: settings.enforcedFrom ?? null,
    linkTracking: settings.linkTracking ?? '',
    openTracking: settings.openTracking ?? '',
    smtpHost: settings.smtpHost?.trim() ? settings.smtpHost : null,
    expectations,
  };
}
