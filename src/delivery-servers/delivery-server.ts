/** How the connection to the SMTP server is protected. */
export enum SmtpSecurity {
  NONE = 'NONE',
  STARTTLS = 'STARTTLS',
  IMPLICIT_TLS = 'IMPLICIT_TLS',
}

/** What a check of a server's DNS or delivery found. */
export enum CheckStatus {
  NOT_CHECKED = 'NOT_CHECKED',
  PASS = 'PASS',
  FAIL = 'FAIL',
}

/** The seven checks, in the order in which they are always told. */
export enum CheckKind {
  EMAIL_DELIVERY = 'EMAIL_DELIVERY',
  SPF = 'SPF',
  DKIM = 'DKIM',
  DMARC = 'DMARC',
  SENDER_DOMAIN = 'SENDER_DOMAIN',
  LINK_DOMAIN = 'LINK_DOMAIN',
  OPEN_DOMAIN = 'OPEN_DOMAIN',
}

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
}

export interface Verification {
  status: CheckStatus;
  checks: Check[];
  lastCheckedAt: Date | null;
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
  verification: Verification;
  state: DeliveryServerState;
  /** Null while the server is enabled. */
  pause: Pause | null;
  createdAt: Date;
  updatedAt: Date;
}

/** PASS when every check passed, FAIL when one failed, NOT_CHECKED otherwise. */
export function overallStatus(checks: readonly Check[]): CheckStatus {
  if (checks.some((check) => check.status === CheckStatus.FAIL)) return CheckStatus.FAIL;
  return checks.every((check) => check.status === CheckStatus.PASS)
    ? CheckStatus.PASS
    : CheckStatus.NOT_CHECKED;
}
