import { legacyFromTime } from '../legacy-time.js';

/** What the legacy answer of a server is made of, in GraphQL. */
export const deliveryServerFields = `
  legacyId
  name
  smtp { host port security timeoutSeconds authRequired username hasPassword }
  domains {
    linkTracking openTracking mailFrom enforcedFrom useSenderInfoAsMailFrom useSenderInfoAsFrom
  }
  senderRotation { enabled settings }
  verification { checks { kind status } lastCheckedAt }
  assignments { userGroup { legacyId name } channels }
  isAllocated
  isPasswordDamaged`;

/** The result of {@link deliveryServerFields}. */
export interface DeliveryServerResult {
  legacyId: number;
  name: string;
  smtp: {
    host: string;
    port: number;
    security: 'NONE' | 'STARTTLS' | 'IMPLICIT_TLS';
    timeoutSeconds: number;
    authRequired: boolean;
    username: string | null;
    hasPassword: boolean;
  };
  /** Asked for by the one command that shows it; null when the credential may not see it. */
  smtpPassword?: string | null;
  /** Whether a password is stored that cannot be shown to anybody. */
  isPasswordDamaged: boolean;
  domains: {
    linkTracking: string;
    openTracking: string;
    mailFrom: string;
    enforcedFrom: string | null;
    useSenderInfoAsMailFrom: boolean;
    useSenderInfoAsFrom: boolean;
  };
  senderRotation: { enabled: boolean; settings: string | null };
  verification: { checks: { kind: keyof typeof checkNames; status: string }[]; lastCheckedAt: Date | null };
  assignments: { userGroup: { legacyId: number; name: string }; channels: (keyof typeof channelNames)[] }[];
  isAllocated: boolean;
}

const securityWords = { NONE: 'false', STARTTLS: 'tls', IMPLICIT_TLS: 'ssl' };

const channelNames = {
  MARKETING: 'Marketing',
  TRANSACTIONAL: 'Transactional',
  AUTO_RESPONDER: 'AutoResponder',
};

/** The checks in their documented order. */
export const checkNames = {
  EMAIL_DELIVERY: 'email_delivery',
  SPF: 'spf',
  DKIM: 'dkim',
  DMARC: 'dmarc',
  SENDER_DOMAIN: 'sender_domain',
  LINK_DOMAIN: 'link_domain',
  OPEN_DOMAIN: 'open_domain',
};

/**
 * A server as the documentation shows it. The id is a number or a text, from command to command. Keys are added in their
 * order one by one, because adding to what was spread takes its time, and a list has many servers.
 */
export function deliveryServerAnswer(
  id: number | string,
  server: DeliveryServerResult,
): Record<string, unknown> {
  const { smtp, smtpPassword } = server;
  const connection: Record<string, unknown> = {
    smtp_host: smtp.host,
    smtp_port: smtp.port,
    smtp_secure: securityWords[smtp.security],
    smtp_timeout: smtp.timeoutSeconds,
    smtp_auth: smtp.authRequired,
    smtp_username: smtp.username ?? '',
  };
  const answer: Record<string, unknown> = {
    DeliveryServerID: id,
    Name: server.name,
    ConnectionParams: connection,
  };
  if (typeof smtpPassword === 'string') connection.smtp_password = smtpPassword;
  else answer.HasSMTPPassword = smtp.hasPassword;
  if (server.isPasswordDamaged) answer.SMTPPasswordDamaged = true;
  answer.Domains = domainsAnswer(server);
  answer.VerificationResults = resultsAnswer(server);
  const { lastCheckedAt } = server.verification;
  answer.VerificationLastCheckedAt = lastCheckedAt && legacyFromTime(lastCheckedAt);
  answer.UserGroupAssignments = server.assignments.map(({ userGroup, channels }) => ({
    UserGroupID: String(userGroup.legacyId),
    GroupName: userGroup.name,
    Channels: channels.map((channel) => channelNames[channel]),
  }));
  answer.IsAllocated = server.isAllocated;
  return answer;
}

function domainsAnswer({ domains, senderRotation }: DeliveryServerResult): Record<string, unknown> {
  const answer: Record<string, unknown> = {
    link_tracking: domains.linkTracking,
    open_tracking: domains.openTracking,
    mfrom_domain: domains.mailFrom,
    enforced_from: domains.enforcedFrom ?? '',
    senderinfo_as_mfrom: domains.useSenderInfoAsMailFrom,
    senderinfo_as_from: domains.useSenderInfoAsFrom,
  };
  if (senderRotation.enabled) {
    answer.sender_rotation = true;
    answer.sender_rotation_settings = senderRotation.settings ?? '';
  }
  return answer;
}

function resultsAnswer({ verification: { checks } }: DeliveryServerResult): Record<string, boolean> {
  const results: Record<string, boolean> = {};
  for (const { kind, status } of checks) results[checkNames[kind]] = hasPassed(status);
  return results;
}

/** Old clients know two answers. */
export function hasPassed(status: string): boolean {
  return status === 'PASS' || status === 'WARN';
}
