import type { RequestParameters } from '../support/encodings.js';
import type { CommandName } from './documentation.js';
import { documentation } from './documentation.js';

/** A request that a command must refuse, and the refusal to the byte. */
export interface Provocation {
  command: CommandName;
  title: string;
  /** Against the documented example request for an existing server; `undefined` leaves a parameter out. */
  change: RequestParameters;
  codes: readonly number[];
  answer: string;
  /** Most need a server to exist, if only to prove that the refusal was not about that. */
  given: 'one server' | 'no server';
}

const unknownId = 2_000_000_000;

const unknownIds = [
  unknownId,
  String(unknownId),
  'abc',
  '12abc',
  0,
  '0',
  -1,
  '-1',
  1.5,
  '1.5',
  true,
  '99999999999999999999',
];

/** Values that all mean *missing* where text or a number belongs. */
const blanks = [undefined, null, '', '  ', '\t\r\n', [], {}, ['x'], { x: 'x' }];

export const provocations: readonly Provocation[] = [
  ...serverProvocations('deliveryserver.create'),
  ...createProvocations(),
  ...serverProvocations('deliveryserver.update'),
  ...updateProvocations(),
  ...testResultsProvocations(),
  ...deleteProvocations(),
  {
    command: 'deliveryservers.get',
    title: 'answers 2 when there is no server',
    change: {},
    codes: [2],
    answer: '{"Success":false,"ErrorCode":2}',
    given: 'no server',
  },
];

type ServerCommand = 'deliveryserver.create' | 'deliveryserver.update';

