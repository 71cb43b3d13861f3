import { type CheckKind, CheckStatus } from '../verification/check.js';
import type { DnsExpectations } from '../verification/expectations.js';
import type { SmtpSecurity } from '../verification/smtp/smtp-security.js';

/** Whether this system measured the results, or a caller reported its own. */
export enum VerificationSource {
  MEASURED = 'MEASURED',
  REPORTED = 'REPORTED',
}

/** Whether campaigns may be sent through a server. */
export enum DeliveryServerState {
  ENABLED = 'ENABLED',
  PAUSED = 'PAUSED',
}

/** Why and for how long a server is not to be used. */
export interface Pause {
  since: Date;
  /** When the pause ends by itself; null for an open end. */
  until: Date | null;
  reason: string | null;
}

export interface SmtpSettings {
  host: string;
  port: number;
  security: SmtpSecurity;
  timeoutSeconds: number;
  authRequired: boolean;
  username: string | null;
  hasPassword: boolean;
  passwordUpdatedAt: Date | null;
}

export interface DomainSettings {
  linkTracking: string;
  openTracking: string;
  mailFrom: string;
  enforcedFrom: string | null;
  useSenderInfoAsMailFrom: boolean;
  useSenderInfoAsFrom: boolean;
}

export interface SenderRotation {
  enabled: boolean;
  settings: string | null;
}

export interface Check {
  kind: CheckKind;
  status: CheckStatus;
  /** Null when it was never made. */
  source: VerificationSource | null;
  deliveryServerRowId: number;
}

export interface Verification {
  status: CheckStatus;
  checks: Check[];
  lastCheckedAt: Date | null;
  /** Of the certificate that the SMTP server showed when that was last measured; null when it showed none. */
  certificateExpiresAt: Date | null;
  /** Whole days until then, rounded down; negative when it is over. */
  certificateDaysLeft: number | null;
  source: VerificationSource | null;
}

/** A delivery server as every reader sees it. */
export interface DeliveryServer {
  /** `ds_123` */
  id: string;
  /** The row number, which is also the id in the legacy API. */
  legacyId: number;
  version: number;
  name: string;
  smtp: SmtpSettings;
  domains: DomainSettings;
  senderRotation: SenderRotation;
  /** What it says itself; see `expectationsFor` for what is checked. */
  expectations: DnsExpectations;
  /** `6h`, or `never`; null for as often as the gateway says. */
  verifyEvery: string | null;
  verification: Verification;
  state: DeliveryServerState;
  /** Null while the server is enabled. */
  pause: Pause | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The worst of all seven, where a check that was never made counts for more than a warning. */
export function overallStatus(checks: readonly Pick<Check, 'status'>[]): CheckStatus {
  const status = worstFirst.find((worse) => checks.some((check) => check.status === worse));
  return status ?? CheckStatus.PASS;
}

/** Measured only when every check that was made is: what somebody reported never looks as if we had found it. */
export function overallSource(checks: readonly Pick<Check, 'source'>[]): VerificationSource | null {
  const sources = checks.map(({ source }) => source).filter((source) => source !== null);
  if (sources.length === 0) return null;
  const isMeasured = sources.every((source) => source === VerificationSource.MEASURED);
  return isMeasured ? VerificationSource.MEASURED : VerificationSource.REPORTED;
}

/** The order in which one check decides on the status of all. */
export const worstFirst = [CheckStatus.FAIL, CheckStatus.ERROR, CheckStatus.NOT_CHECKED, CheckStatus.WARN];
