import type { DnsFailed } from '../dns/dns-answer.js';
import type { ConnectAttempt } from '../network/connect-attempt.js';
import type { SmtpProblem } from './smtp-problem.js';
import type { SmtpStage } from './smtp-stage.js';
import type { SmtpTls } from './smtp-tls.js';

/** What came of a delivery; filled in as it goes. */
export interface Delivery {
  /** The host as it was looked up; as the settings have it where it is none. */
  host: string;
  attempts: readonly ConnectAttempt[];
  stages: readonly SmtpStage[];
  tls: SmtpTls | null;
  /** Whether STARTTLS was offered; null when the server did not come to say. */
  offersStartTls: boolean | null;
  /** A question about the host that had no answer. */
  dnsFailure: DnsFailed | null;
  acceptedFor: string | null;
  messageId: string | null;
  /** Why it ended early; null when it came to where it should go. */
  problem: SmtpProblem | null;
}