/** What create and update refuse alike, one parameter at a time. */
function serverProvocations(command: ServerCommand): Provocation[] {
  const refuses = refusals(command);
  return [
    ...refuses.missing('DeliveryServerName', 1),
    refuses('DeliveryServerName', 'n'.repeat(256), [1], '256 characters'),
    refuses('DeliveryServerName', 'é'.repeat(256), [1], '256 characters of two bytes'),

    ...refuses.missing('SendMethodSMTPHost', 2),
    refuses('SendMethodSMTPHost', 'smtp.example.com\r\nRCPT TO:<x@example.com>', [2]),
    refuses('SendMethodSMTPHost', 'smtp\nexample.com', [2]),
    refuses('SendMethodSMTPHost', 'smtp example.com', [2]),
    refuses('SendMethodSMTPHost', 'smtp..example.com', [2]),
    refuses('SendMethodSMTPHost', 'smtp://smtp.example.com', [2]),
    refuses('SendMethodSMTPHost', `${'h'.repeat(64)}.example.com`, [2], 'a label of 64 characters'),
    refuses('SendMethodSMTPHost', `${'h.'.repeat(127)}com`, [2], 'a name of 257 characters'),

    ...refuses.missing('SendMethodSMTPPort', 3),
    refuses('SendMethodSMTPPort', 'abc', [3]),
    refuses('SendMethodSMTPPort', '587abc', [3]),
    refuses('SendMethodSMTPPort', 70000, [3]),
    refuses('SendMethodSMTPPort', '70000', [3]),
    refuses('SendMethodSMTPPort', 65536, [3]),
    refuses('SendMethodSMTPPort', 0, [3]),
    refuses('SendMethodSMTPPort', '0', [3]),
    refuses('SendMethodSMTPPort', -25, [3]),
    refuses('SendMethodSMTPPort', 587.5, [3]),
    refuses('SendMethodSMTPPort', '0x24b', [3]),
    refuses('SendMethodSMTPPort', true, [3]),

    ...refuses.missing('SendMethodSMTPSecure', 4),
    refuses('SendMethodSMTPSecure', 'TLS', [13]),
    refuses('SendMethodSMTPSecure', 'Ssl', [13]),
    refuses('SendMethodSMTPSecure', 'False', [13]),
    refuses('SendMethodSMTPSecure', 'starttls', [13]),
    refuses('SendMethodSMTPSecure', 'none', [13]),
    refuses('SendMethodSMTPSecure', ' tls', [13]),
    refuses('SendMethodSMTPSecure', true, [13]),
    refuses('SendMethodSMTPSecure', 0, [13]),
    refuses('SendMethodSMTPSecure', '0', [13]),

    ...refuses.missing('SendMethodSMTPTimeout', 5),
    refuses('SendMethodSMTPTimeout', 'abc', [15]),
    refuses('SendMethodSMTPTimeout', '30s', [15]),
    refuses('SendMethodSMTPTimeout', '0x1e', [15]),
    refuses('SendMethodSMTPTimeout', '1e', [15]),
    refuses('SendMethodSMTPTimeout', '.', [15]),
    refuses('SendMethodSMTPTimeout', '1,5', [15]),
    refuses('SendMethodSMTPTimeout', true, [15]),
    refuses('SendMethodSMTPTimeout', 'Infinity', [15]),
    refuses('SendMethodSMTPTimeout', '1e999', [15]),
    refuses('SendMethodSMTPTimeout', -1, [15]),
    refuses('SendMethodSMTPTimeout', 86401, [15]),
    refuses('SendMethodSMTPTimeout', '1e5', [15]),

    ...refuses.missing('SendMethodSMTPAuth', 6),
    refuses('SendMethodSMTPAuth', 1, [14]),
    refuses('SendMethodSMTPAuth', '1', [14]),
    refuses('SendMethodSMTPAuth', 0, [14]),
    refuses('SendMethodSMTPAuth', '0', [14]),
    refuses('SendMethodSMTPAuth', 'yes', [14]),
    refuses('SendMethodSMTPAuth', 'on', [14]),

    ...refuses.missing('SendMethodSMTPUsername', 7),
    provocation(
      command,
      'answers 7 for a missing SendMethodSMTPUsername when SendMethodSMTPAuth is "True"',
      { SendMethodSMTPAuth: 'True', SendMethodSMTPUsername: undefined },
      [7],
    ),
    provocation(
      command,
      'asks for no SendMethodSMTPUsername when SendMethodSMTPAuth is missing',
      { SendMethodSMTPAuth: undefined, SendMethodSMTPUsername: undefined },
      [6],
    ),
    provocation(
      command,
      'asks for no SendMethodSMTPUsername when SendMethodSMTPAuth is invalid',
      { SendMethodSMTPAuth: 'yes', SendMethodSMTPUsername: undefined },
      [14],
    ),

    ...refuses.missing('DomainSettings_LinkTracking', 9),
    ...refuses.noDomain('DomainSettings_LinkTracking', 9),
    refuses('DomainSettings_LinkTracking', 'user@example.com', [9]),

    ...refuses.missing('DomainSettings_OpenTracking', 10),
    ...refuses.noDomain('DomainSettings_OpenTracking', 10),
    refuses('DomainSettings_OpenTracking', 'user@example.com', [10]),

    ...refuses.missing('DomainSettings_MFrom', 11),
    ...refuses.noDomain('DomainSettings_MFrom', 11),
    refuses('DomainSettings_MFrom', 'bounce@', [11]),
    refuses('DomainSettings_MFrom', '@example.com', [11]),
    refuses('DomainSettings_MFrom', 'no reply@example.com', [11]),
    refuses('DomainSettings_MFrom', 'bounce@example.com\r\nDATA', [11]),

    refuses('DomainSettings_EnforcedFrom', 'not an address', [16]),
    refuses('DomainSettings_EnforcedFrom', 'example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 'noreply@', [16]),
    refuses('DomainSettings_EnforcedFrom', '@example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 'noreply@localhost', [16]),
    refuses('DomainSettings_EnforcedFrom', ' noreply@example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 'noreply@example.com ', [16]),
    refuses('DomainSettings_EnforcedFrom', 'no reply@example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 'noreply@example.com\n', [16]),
    refuses('DomainSettings_EnforcedFrom', 'a@b@example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 'grüße@example.com', [16]),
    refuses('DomainSettings_EnforcedFrom', 0, [16]),

    literal(
      command,
      'answers [1,16] for a missing name and an invalid e-mail address',
      { DeliveryServerName: undefined, DomainSettings_EnforcedFrom: 'not-an-address' },
      [1, 16],
      '{"Success":false,"ErrorCode":[1,16],"ErrorText":["Missing deliveryservername","Invalid email address value for domainsettings_enforcedfrom"]}',
    ),
    literal(
      command,
      'answers the documented [1,2,3] for a missing name, host and port',
      { DeliveryServerName: undefined, SendMethodSMTPHost: undefined, SendMethodSMTPPort: undefined },
      [1, 2, 3],
      '{"Success":false,"ErrorCode":[1,2,3],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtphost","Missing sendmethodsmtpport"]}',
    ),
    literal(
      command,
      'reports every invalid value at once, codes ascending',
      {
        DomainSettings_EnforcedFrom: 'noreply@localhost',
        DomainSettings_MFrom: 'bounce@',
        DomainSettings_OpenTracking: 'open example.com',
        DomainSettings_LinkTracking: 'https://track.example.com/',
        SendMethodSMTPAuth: 'yes',
        SendMethodSMTPTimeout: 'abc',
        SendMethodSMTPSecure: 'TLS',
        SendMethodSMTPPort: 70000,
        SendMethodSMTPHost: 'smtp\nexample.com',
        DeliveryServerName: 'n'.repeat(256),
      },
      [1, 2, 3, 9, 10, 11, 13, 14, 15, 16],
      '{"Success":false,"ErrorCode":[1,2,3,9,10,11,13,14,15,16],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtphost","Missing sendmethodsmtpport","Missing domainsettings_linktracking","Missing domainsettings_opentracking","Missing domainsettings_mfrom","Invalid sendmethodsmtpsecure value (must be: false, ssl, tls)","Invalid sendmethodsmtpauth value (must be: true, false)","Invalid sendmethodsmtptimeout value (must be numeric)","Invalid email address value for domainsettings_enforcedfrom"]}',
    ),
  ];
}

function createProvocations(): Provocation[] {
  const command = 'deliveryserver.create';
  return [
    literal(
      command,
      'answers [1,2,3,4,5,6,9,10,11] for an empty request',
      nothing(command),
      [1, 2, 3, 4, 5, 6, 9, 10, 11],
      '{"Success":false,"ErrorCode":[1,2,3,4,5,6,9,10,11],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtphost","Missing sendmethodsmtpport","Missing sendmethodsmtpsecure","Missing sendmethodsmtptimeout","Missing sendmethodsmtpauth","Missing domainsettings_linktracking","Missing domainsettings_opentracking","Missing domainsettings_mfrom"]}',
    ),
    literal(
      command,
      'adds 7 when an otherwise empty request asks for authentication',
      { ...nothing(command), SendMethodSMTPAuth: true },
      [1, 2, 3, 4, 5, 7, 9, 10, 11],
      '{"Success":false,"ErrorCode":[1,2,3,4,5,7,9,10,11],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtphost","Missing sendmethodsmtpport","Missing sendmethodsmtpsecure","Missing sendmethodsmtptimeout","Missing sendmethodsmtpusername","Missing domainsettings_linktracking","Missing domainsettings_opentracking","Missing domainsettings_mfrom"]}',
    ),
  ];
}

function updateProvocations(): Provocation[] {
  const command = 'deliveryserver.update';
  const refuses = refusals(command);
  return [
    ...refuses.missing('DeliveryServerID', 17),
    ...unknownIds.map((id) => refuses('DeliveryServerID', id, [17])),
    literal(
      command,
      'answers the documented [17] for an unknown id',
      { DeliveryServerID: unknownId },
      [17],
      '{"Success":false,"ErrorCode":[17],"ErrorText":["Delivery server not found"]}',
    ),
    literal(
      command,
      'answers [1,17] for an unknown id and a missing name',
      { DeliveryServerID: unknownId, DeliveryServerName: undefined },
      [1, 17],
      '{"Success":false,"ErrorCode":[1,17],"ErrorText":["Missing deliveryservername","Delivery server not found"]}',
    ),
    literal(
      command,
      'answers [1,2,3,4,5,6,9,10,11,17] for an empty request',
      nothing(command),
      [1, 2, 3, 4, 5, 6, 9, 10, 11, 17],
      '{"Success":false,"ErrorCode":[1,2,3,4,5,6,9,10,11,17],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtphost","Missing sendmethodsmtpport","Missing sendmethodsmtpsecure","Missing sendmethodsmtptimeout","Missing sendmethodsmtpauth","Missing domainsettings_linktracking","Missing domainsettings_opentracking","Missing domainsettings_mfrom","Delivery server not found"]}',
    ),
  ];
}

function testResultsProvocations(): Provocation[] {
  const command = 'deliveryserver.testresults';
  const refuses = refusals(command);
  return [
    ...refuses.missing('DeliveryServerID', 1, 3),
    ...unknownIds.map((id) => refuses('DeliveryServerID', id, [3])),

    refuses('TestResults', undefined, [2]),
    refuses('TestResults', null, [2]),
    refuses('TestResults', '', [2]),
    refuses('TestResults', ' ', [2]),
    refuses('TestResults', {}, [2]),
    refuses('TestResults', [], [2]),
    refuses('TestResults', '{}', [2]),
    refuses('TestResults', '[]', [2]),
    refuses('TestResults', 'passed', [2]),
    refuses('TestResults', '{"SPF":', [2]),
    refuses('TestResults', true, [2]),
    refuses('TestResults', 1, [2]),

    ...refuses.missing('LastCheckedAt', 4),
    refuses('LastCheckedAt', 'yesterday', [4]),
    refuses('LastCheckedAt', '2025-12-28', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:30', [4]),
    refuses('LastCheckedAt', '2025-12-28T10:30:00', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:30:00Z', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:30:00.000', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:30:00\n', [4]),
    refuses('LastCheckedAt', '2025-13-01 10:30:00', [4]),
    refuses('LastCheckedAt', '2025-02-29 10:30:00', [4]),
    refuses('LastCheckedAt', '2025-04-31 10:30:00', [4]),
    refuses('LastCheckedAt', '2025-12-28 24:00:00', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:60:00', [4]),
    refuses('LastCheckedAt', '2025-12-28 10:30:60', [4]),
    refuses('LastCheckedAt', '0000-00-00 00:00:00', [4]),
    refuses('LastCheckedAt', 1766917800, [4]),

    literal(
      command,
      'answers the documented [1,3] for a missing id',
      { DeliveryServerID: undefined },
      [1, 3],
      '{"Success":false,"ErrorCode":[1,3],"ErrorText":["Missing deliveryserverid","Invalid deliveryserverid"]}',
    ),
    literal(
      command,
      'answers [3] alone for an unknown id',
      { DeliveryServerID: unknownId },
      [3],
      '{"Success":false,"ErrorCode":[3],"ErrorText":["Invalid deliveryserverid"]}',
    ),
    literal(
      command,
      'answers [1,2,3,4] for an empty request',
      nothing(command),
      [1, 2, 3, 4],
      '{"Success":false,"ErrorCode":[1,2,3,4],"ErrorText":["Missing deliveryserverid","Missing test_results","Invalid deliveryserverid","Missing last_checked_at"]}',
    ),
    literal(
      command,
      'answers [2,3,4] for an unknown id and nothing else',
      { ...nothing(command), DeliveryServerID: unknownId },
      [2, 3, 4],
      '{"Success":false,"ErrorCode":[2,3,4],"ErrorText":["Missing test_results","Invalid deliveryserverid","Missing last_checked_at"]}',
    ),
  ];
}

function deleteProvocations(): Provocation[] {
  const nothingUsable = [
    undefined,
    null,
    '',
    ' ',
    ',',
    ' , ,',
    [],
    {},
    [''],
    'abc',
    0,
    '0',
    -1,
    '1.5',
    'a,b,0',
  ];
  return nothingUsable.map((value) =>
    literal(
      'deliveryservers.delete',
      `answers [1] for ${shown('DeliveryServerID', value)}`,
      { DeliveryServerID: value },
      [1],
      '{"Success":false,"ErrorCode":[1]}',
    ),
  );
}

function refusals(command: CommandName) {
  const refuses = (parameter: string, value: unknown, codes: number[], words?: string) =>
    provocation(
      command,
      `answers ${JSON.stringify(codes)} for ${words ? `${parameter} of ${words}` : shown(parameter, value)}`,
      { [parameter]: value },
      codes,
    );
  refuses.missing = (parameter: string, ...codes: number[]) =>
    blanks.map((blank) => refuses(parameter, blank, codes));
  refuses.noDomain = (parameter: string, code: number) => [
    refuses(parameter, 'track example.com', [code]),
    refuses(parameter, 'track.example.com\r\nX: y', [code]),
    refuses(parameter, 'track..example.com', [code]),
    refuses(parameter, '.example.com', [code]),
    refuses(parameter, '-track.example.com', [code]),
    refuses(parameter, 'https://track.example.com/', [code]),
    refuses(parameter, `${'d'.repeat(64)}.example.com`, [code], 'a label of 64 characters'),
  ];
  return refuses;
}

function provocation(
  command: CommandName,
  title: string,
  change: RequestParameters,
  codes: readonly number[],
): Provocation {
  return literal(command, title, change, codes, refusal(command, codes));
}

function literal(
  command: CommandName,
  title: string,
  change: RequestParameters,
  codes: readonly number[],
  answer: string,
): Provocation {
  return { command, title, change, codes, answer, given: 'one server' };
}

/** The refusal of a command that answers lists of codes and texts. */
function refusal(command: CommandName, codes: readonly number[]): string {
  const texts: Readonly<Record<number, string>> = documentation[command].errors;
  return JSON.stringify({
    Success: false,
    ErrorCode: codes,
    ErrorText: codes.map((code) => texts[code]),
  });
}

/** Leaves every parameter of the example request out. */
function nothing(command: CommandName): RequestParameters {
  const { Command, SessionID, ...parameters } = documentation[command].example.request;
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, undefined]));
}

function shown(parameter: string, value: unknown): string {
  return value === undefined ? `no ${parameter}` : `${parameter} ${JSON.stringify(value)}`;
}
