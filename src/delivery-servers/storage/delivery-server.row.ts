import { globalId } from '../../problems/global-id.js';
import { isTrue } from '../../sql/row-values.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import type { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import {
  type Check,
  type DeliveryServer,
  DeliveryServerState,
  overallStatus,
  type Pause,
  VerificationSource,
} from '../delivery-server.js';
import { checkColumns } from './check-columns.js';

/** What a SELECT of all columns of a server gives. */
export interface DeliveryServerRow {
  id: number;
  version: number;
  name: string;
  smtp_host: string;
  smtp_port: number;
  smtp_security: SmtpSecurity;
  smtp_timeout_seconds: number;
  smtp_auth_required: number;
  smtp_username: string | null;
  smtp_has_password: number;
  smtp_password_updated_at: Date | null;
  link_tracking_domain: string;
  open_tracking_domain: string;
  mail_from: string;
  enforced_from: string | null;
  use_sender_info_as_mail_from: number;
  use_sender_info_as_from: number;
  sender_rotation_enabled: number;
  sender_rotation_settings: string | null;
  /** JSON, as `expected_dkim` is; null when there are none. */
  expected_sending_addresses: string | null;
  expected_dkim: string | null;
  expected_spf_include: string | null;
  expected_sender_target: string | null;
  expected_link_target: string | null;
  expected_open_target: string | null;
  verify_every: string | null;
  check_email_delivery: CheckStatus;
  check_spf: CheckStatus;
  check_dkim: CheckStatus;
  check_dmarc: CheckStatus;
  check_sender_domain: CheckStatus;
  check_link_domain: CheckStatus;
  check_open_domain: CheckStatus;
  check_last_checked_at: Date | null;
  check_source: VerificationSource | null;
  /** Names of checks with commas between them; null for none. */
  check_measured: string | null;
  certificate_expires_at: Date | null;
  paused_at: Date | null;
  paused_until: Date | null;
  pause_reason: string | null;
  created_at: Date;
  updated_at: Date;
}

/** A field whose columns were not read holds nothing to rely on. */
export function deliveryServerFromRow(row: DeliveryServerRow): DeliveryServer {
  const checks = checksFromRow(row);
  const pause = pauseFromRow(row);
  return {
    id: globalId('ds', row.id),
    legacyId: row.id,
    version: row.version,
    name: row.name,
    smtp: {
      host: row.smtp_host,
      port: row.smtp_port,
      security: row.smtp_security,
      timeoutSeconds: row.smtp_timeout_seconds,
      authRequired: isTrue(row.smtp_auth_required),
      username: row.smtp_username,
      hasPassword: isTrue(row.smtp_has_password),
      passwordUpdatedAt: row.smtp_password_updated_at,
    },
    domains: {
      linkTracking: row.link_tracking_domain,
      openTracking: row.open_tracking_domain,
      mailFrom: row.mail_from,
      enforcedFrom: row.enforced_from,
      useSenderInfoAsMailFrom: isTrue(row.use_sender_info_as_mail_from),
      useSenderInfoAsFrom: isTrue(row.use_sender_info_as_from),
    },
    senderRotation: { enabled: isTrue(row.sender_rotation_enabled), settings: row.sender_rotation_settings },
    expectations: {
      sendingAddresses: listFromColumn(row.expected_sending_addresses),
      dkim: listFromColumn(row.expected_dkim),
      spfInclude: row.expected_spf_include,
      senderTarget: row.expected_sender_target,
      linkTarget: row.expected_link_target,
      openTarget: row.expected_open_target,
    },
    verifyEvery: row.verify_every,
    verification: {
      status: overallStatus(checks),
      checks,
      lastCheckedAt: row.check_last_checked_at,
      certificateExpiresAt: row.certificate_expires_at,
      certificateDaysLeft: daysUntil(row.certificate_expires_at),
      source: row.check_source,
    },
    state: pause === null ? DeliveryServerState.ENABLED : DeliveryServerState.PAUSED,
    pause,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function listFromColumn<Item>(json: string | null): readonly Item[] {
  return json ? JSON.parse(json) : [];
}

const dayMilliseconds = 86_400_000;

function daysUntil(time: Date | null | undefined): number | null {
  return time ? Math.floor((time.getTime() - Date.now()) / dayMilliseconds) : null;
}

/** A pause whose end has come is over, though the row still has it. */
function pauseFromRow({
  paused_at: since,
  paused_until: until,
  pause_reason: reason,
}: DeliveryServerRow): Pause | null {
  if (!since || (until !== null && until.getTime() <= Date.now())) return null;
  return { since, until, reason };
}

const kinds = Object.values(CheckKind);

function checksFromRow(row: DeliveryServerRow): Check[] {
  const measured = row.check_measured?.split(',') ?? [];
  return kinds.map((kind) => {
    const status = row[checkColumns[kind]];
    return { kind, status, source: sourceOf(kind, status, measured), deliveryServerRowId: row.id };
  });
}

function sourceOf(
  kind: CheckKind,
  status: CheckStatus,
  measured: readonly string[],
): VerificationSource | null {
  if (status === CheckStatus.NOT_CHECKED) return null;
  return measured.includes(kind) ? VerificationSource.MEASURED : VerificationSource.REPORTED;
}
