import type { CheckKind, CheckStatus } from '../verification/check.js';
import type { CheckResult } from '../verification/check-result.js';
import type { DeliveryMode } from '../verification/smtp/delivery-subject.js';
import type { SmtpStage } from '../verification/smtp/smtp-stage.js';

export enum VerificationRunStatus {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  DONE = 'DONE',
}

/** What started a run. */
export enum VerificationTrigger {
  REQUESTED = 'REQUESTED',
  SCHEDULED = 'SCHEDULED',
}

/** One measurement of one server, as every reader sees it. Its results are read apart. */
export interface VerificationRun {
  /** `vr_123` */
  id: string;
  rowId: number;
  deliveryServerRowId: number;
  /** The version of the settings that are measured. */
  deliveryServerVersion: number;
  trigger: VerificationTrigger;
  /** How far EMAIL_DELIVERY goes; null when the run does not make it. */
  deliveryMode: DeliveryMode | null;
  /** Who gets its message; null when nobody is known. */
  recipient: string | null;
  /** Of EMAIL_DELIVERY, those that are over so far; null when it is not under way. Its result has them all. */
  stages: readonly SmtpStage[] | null;
  status: VerificationRunStatus;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The result of a check in a run, and what was known of the check besides. */
export type RunResult = CheckResult & {
  /** What the measurement before found; null when there was none. */
  statusBefore: CheckStatus | null;
  /** When the check last passed, this time included; null when it never did. */
  lastPassedAt: Date | null;
};

/** The newest measurement of one check of a server. */
export interface LatestCheck {
  kind: CheckKind;
  checkedAt: Date;
  lastPassedAt: Date | null;
  /** The first of the failures in a row; null when the last measurement that could say passed. */
  failingSince: Date | null;
  /** Null when its run is so old that it was removed. */
  result: RunResult | null;
}
