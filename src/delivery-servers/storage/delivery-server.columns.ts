import { createColumns, fieldColumnsOf } from '../../lists/field-columns.js';
import { isBlank } from '../../problems/text.js';
import type { DeliveryServer, SmtpSettings } from '../delivery-server.js';
import type { DeliveryServerPatch, DeliveryServerSettings } from '../delivery-server.rules.js';
import { dkimExpectationFrom } from '../expectations-from.js';
import { checkColumns } from './check-columns.js';
import type { DeliveryServerRow } from './delivery-server.row.js';

/** What is written to a row, by column. */
export type ColumnValues = Partial<Omit<DeliveryServerRow, 'id' | 'smtp_has_password'>> & {
  smtp_password_sealed?: Buffer | null;
};

/** A column for each setting, in the form of the settings; a list is in one column. */
type ColumnsOf<Settings> = {
  readonly [Field in keyof Settings]-?: NonNullable<Settings[Field]> extends readonly unknown[]
    ? keyof ColumnValues
    : NonNullable<Settings[Field]> extends object
      ? ColumnsOf<NonNullable<Settings[Field]>>
      : keyof ColumnValues;
};

type StoredSettings = Omit<DeliveryServerSettings, 'smtp' | 'tags'> & {
  smtp: Omit<DeliveryServerSettings['smtp'], 'password'>;
};

/**
 * The column of every setting. Not here: the password, which is sealed before it is written, and the tags, which have a
 * table of their own.
 */
const settingColumns: ColumnsOf<StoredSettings> = {
  name: 'name',
  smtp: {
    host: 'smtp_host',
    port: 'smtp_port',
    security: 'smtp_security',
    timeoutSeconds: 'smtp_timeout_seconds',
    authRequired: 'smtp_auth_required',
    username: 'smtp_username',
  },
  domains: {
    linkTracking: 'link_tracking_domain',
    openTracking: 'open_tracking_domain',
    mailFrom: 'mail_from',
    enforcedFrom: 'enforced_from',
    useSenderInfoAsMailFrom: 'use_sender_info_as_mail_from',
    useSenderInfoAsFrom: 'use_sender_info_as_from',
  },
  senderRotation: { enabled: 'sender_rotation_enabled', settings: 'sender_rotation_settings' },
  expectations: {
    sendingAddresses: 'expected_sending_addresses',
    dkim: 'expected_dkim',
    spfInclude: 'expected_spf_include',
    senderTarget: 'expected_sender_target',
    linkTarget: 'expected_link_target',
    openTarget: 'expected_open_target',
  },
  verifyEvery: 'verify_every',
};

/** The path of each setting in the schema, such as `smtp.host`, by the column that has it. */
export const settingPaths: ReadonlyMap<string, string> = new Map(pathsByColumn(settingColumns));

function pathsByColumn(places: object, path: readonly string[] = []): [column: string, path: string][] {
  return Object.entries(places).flatMap(([field, place]) =>
    typeof place === 'string'
      ? [[place, [...path, field].join('.')] as [string, string]]
      : pathsByColumn(place, [...path, field]),
  );
}

const columnsOfChecks = [...Object.values(checkColumns), 'check_measured'].join(', ');
const pauseColumns = 'paused_at, paused_until, pause_reason';

/** Every field that is no setting, but the ids: the number of the row is always read. */
type OtherFields = Omit<DeliveryServer, 'id' | 'legacyId' | keyof DeliveryServerSettings> & {
  smtp: Omit<SmtpSettings, keyof DeliveryServerSettings['smtp']>;
};

/** What is read for each field, or for all that it holds. */
type ReadColumnsOf<Fields> = {
  readonly [Field in keyof Fields]: string | ReadColumnsOf<NonNullable<Fields[Field]>>;
};

const otherColumns: ReadColumnsOf<OtherFields> = {
  version: 'version',
  smtp: {
    hasPassword: 'smtp_password_sealed IS NOT NULL AS smtp_has_password',
    passwordUpdatedAt: 'smtp_password_updated_at',
  },
  verification: {
    status: columnsOfChecks,
    checks: columnsOfChecks,
    lastCheckedAt: 'check_last_checked_at',
    certificateExpiresAt: 'certificate_expires_at',
    certificateDaysLeft: 'certificate_expires_at',
    // Also of each check.
    source: `check_source, ${columnsOfChecks}`,
  },
  state: pauseColumns,
  pause: pauseColumns,
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

/**
 * The columns to SELECT for fields, which go by their names in the GraphQL schema. The sealed password is not among them:
 * it is read only where it is about to be opened.
 */
export const deliveryServerColumns = createColumns(fieldColumnsOf(settingColumns, otherColumns), 'id');

/** What a draft writes. Its password and its tags are written apart; a blank user name is none. */
export function columnsFromDraft(draft: DeliveryServerPatch): ColumnValues {
  const columns: Record<string, unknown> = {};
  collectColumns(settingColumns, draft, columns);
  const { smtp_username: username } = columns;
  if (typeof username === 'string' && isBlank(username)) columns.smtp_username = null;
  if (draft.expectations?.dkim)
    columns.expected_dkim = columnValueOf(draft.expectations.dkim.map(dkimExpectationFrom));
  return columns;
}

/** What is null as a whole writes null for each of its parts. */
function collectColumns(places: object, values: object | null, columns: Record<string, unknown>): void {
  for (const [field, place] of Object.entries(places)) {
    const value = values === null ? null : (values as Record<string, unknown>)[field];
    if (value === undefined) continue;
    if (typeof place === 'string') columns[place] = columnValueOf(value);
    else collectColumns(place, value as object | null, columns);
  }
}

function columnValueOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value) : null;
  return typeof value === 'boolean' ? Number(value) : value;
}
