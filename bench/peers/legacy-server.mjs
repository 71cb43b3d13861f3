const securityWords = { NONE: 'false', STARTTLS: 'tls', IMPLICIT_TLS: 'ssl' };
const channelNames = {
  MARKETING: 'Marketing',
  TRANSACTIONAL: 'Transactional',
  AUTO_RESPONDER: 'AutoResponder',
};
const checks = ['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'];

/** A row as `deliveryservers.get` answers it. */
export function legacyServer(row, password, assignments) {
  return {
    DeliveryServerID: String(row.id),
    Name: row.name,
    ConnectionParams: {
      smtp_host: row.smtp_host,
      smtp_port: row.smtp_port,
      smtp_secure: securityWords[row.smtp_security],
      smtp_timeout: row.smtp_timeout_seconds,
      smtp_auth: row.smtp_auth_required === 1,
      smtp_username: row.smtp_username ?? '',
      smtp_password: password,
    },
    Domains: {
      link_tracking: row.link_tracking_domain,
      open_tracking: row.open_tracking_domain,
      mfrom_domain: row.mail_from,
      enforced_from: row.enforced_from ?? '',
      senderinfo_as_mfrom: row.use_sender_info_as_mail_from === 1,
      senderinfo_as_from: row.use_sender_info_as_from === 1,
      ...(row.sender_rotation_enabled === 1
        ? { sender_rotation: true, sender_rotation_settings: row.sender_rotation_settings ?? '' }
        : {}),
    },
    VerificationResults: Object.fromEntries(checks.map((check) => [check, row[`check_${check}`] === 'PASS'])),
    VerificationLastCheckedAt:
      row.check_last_checked_at?.toISOString().slice(0, 19).replace('T', ' ') ?? null,
    UserGroupAssignments: assignments.map(({ userGroup, channels }) => ({
      UserGroupID: String(userGroup.legacyId),
      GroupName: userGroup.name,
      Channels: channels.map((channel) => channelNames[channel]),
    })),
    IsAllocated: assignments.length > 0,
  };
}
