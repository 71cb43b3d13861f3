import { expectationsFor } from '../../delivery-servers/expectations-for.js';
import type { PasswordVault } from '../../delivery-servers/storage/password-vault.js';
import { globalId } from '../../problems/global-id.js';
import type { Transact } from '../../sql/transact.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsExpectations } from '../../verification/expectations.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import { damagedPasswordFinding } from '../damaged-password-finding.js';
import { deliverySubjectOf } from '../delivery-subject-of.js';
import type { LoopBack } from '../loop-back.js';
import type { ClaimedRun } from '../storage/claim-runs.js';
import { beginDelivery } from '../storage/hold-runs.js';
import { undoneDelivery } from '../undone-result.js';
import { followArrival } from './follow-arrival.js';
import { type MakeDeliveryParts, makeDelivery } from './make-delivery.js';
import type { RunSignals } from './run-signals.js';
import { type StoreParts, untilStored } from './until-stored.js';

export interface RunDeliveryParts extends MakeDeliveryParts {
  transact: Transact;
  vault: Pick<PasswordVault, 'open'>;
  /** What is expected of every server that says nothing else. */
  expectations: DnsExpectations;
  /** Null where the gateway receives no messages. */
  loopBack: LoopBack | null;
}

/** Makes the delivery test of a run, once: what a gateway that died has begun is told as interrupted. */
export async function makeRunDelivery(
  parts: RunDeliveryParts & StoreParts,
  run: ClaimedRun,
  signals: RunSignals,
  onStage: (stage: SmtpStage) => void,
): Promise<CheckResult> {
  const interrupted = undoneDelivery(undoneFinding(FindingCode.INTERRUPTED), run.stages ?? []);
  if (run.stages !== null || signals.interrupted.aborted) return interrupted;
  const isOurs = await untilStored(parts, signals, () =>
    parts.transact((manager) => beginDelivery(manager, run)),
  );
  if (isOurs === false) signals.giveUp();
  if (signals.interrupted.aborted) return interrupted;

  const { server, sealedPassword } = run;
  const password = sealedPassword === null ? '' : parts.vault.open(server.legacyId, sealedPassword);
  if (password === null && server.smtp.authRequired) return undoneDelivery(damagedPasswordFinding);
  const { loopBack } = parts;
  const to = run.recipient && (loopBack?.addressFor(run.recipient, run.rowId) ?? run.recipient);
  const subject = deliverySubjectOf(server, password ?? '', {
    mode: run.deliveryMode,
    to,
    // An address of its own is one at which the gateway waits.
    isReceivedHere: loopBack !== null && to !== run.recipient,
    runId: globalId('vr', run.rowId),
  });
  const { sendingAddresses } = expectationsFor(server, parts.expectations);
  return makeDelivery(parts, subject, signals.interrupted, onStage, async (facts) =>
    loopBack !== null && subject.isReceivedHere && facts.acceptedFor !== null
      ? followArrival(loopBack, facts, run.rowId, sendingAddresses, signals.interrupted)
      : facts,
  );
}
