import { CheckKind } from '../verification/check.js';
import { DeliveryMode } from '../verification/smtp/delivery-subject.js';
import type { VerificationTrigger } from './verification-run.js';

/** What a run is to do, and why. */
export interface RunPlan {
  trigger: VerificationTrigger;
  /** Who asked for it, as `callerId` names them; null for the schedule. */
  caller: string | null;
  checks: readonly CheckKind[];
  /** How far EMAIL_DELIVERY goes. It is of no matter when that is not among the checks, and neither is the recipient. */
  deliveryMode: DeliveryMode;
  /** Who gets its message; null when nobody is known. */
  recipient: string | null;
}

/** Whether a message is sent when all goes well. */
export function sendsMessage({
  checks,
  deliveryMode,
  recipient,
}: Omit<RunPlan, 'trigger' | 'caller'>): boolean {
  return (
    checks.includes(CheckKind.EMAIL_DELIVERY) && deliveryMode === DeliveryMode.MESSAGE && recipient !== null
  );
}
