import type { VerifiedSignature } from './dkim/verified-signature.js';
import type { DmarcForecast } from './dmarc/dmarc-forecast.js';
import type { SpfResult } from './spf/spf-evaluation.js';

/** How the message of a delivery test came back to the gateway. Can be kept as JSON; all texts are printable. */
export interface DeliveryArrival extends ArrivedMessage {
  /** From when the server had accepted the message. Zero where it came before that was said. */
  afterMilliseconds: number;
}

/** A message as it arrived, and what is known of the connection that it came over. */
export interface ArrivedMessage {
  arrivedAt: Date;
  /** Whose connection it was: IPv4 or IPv6. */
  address: string;
  /** What the sender called itself. */
  helo: string;
  /** Such as `TLSv1.3`; null without TLS. */
  tlsProtocol: string | null;
  tlsCipher: string | null;
  authentication: MessageAuthentication;
}

export interface SpfOutcome {
  /** That of mail-from, or else the name that the sender gave itself. */
  domain: string;
  result: SpfResult;
}

/** What SPF, DKIM and DMARC say of one message. */
export interface MessageAuthentication {
  /** The sender of the envelope; empty for a message that is from nobody, such as a bounce. */
  mailFrom: string;
  /** The address of the only author; null when there is not exactly one. */
  from: string | null;
  spf: SpfOutcome;
  /** At most the first five; empty without a signature. */
  dkim: readonly VerifiedSignature[];
  /** Null when there is no author whose domain could be asked about. */
  dmarc: DmarcForecast | null;
}
