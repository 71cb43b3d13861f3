import type { Parameter } from '../command.js';
import {
  boolean,
  domainOrAddress,
  enabled,
  integer,
  numeric,
  security,
  text,
  textOrJson,
} from '../readers.js';

/** The code of a parameter that has one alone. */
const code = (code: number) => ({ missing: [code], invalid: [code] });

/** The parameters that create and update share, in the order of the documentation. */
export const settingsParameters: readonly Parameter[] = [
  { name: 'DeliveryServerName', into: 'input.name', read: text, ...code(1) },
  { name: 'SendMethodSMTPHost', into: 'input.smtp.host', read: text, ...code(2) },
  { name: 'SendMethodSMTPPort', into: 'input.smtp.port', read: integer, ...code(3) },
  { name: 'SendMethodSMTPSecure', into: 'input.smtp.security', read: security, missing: [4], invalid: [13] },
  {
    name: 'SendMethodSMTPTimeout',
    into: 'input.smtp.timeoutSeconds',
    read: numeric,
    missing: [5],
    invalid: [15],
  },
  { name: 'SendMethodSMTPAuth', into: 'input.smtp.authRequired', read: boolean, missing: [6], invalid: [14] },
  { name: 'SendMethodSMTPUsername', into: 'input.smtp.username', read: text, ...code(7) },
  // 8 is documented and never sent: any password is accepted, and left out, an update keeps the stored one.
  {
    name: 'SendMethodSMTPPassword',
    into: 'input.smtp.password',
    read: text,
    leaveOutWhenAbsent: true,
    ...code(8),
  },
  { name: 'DomainSettings_LinkTracking', into: 'input.domains.linkTracking', read: text, ...code(9) },
  { name: 'DomainSettings_OpenTracking', into: 'input.domains.openTracking', read: text, ...code(10) },
  { name: 'DomainSettings_MFrom', into: 'input.domains.mailFrom', read: domainOrAddress, ...code(11) },
  // 12 is documented and never sent: the parameter is optional.
  {
    name: 'DomainSettings_EnforcedFrom',
    into: 'input.domains.enforcedFrom',
    read: text,
    missing: [12],
    invalid: [16],
  },
];

export const senderInfoParameters: readonly Parameter[] = [
  {
    name: 'SenderInfoAsMFrom',
    into: 'input.domains.useSenderInfoAsMailFrom',
    read: enabled,
    default: false,
  },
  { name: 'SenderInfoAsFrom', into: 'input.domains.useSenderInfoAsFrom', read: enabled, default: false },
];

export const rotationSettingsParameter: Parameter = {
  name: 'SenderRotationSettings',
  spellings: [['SenderRotationSettings', 'SenderRotation_Settings']],
  into: 'input.senderRotation.settings',
  read: textOrJson,
  acceptsObjects: true,
};

export const rotationParameter: Parameter = {
  name: 'SenderRotation',
  into: 'input.senderRotation.enabled',
  read: enabled,
  default: false,
};

export const settingsErrors: Readonly<Record<number, string>> = {
  1: 'Missing deliveryservername',
  2: 'Missing sendmethodsmtphost',
  3: 'Missing sendmethodsmtpport',
  4: 'Missing sendmethodsmtpsecure',
  5: 'Missing sendmethodsmtptimeout',
  6: 'Missing sendmethodsmtpauth',
  7: 'Missing sendmethodsmtpusername',
  8: 'Missing sendmethodsmtppassword',
  9: 'Missing domainsettings_linktracking',
  10: 'Missing domainsettings_opentracking',
  11: 'Missing domainsettings_mfrom',
  12: 'Missing domainsettings_enforcedfrom',
  13: 'Invalid sendmethodsmtpsecure value (must be: false, ssl, tls)',
  14: 'Invalid sendmethodsmtpauth value (must be: true, false)',
  15: 'Invalid sendmethodsmtptimeout value (must be numeric)',
  16: 'Invalid email address value for domainsettings_enforcedfrom',
};
