import { CheckKind, SmtpSecurity } from '../delivery-servers/delivery-server.js';
import { exactText, flag, security, text, textOrJson, type ValueReader, wholeNumber } from './old-values.js';

/** One fact about a server: what the old answer calls it, and where it goes in the settings. */
export interface OldField {
  oldName: string;
  path: readonly [string] | readonly [string, string];
  read: ValueReader;
  /** What a missing value stands for, and, where that is a guess, how to say so. */
  whenMissing?: { value: unknown; warning?: string };
}

const off = { value: false };

/** In the order of the old answer. A required field without `whenMissing` is refused when it is missing. */
export const settingsFields: readonly OldField[] = [
  { oldName: 'Name', path: ['name'], read: text },
  { oldName: 'ConnectionParams.smtp_host', path: ['smtp', 'host'], read: text },
  { oldName: 'ConnectionParams.smtp_port', path: ['smtp', 'port'], read: wholeNumber },
  {
    oldName: 'ConnectionParams.smtp_secure',
    path: ['smtp', 'security'],
    read: security,
    whenMissing: {
      value: SmtpSecurity.NONE,
      warning: 'smtp_secure is not in the answer: taken as false, no encryption',
    },
  },
  {
    oldName: 'ConnectionParams.smtp_timeout',
    path: ['smtp', 'timeoutSeconds'],
    read: wholeNumber,
    whenMissing: { value: 30, warning: 'smtp_timeout is not in the answer: taken as 30 seconds' },
  },
  {
    oldName: 'ConnectionParams.smtp_auth',
    path: ['smtp', 'authRequired'],
    read: flag,
    whenMissing: { value: false, warning: 'smtp_auth is not in the answer: taken as false' },
  },
  { oldName: 'ConnectionParams.smtp_username', path: ['smtp', 'username'], read: text },
  { oldName: 'ConnectionParams.smtp_password', path: ['smtp', 'password'], read: exactText },
  { oldName: 'Domains.link_tracking', path: ['domains', 'linkTracking'], read: text },
  { oldName: 'Domains.open_tracking', path: ['domains', 'openTracking'], read: text },
  { oldName: 'Domains.mfrom_domain', path: ['domains', 'mailFrom'], read: text },
  { oldName: 'Domains.enforced_from', path: ['domains', 'enforcedFrom'], read: text },
  {
    oldName: 'Domains.senderinfo_as_mfrom',
    path: ['domains', 'useSenderInfoAsMailFrom'],
    read: flag,
    whenMissing: off,
  },
  {
    oldName: 'Domains.senderinfo_as_from',
    path: ['domains', 'useSenderInfoAsFrom'],
    read: flag,
    whenMissing: off,
  },
  { oldName: 'Domains.sender_rotation', path: ['senderRotation', 'enabled'], read: flag, whenMissing: off },
  {
    oldName: 'Domains.sender_rotation_settings',
    path: ['senderRotation', 'settings'],
    read: textOrJson,
  },
];

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
