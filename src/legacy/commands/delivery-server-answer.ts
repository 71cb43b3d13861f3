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
  isAllocated`;

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
  domains: {
    linkTracking: string;
    openTracking: string;
    mailFrom: string;
    enforcedFrom: string | null;
    useSenderInfoAsMailFrom: boolean;
    useSenderInfoAsFrom: boolean;
  };
  senderRotation: { enabled: boolean; settings: string | null };
  verification: { checks: { kind: string; status: string }[]; lastCheckedAt: Date | null };
  assignments: { userGroup: { legacyId: number; name: string }; channels: (keyof typeof channelNames)[] }[];
  isAllocated: boolean;
}

const securityWords = { NONE: 'false', STARTTLS: 'tls', IMPLICIT_TLS: 'ssl' };

const channelNames = {
  MARKETING: 'Marketing',
  TRANSACTIONAL: 'Transactional',
  AUTO_RESPONDER: 'AutoResponder',
};

/** A server as the documentation shows it, but for the id, which differs from command to command. */
export function deliveryServerAnswer(server: DeliveryServerResult): Record<string, unknown> {
  const { smtp, smtpPassword, domains, senderRotation, verification } = server;
  const isPasswordShown = typeof smtpPassword === 'string';
  return {
    Name: server.name,
    ConnectionParams: {
      smtp_host: smtp.host,
      smtp_port: smtp.port,
      smtp_secure: securityWords[smtp.security],
      smtp_timeout: smtp.timeoutSeconds,
      smtp_auth: smtp.authRequired,
      smtp_username: smtp.username ?? '',
      ...(isPasswordShown ? { smtp_password: smtpPassword } : {}),
    },
    ...(isPasswordShown ? {} : { HasSMTPPassword: smtp.hasPassword }),
    Domains: {
      link_tracking: domains.linkTracking,
      open_tracking: domains.openTracking,
      mfrom_domain: domains.mailFrom,
      enforced_from: domains.enforcedFrom ?? '',
      senderinfo_as_mfrom: domains.useSenderInfoAsMailFrom,
      senderinfo_as_from: domains.useSenderInfoAsFrom,
      ...(senderRotation.enabled
        ? { sender_rotation: true, sender_rotation_settings: senderRotation.settings ?? '' }
        : {}),
    },
    VerificationResults: Object.fromEntries(
      verification.checks.map(({ kind, status }) => [kind.toLowerCase(), status === 'PASS']),
    ),
    VerificationLastCheckedAt:
      verification.lastCheckedAt?.toISOString().slice(0, 19).replace('T', ' ') ?? null,
    UserGroupAssignments: server.assignments.map(({ userGroup, channels }) => ({
      UserGroupID: String(userGroup.legacyId),
      GroupName: userGroup.name,
      Channels: channels.map((channel) => channelNames[channel]),
    })),
    IsAllocated: server.isAllocated,
  };
}
