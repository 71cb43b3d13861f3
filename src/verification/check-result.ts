import type { CheckKind, CheckStatus } from './check.js';
import type { DeliveryArrival } from './delivery-arrival.js';
import type { DkimKey } from './dkim/dkim-key.js';
import type { DmarcForecast, DmarcPolicy } from './dmarc/dmarc-forecast.js';
import type { DnsRecord } from './dns/dns-answer.js';
import type { Finding } from './finding.js';
import type { ConnectAttempt } from './network/connect-attempt.js';
import type { SmtpStage } from './smtp/smtp-stage.js';
import type { SmtpTls } from './smtp/smtp-tls.js';
import type { SpfEvaluation } from './spf/spf-evaluation.js';

/** What a check found, with what its kind shows besides. Can be kept as JSON. */
export type CheckResult = Measured & CheckFacts;

interface Measured {
  status: CheckStatus;
  /** One sentence about it all. */
  message: string;
  checkedAt: Date;
  durationMilliseconds: number;
}

/** What a check brings home; its status follows from its findings. */
export type CheckFacts = DeliveryFacts | SpfFacts | DkimFacts | DmarcFacts | DomainFacts;

interface Facts<Kind extends CheckKind> {
  kind: Kind;
  findings: readonly Finding[];
}

export interface DeliveryFacts extends Facts<CheckKind.EMAIL_DELIVERY> {
  /** The addresses of the host, in the order in which they were tried. */
  attempts: readonly ConnectAttempt[];
  /** In the order in which they happened; the last one is where it ended. */
  stages: readonly SmtpStage[];
  /** Null without TLS, or when there was no handshake. */
  tls: SmtpTls | null;
  /** The address for which the server has accepted the message; null when it has accepted none. */
  acceptedFor: string | null;
  /** Of the message, without the angle brackets; null when none was sent. */
  messageId: string | null;
  /** How the message came back; null where the gateway receives none, or it did not come. */
  arrival: DeliveryArrival | null;
}

export interface SpfFacts extends Facts<CheckKind.SPF> {
  /** The domain of mail-from. */
  domain: string;
  /** The text of the record, printable; null when there is not exactly one. */
  record: string | null;
  /** One for each sending address. */
  evaluations: readonly SpfEvaluation[];
}

export interface DkimFacts extends Facts<CheckKind.DKIM> {
  /** One for each selector. */
  keys: readonly DkimKey[];
}

export interface DmarcFacts extends Facts<CheckKind.DMARC> {
  /** That of the enforced From address; without one that of mail-from stands for it, as messages have their own. */
  domain: string;
  /** By RFC 9989, section 4.10.2. */
  organizationalDomain: string | null;
  record: string | null;
  /** The domain whose record it is: that of the From address, or one above it. */
  recordDomain: string | null;
  policy: DmarcPolicy | null;
  forecast: DmarcForecast | null;
}

export type DomainCheckKind = CheckKind.SENDER_DOMAIN | CheckKind.LINK_DOMAIN | CheckKind.OPEN_DOMAIN;

export interface DomainFacts extends Facts<DomainCheckKind> {
  host: string;
  /** The aliases on the way and the addresses at its end. */
  chain: readonly DnsRecord[];
}
