/**
 * The contract of the delivery server commands, copied out of its documentation by hand and on purpose
 * apart from the command tables: a number or a text mistyped in one of the two shows up as a difference.
 *
 * Examples are data whose `JSON.stringify` is the answer on the wire, key order included.
 */
export const documentation = {
  'deliveryserver.create': {
    name: 'deliveryserver.create',
    parameters: [
      { name: 'DeliveryServerName', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPHost', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPPort', type: 'Integer', required: 'yes' },
      { name: 'SendMethodSMTPSecure', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPTimeout', type: 'Integer', required: 'yes' },
      { name: 'SendMethodSMTPAuth', type: 'Boolean', required: 'yes' },
      { name: 'SendMethodSMTPUsername', type: 'String', required: 'conditional' },
      { name: 'SendMethodSMTPPassword', type: 'String', required: 'no' },
      { name: 'DomainSettings_LinkTracking', type: 'String', required: 'yes' },
      { name: 'DomainSettings_OpenTracking', type: 'String', required: 'yes' },
      { name: 'DomainSettings_MFrom', type: 'String', required: 'yes' },
      { name: 'DomainSettings_EnforcedFrom', type: 'String', required: 'no' },
      { name: 'SenderInfoAsMFrom', type: 'String', required: 'no' },
      { name: 'SenderInfoAsFrom', type: 'String', required: 'no' },
    ],
    errors: {
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
    },
    reserved: [8, 12],
    example: {
      request: {
        Command: 'deliveryserver.create',
        SessionID: 'admin-session-id',
        DeliveryServerName: 'Primary SMTP Server',
        SendMethodSMTPHost: 'smtp.example.com',
        SendMethodSMTPPort: 587,
        SendMethodSMTPSecure: 'tls',
        SendMethodSMTPTimeout: 30,
        SendMethodSMTPAuth: true,
        SendMethodSMTPUsername: 'smtp_user',
        SendMethodSMTPPassword: 'smtp_password',
        DomainSettings_LinkTracking: 'track.example.com',
        DomainSettings_OpenTracking: 'open.example.com',
        DomainSettings_MFrom: 'bounce.example.com',
        DomainSettings_EnforcedFrom: 'noreply@example.com',
      },
      success: { Success: true, ErrorCode: 0, ErrorText: '', DeliveryServerID: 123 },
      error: {
        Success: false,
        ErrorCode: [1, 2, 3],
        ErrorText: ['Missing deliveryservername', 'Missing sendmethodsmtphost', 'Missing sendmethodsmtpport'],
      },
    },
  },

  'deliveryserver.testresults': {
    name: 'deliveryserver.testresults',
    parameters: [
      { name: 'DeliveryServerID', type: 'Integer', required: 'yes' },
      { name: 'TestResults', type: 'Object', required: 'yes' },
      { name: 'TestResults.SPF', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.DKIM', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.DMARC', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.SenderDomain', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.LinkDomain', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.OpenDomain', type: 'Boolean', required: 'yes' },
      { name: 'TestResults.EmailDelivery', type: 'Boolean', required: 'yes' },
      { name: 'LastCheckedAt', type: 'String', required: 'yes' },
    ],
    errors: {
      1: 'Missing deliveryserverid',
      2: 'Missing test_results',
      3: 'Invalid deliveryserverid',
      4: 'Missing last_checked_at',
    },
    reserved: [],
    example: {
      request: {
        Command: 'deliveryserver.testresults',
        SessionID: 'admin-session-id',
        DeliveryServerID: 123,
        TestResults: {
          SPF: true,
          DKIM: true,
          DMARC: true,
          SenderDomain: true,
          LinkDomain: true,
          OpenDomain: true,
          EmailDelivery: true,
        },
        LastCheckedAt: '2025-12-28 10:30:00',
      },
      success: { Success: true, ErrorCode: 0, ErrorText: '' },
      error: {
        Success: false,
        ErrorCode: [1, 3],
        ErrorText: ['Missing deliveryserverid', 'Invalid deliveryserverid'],
      },
    },
  },

  'deliveryserver.update': {
    name: 'deliveryserver.update',
    parameters: [
      { name: 'DeliveryServerID', type: 'Integer', required: 'yes' },
      { name: 'DeliveryServerName', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPHost', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPPort', type: 'Integer', required: 'yes' },
      { name: 'SendMethodSMTPSecure', type: 'String', required: 'yes' },
      { name: 'SendMethodSMTPTimeout', type: 'Integer', required: 'yes' },
      { name: 'SendMethodSMTPAuth', type: 'Boolean', required: 'yes' },
      { name: 'SendMethodSMTPUsername', type: 'String', required: 'conditional' },
      { name: 'SendMethodSMTPPassword', type: 'String', required: 'no' },
      { name: 'DomainSettings_LinkTracking', type: 'String', required: 'yes' },
      { name: 'DomainSettings_OpenTracking', type: 'String', required: 'yes' },
      { name: 'DomainSettings_MFrom', type: 'String', required: 'yes' },
      { name: 'DomainSettings_EnforcedFrom', type: 'String', required: 'no' },
      { name: 'SenderRotationSettings', type: 'String', required: 'no' },
      { name: 'SenderInfoAsMFrom', type: 'String', required: 'no' },
      { name: 'SenderInfoAsFrom', type: 'String', required: 'no' },
      { name: 'SenderRotation', type: 'String', required: 'no' },
    ],
    errors: {
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
      17: 'Delivery server not found',
    },
    reserved: [8, 12],
    example: {
      request: {
        Command: 'deliveryserver.update',
        SessionID: 'admin-session-id',
        DeliveryServerID: 123,
        DeliveryServerName: 'Updated SMTP Server',
        SendMethodSMTPHost: 'smtp2.example.com',
        SendMethodSMTPPort: 587,
        SendMethodSMTPSecure: 'tls',
        SendMethodSMTPTimeout: 30,
        SendMethodSMTPAuth: true,
        SendMethodSMTPUsername: 'new_user',
        SendMethodSMTPPassword: 'new_password',
        DomainSettings_LinkTracking: 'track.example.com',
        DomainSettings_OpenTracking: 'open.example.com',
        DomainSettings_MFrom: 'bounce.example.com',
        SenderRotation: 'Enabled',
      },
      success: { Success: true, ErrorCode: 0, ErrorText: '', DeliveryServerID: 123 },
      error: { Success: false, ErrorCode: [17], ErrorText: ['Delivery server not found'] },
    },
  },

  'deliveryservers.delete': {
    name: 'deliveryservers.delete',
    parameters: [{ name: 'DeliveryServerID', type: 'String', required: 'yes' }],
    errors: { 1: 'Missing deliveryserverid' },
    reserved: [],
    example: {
      request: {
        Command: 'deliveryservers.delete',
        SessionID: 'admin-session-id',
        DeliveryServerID: '123,456',
      },
      success: { Success: true, ErrorCode: 0 },
      error: { Success: false, ErrorCode: [1] },
    },
  },

  'deliveryservers.get': {
    name: 'deliveryservers.get',
    parameters: [],
    errors: { 2: 'No delivery servers found' },
    reserved: [],
    example: {
      request: { Command: 'deliveryservers.get', SessionID: 'admin-session-id' },
      success: {
        Success: true,
        ErrorCode: 0,
        DeliveryServers: {
          '123': {
            DeliveryServerID: '123',
            Name: 'Primary SMTP Server',
            ConnectionParams: {
              smtp_host: 'smtp.example.com',
              smtp_port: 587,
              smtp_secure: 'tls',
              smtp_timeout: 30,
              smtp_auth: true,
              smtp_username: 'smtp_user',
              smtp_password: 'smtp_password',
            },
            Domains: {
              link_tracking: 'track.example.com',
              open_tracking: 'open.example.com',
              mfrom_domain: 'bounce.example.com',
              enforced_from: 'noreply@example.com',
              senderinfo_as_mfrom: false,
              senderinfo_as_from: false,
            },
            VerificationResults: {
              email_delivery: true,
              spf: true,
              dkim: true,
              dmarc: true,
              sender_domain: true,
              link_domain: true,
              open_domain: true,
            },
            VerificationLastCheckedAt: '2025-12-28 10:30:00',
            UserGroupAssignments: [
              {
                UserGroupID: '1',
                GroupName: 'Default User Group',
                Channels: ['Marketing', 'Transactional'],
              },
              { UserGroupID: '5', GroupName: 'Enterprise Users', Channels: ['AutoResponder'] },
            ],
            IsAllocated: true,
          },
        },
      },
      error: { Success: false, ErrorCode: 2 },
    },
  },
} as const satisfies Readonly<Record<string, DocumentedCommand>>;

/** Documented, in this order, as the first three parameters of every command. */
export const parametersOfEveryCommand: readonly DocumentedParameter[] = [
  { name: 'Command', type: 'String', required: 'yes' },
  { name: 'SessionID', type: 'String', required: 'no' },
  { name: 'APIKey', type: 'String', required: 'no' },
];

export type CommandName = keyof typeof documentation;

/** The commands in documentation order. */
export const documentedCommands: readonly (DocumentedCommand & { name: CommandName })[] =
  Object.values(documentation);

export interface DocumentedCommand {
  name: string;
  parameters: readonly DocumentedParameter[];
  /** Code 0, `Success`, is documented with every command and left out here. */
  errors: Readonly<Record<number, string>>;
  /** Documented but never sent: they would call an optional parameter missing. */
  reserved: readonly number[];
  example: {
    request: Readonly<Record<string, unknown>>;
    success: DocumentedAnswer;
    error: DocumentedAnswer;
  };
}

export interface DocumentedParameter {
  name: string;
  type: 'String' | 'Integer' | 'Boolean' | 'Object';
  required: 'yes' | 'no' | 'conditional';
}

export interface DocumentedAnswer {
  Success: boolean;
  ErrorCode: number | readonly number[];
  ErrorText?: string | readonly string[];
  DeliveryServerID?: number;
  DeliveryServers?: object;
}
