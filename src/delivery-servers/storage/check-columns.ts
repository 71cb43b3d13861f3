import { CheckKind } from '../../verification/check.js';

/** The column that holds the status of each check. */
export const checkColumns = {
  [CheckKind.EMAIL_DELIVERY]: 'check_email_delivery',
  [CheckKind.SPF]: 'check_spf',
  [CheckKind.DKIM]: 'check_dkim',
  [CheckKind.DMARC]: 'check_dmarc',
  [CheckKind.SENDER_DOMAIN]: 'check_sender_domain',
  [CheckKind.LINK_DOMAIN]: 'check_link_domain',
  [CheckKind.OPEN_DOMAIN]: 'check_open_domain',
} as const satisfies Readonly<Record<CheckKind, string>>;
