import { AuditAction } from '../../audit/audit-action.js';
import type { Author } from '../../audit/author.js';
import { recordAudit } from '../../audit/record-audit.js';
import { type Caller, callerId } from '../../caller/caller.js';
import { done, type Outcome, refused } from '../../problems/problem.js';
import { DeadlineError } from '../../scheduling/deadline.js';
import { createSharedLimit } from '../../scheduling/shared-limit.js';
import type { Transact } from '../../sql/transact.js';
import { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import { deliverySubjectOf } from '../delivery-subject-of.js';
import { sendsMessage } from '../run-plan.js';
import { modeOf, type SmtpTestSettings, settingsTestProblems } from '../settings-test.rules.js';
import type { InTurnOf, TakeFromQuota } from '../storage/verification-quota.js';
import { undoneDelivery } from '../undone-result.js';
import { type MakeDeliveryParts, makeDelivery } from './make-delivery.js';

export interface SettingsTestParts extends MakeDeliveryParts {
  transact: Transact;
  inTurnOf: InTurnOf;
  takeFromQuota: TakeFromQuota;
  /** Who gets the message when nobody says so; null when nobody is known. */
  defaultRecipient: string | null;
}

/** Of each credential. An answer has to begin within 8 seconds. */
const limits = { running: 16, waiting: 32, milliseconds: 6_000 };
/** Of all credentials. What waits for an SMTP server takes hardly anything. */
const maxRunning = 64;

/** Tries settings of an SMTP server that are not stored, and stores nothing of them. */
export class SettingsTestService {
  private readonly limitConcurrency = createSharedLimit(limits, maxRunning);

  constructor(private readonly parts: SettingsTestParts) {}

  async test(
    settings: SmtpTestSettings,
    caller: Pick<Caller, 'kind' | 'rowId'>,
    author: Author,
  ): Promise<Outcome<CheckResult>> {
    const problems = settingsTestProblems(settings);
    if (problems.length > 0) return refused(...problems);
    const deliveryMode = modeOf(settings);
    const recipient = settings.to ?? this.parts.defaultRecipient;
    const { transact, inTurnOf, takeFromQuota } = this.parts;
    const isMessage = sendsMessage({ checks: [CheckKind.EMAIL_DELIVERY], deliveryMode, recipient });
    const wanted = { RUNS: 1, MESSAGES: isMessage ? 1 : 0 };
    const action = AuditAction.SMTP_SETTINGS_TESTED;
    const { host, port } = settings;
    const changes = [
      { field: 'host', from: null, to: host },
      { field: 'port', from: null, to: String(port) },
      ...(isMessage ? [{ field: 'recipient', from: null, to: recipient }] : []),
    ];
    const until = Date.now() + limits.milliseconds;
    const problem = await inTurnOf(caller, (left) =>
      transact(async (manager) => {
        const refusal = await takeFromQuota(manager, caller, wanted);
        if (!refusal) await recordAudit(manager, { author, action, changes });
        return refusal;
      }, left),
    );
    if (problem) return refused(problem);
    const plan = { mode: deliveryMode, to: recipient, isReceivedHere: false, runId: null };
    return done(await this.inTurn(caller, settings, plan, until));
  }

  private async inTurn(
    caller: Pick<Caller, 'kind' | 'rowId'>,
    settings: SmtpTestSettings,
    plan: Parameters<typeof deliverySubjectOf>[2],
    until: number,
  ): Promise<CheckResult> {
    const { host, port, security, timeoutSeconds, username, password, mailFrom, enforcedFrom } = settings;
    const hasUser = Boolean(username?.trim());
    const smtp = { host, port, security, timeoutSeconds, authRequired: hasUser, username: username ?? null };
    const domains = { mailFrom: mailFrom ?? '', enforcedFrom: enforcedFrom ?? null };
    const subject = deliverySubjectOf({ smtp, domains }, password ?? '', plan);
    try {
      return await this.limitConcurrency(
        callerId(caller),
        (left) =>
          makeDelivery(
            this.parts,
            { ...subject, milliseconds: Math.min(subject.milliseconds, left) },
            new AbortController().signal,
            () => {},
          ),
        Math.max(until - Date.now(), 1),
      );
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      return undoneDelivery(undoneFinding(FindingCode.DEADLINE_REACHED));
    }
  }
}
