import type { DeliveryServer } from '../delivery-servers/delivery-server.js';
import type { DeliveryMode, DeliverySubject } from '../verification/smtp/delivery-subject.js';

/** Of the settings of a server, what is tried. */
export interface DeliverySettings {
  smtp: Pick<
    DeliveryServer['smtp'],
    'host' | 'port' | 'security' | 'timeoutSeconds' | 'authRequired' | 'username'
  >;
  domains: Pick<DeliveryServer['domains'], 'mailFrom' | 'enforcedFrom'>;
}

interface DeliveryPlan {
  mode: DeliveryMode;
  to: string | null;
  isReceivedHere: boolean;
  runId: string | null;
}

/** What is tried of these settings, with a password that is none when it is empty. */
export function deliverySubjectOf(
  { smtp, domains }: DeliverySettings,
  password: string,
  plan: DeliveryPlan,
): DeliverySubject {
  const { host, port, security, timeoutSeconds, authRequired, username } = smtp;
  return {
    host,
    port,
    security,
    milliseconds: deliveryMilliseconds(timeoutSeconds),
    credentials: authRequired && username !== null ? { username, password } : null,
    mailFrom: domains.mailFrom,
    enforcedFrom: domains.enforcedFrom,
    ...plan,
  };
}

const maxTimeoutSeconds = 60;
/** What 0 means: the server says nothing. */
const usualTimeoutSeconds = 10;

/** The timeout of the server within bounds, and a second to say how it ended. */
function deliveryMilliseconds(timeoutSeconds: number): number {
  return (Math.min(timeoutSeconds || usualTimeoutSeconds, maxTimeoutSeconds) + 1) * 1_000;
}
