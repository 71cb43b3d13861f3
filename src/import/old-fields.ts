import type { SettingPath } from '../delivery-servers/delivery-server.rules.js';
import { CheckKind } from '../verification/check.js';
import { SmtpSecurity } from '../verification/smtp/smtp-security.js';
import { exactText, flag, security, text, textOrJson, type ValueReader, wholeNumber } from './old-values.js';

/** One fact about a server: what the old answer calls it, and where it goes in the settings. */
export interface OldField {
  oldName: string;
  path: readonly string[];
  read: ValueReader;
  /** What stands for a missing value: null unless told. */
  default?: unknown;
  /** Where the default is a guess: how to say so. */
  warning?: string;
}

/** What ought to be in DNS was said in the environment of an old installation, which had no schedule; neither is in an answer. */
type ImportedPath = Exclude<SettingPath, `expectations.${string}` | 'verifyEvery'>;

/** In the order of the old answer. A required field without a default is refused when it is missing. */
const oldFields: { readonly [Path in ImportedPath]: Omit<OldField, 'path'> } = {
  name: { oldName: 'Name', read: text },
  'smtp.host': { oldName: 'ConnectionParams.smtp_host', read: text },
  'smtp.port': { oldName: 'ConnectionParams.smtp_port', read: wholeNumber },
  'smtp.security': {
    oldName: 'ConnectionParams.smtp_secure',
    read: security,
    default: SmtpSecurity.NONE,
    warning: 'smtp_secure is not in the answer: taken as false, no encryption',
  },
  'smtp.timeoutSeconds': {
    oldName: 'ConnectionParams.smtp_timeout',
    read: wholeNumber,
    default: 30,
    warning: 'smtp_timeout is not in the answer: taken as 30 seconds',
  },
  'smtp.authRequired': {
    oldName: 'ConnectionParams.smtp_auth',
    read: flag,
    default: false,
    warning: 'smtp_auth is not in the answer: taken as false',
  },
  'smtp.username': { oldName: 'ConnectionParams.smtp_username', read: text },
  'smtp.password': { oldName: 'ConnectionParams.smtp_password', read: exactText },
  'domains.linkTracking': { oldName: 'Domains.link_tracking', read: text },
  'domains.openTracking': { oldName: 'Domains.open_tracking', read: text },
  'domains.mailFrom': { oldName: 'Domains.mfrom_domain', read: text },
  'domains.enforcedFrom': { oldName: 'Domains.enforced_from', read: text },
  'domains.useSenderInfoAsMailFrom': { oldName: 'Domains.senderinfo_as_mfrom', read: flag, default: false },
  'domains.useSenderInfoAsFrom': { oldName: 'Domains.senderinfo_as_from', read: flag, default: false },
  'senderRotation.enabled': { oldName: 'Domains.sender_rotation', read: flag, default: false },
  'senderRotation.settings': { oldName: 'Domains.sender_rotation_settings', read: textOrJson },
};

export const settingsFields: readonly OldField[] = Object.entries(oldFields).map(([path, field]) => ({
  path: path.split('.'),
  ...field,
}));

export const passwordField = 'ConnectionParams.smtp_password';
export const rotationSettingsField = 'Domains.sender_rotation_settings';

export const checks = Object.values(CheckKind).map((kind) => ({
  kind,
  oldName: `VerificationResults.${kind.toLowerCase()}`,
}));

/** The value of a field in settings, which may be incomplete. */
export function settingOf(settings: object, { path }: OldField): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    settings,
  );
}

/** A message of the rules in the words of the old answer. */
export function inOldWords(message: string): string {
  return message.replace(/\b[a-z]+[A-Z]\w*\b/g, (word) => {
    const field = settingsFields.find(({ path }) => path.at(-1) === word);
    return field?.oldName.split('.').at(-1) ?? word;
  });
}
