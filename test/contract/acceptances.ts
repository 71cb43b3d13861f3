import type { RequestParameters } from '../support/encodings.js';

/** A change to a valid create or update that must be accepted, and what the list of servers then shows. */
export interface Acceptance {
  change: RequestParameters;
  /** Where in a server's entry, and what; without it only the acceptance itself is settled. */
  shows?: readonly [path: string, value: unknown];
  words?: string;
}

/** The counterpart of the provocations: the values just inside each limit. */
export const acceptances: readonly Acceptance[] = [
  { change: {}, shows: ['ConnectionParams.smtp_port', 587], words: 'the unchanged example request' },

  { change: { DeliveryServerName: '0' }, shows: ['Name', '0'] },
  { change: { DeliveryServerName: 0 }, shows: ['Name', '0'] },
  { change: { DeliveryServerName: '  Padded  ' }, shows: ['Name', '  Padded  '] },
  nameOf('n', 'a name of 255 characters'),
  nameOf('é', 'a name of 255 characters of two bytes'),
  nameOf('🚀', 'a name of 255 characters outside the basic plane'),

  { change: { SendMethodSMTPHost: '192.0.2.25' }, shows: ['ConnectionParams.smtp_host', '192.0.2.25'] },
  { change: { SendMethodSMTPHost: '2001:db8::25' }, shows: ['ConnectionParams.smtp_host', '2001:db8::25'] },
  {
    change: { SendMethodSMTPHost: 'SMTP.Example.com' },
    shows: ['ConnectionParams.smtp_host', 'SMTP.Example.com'],
  },

  { change: { SendMethodSMTPPort: '25' }, shows: ['ConnectionParams.smtp_port', 25] },
  { change: { SendMethodSMTPPort: 1 }, shows: ['ConnectionParams.smtp_port', 1] },
  { change: { SendMethodSMTPPort: 65535 }, shows: ['ConnectionParams.smtp_port', 65535] },

  { change: { SendMethodSMTPSecure: 'ssl' }, shows: ['ConnectionParams.smtp_secure', 'ssl'] },
  { change: { SendMethodSMTPSecure: 'false' }, shows: ['ConnectionParams.smtp_secure', 'false'] },
  { change: { SendMethodSMTPSecure: false }, shows: ['ConnectionParams.smtp_secure', 'false'] },

  { change: { SendMethodSMTPTimeout: '60' }, shows: ['ConnectionParams.smtp_timeout', 60] },
  { change: { SendMethodSMTPTimeout: ' 60' }, shows: ['ConnectionParams.smtp_timeout', 60] },
  { change: { SendMethodSMTPTimeout: '60.2' }, shows: ['ConnectionParams.smtp_timeout', 60] },
  { change: { SendMethodSMTPTimeout: '1.5' } },
  { change: { SendMethodSMTPTimeout: '1e3' }, shows: ['ConnectionParams.smtp_timeout', 1000] },
  { change: { SendMethodSMTPTimeout: 0 }, shows: ['ConnectionParams.smtp_timeout', 0] },
  { change: { SendMethodSMTPTimeout: '0' }, shows: ['ConnectionParams.smtp_timeout', 0] },
  { change: { SendMethodSMTPTimeout: 86400 }, shows: ['ConnectionParams.smtp_timeout', 86400] },

  { change: { SendMethodSMTPAuth: 'True' }, shows: ['ConnectionParams.smtp_auth', true] },
  { change: { SendMethodSMTPAuth: 'TRUE' }, shows: ['ConnectionParams.smtp_auth', true] },
  { change: { SendMethodSMTPAuth: 'False' }, shows: ['ConnectionParams.smtp_auth', false] },
  { change: { SendMethodSMTPAuth: false }, shows: ['ConnectionParams.smtp_auth', false] },
  {
    change: { SendMethodSMTPAuth: false, SendMethodSMTPUsername: undefined },
    shows: ['ConnectionParams.smtp_username', ''],
  },
  {
    change: { SendMethodSMTPAuth: 'false', SendMethodSMTPUsername: '' },
    shows: ['ConnectionParams.smtp_username', ''],
  },

  {
    change: { SendMethodSMTPPassword: ' pass\twörd ' },
    shows: ['ConnectionParams.smtp_password', ' pass\twörd '],
  },
  { change: { SendMethodSMTPPassword: '' }, shows: ['ConnectionParams.smtp_password', ''] },

  {
    change: { DomainSettings_MFrom: 'bounces@example.com' },
    shows: ['Domains.mfrom_domain', 'bounces@example.com'],
  },
  { change: { DomainSettings_EnforcedFrom: undefined }, shows: ['Domains.enforced_from', ''] },
  { change: { DomainSettings_EnforcedFrom: null }, shows: ['Domains.enforced_from', ''] },
  { change: { DomainSettings_EnforcedFrom: '' }, shows: ['Domains.enforced_from', ''] },
  { change: { DomainSettings_EnforcedFrom: '  ' }, shows: ['Domains.enforced_from', ''] },

  { change: { SenderInfoAsMFrom: 'Enabled' }, shows: ['Domains.senderinfo_as_mfrom', true] },
  { change: { SenderInfoAsMFrom: 'enabled' }, shows: ['Domains.senderinfo_as_mfrom', false] },
  { change: { SenderInfoAsMFrom: true }, shows: ['Domains.senderinfo_as_mfrom', false] },
  { change: { SenderInfoAsFrom: 'Enabled' }, shows: ['Domains.senderinfo_as_from', true] },
  { change: { SenderInfoAsFrom: 'Disabled' }, shows: ['Domains.senderinfo_as_from', false] },
];

function nameOf(character: string, words: string): Acceptance {
  const name = character.repeat(255);
  return { change: { DeliveryServerName: name }, shows: ['Name', name], words };
}
