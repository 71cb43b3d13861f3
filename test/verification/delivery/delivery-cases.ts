import { FindingCode } from '../../../src/verification/finding-code.js';
import { DeliveryMode, type DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { SmtpStageKind, SmtpStageStatus } from '../../../src/verification/smtp/smtp-stage.js';
import type { ServerCertificate } from '../../support/smtp/certificates.js';
import {
  type AuthMechanism,
  close,
  endlessLine,
  endlessReply,
  reset,
  type SmtpMoment,
  type SmtpReply,
  type SmtpScript,
  silence,
} from '../../support/smtp/smtp-script.js';

export const account = { username: 'relay@shop.test', password: 'Gr8-pässwort/xyz+1' };

/** What the certificates of a test are called; `createCertificates` makes them. */
export interface Certificates {
  good: ServerCertificate;
  expired: ServerCertificate;
  notYetValid: ServerCertificate;
  selfSigned: ServerCertificate;
  otherName: ServerCertificate;
  withoutIntermediate: ServerCertificate;
  soonExpired: ServerCertificate;
  hopeless: ServerCertificate;
}

export interface DeliveryCase {
  title: string;
  script: SmtpScript;
  certificate?: keyof Certificates;
  settings?: Partial<DeliverySubject>;
  /** Where it ends. */
  stage: SmtpStageKind;
  status: SmtpStageStatus;
  /** Of all findings but those that only inform. */
  codes: readonly FindingCode[];
  /** In what is told of the stage or in a finding. */
  says: RegExp;
  /** Of the last stage. */
  replyCode?: number;
  enhancedCode?: string;
}

const { PASS, FAIL, ERROR } = SmtpStageStatus;
const Stage = SmtpStageKind;
const Code = FindingCode;
const { NONE, STARTTLS, IMPLICIT_TLS } = SmtpSecurity;

const auth = { mechanisms: ['PLAIN', 'LOGIN'] as AuthMechanism[], ...account };
const signedIn = { security: STARTTLS, credentials: account };
/** Enough for all stages but the last on a busy machine. */
const brief = { milliseconds: 3_000 };
/** Of which a quarter is left to find out what a silent server waits for. */
const briefForSilence = { milliseconds: 6_000 };
const accepted = { stage: Stage.ACCEPTED, status: PASS, codes: [], says: /accepted is not delivered/i };

/** A server with STARTTLS and PLAIN that says this at one moment, and what comes of it. */
function refused(
  moment: SmtpMoment,
  reply: SmtpReply,
  stage: SmtpStageKind,
  code: FindingCode,
  says: RegExp,
) {
  const text = typeof reply === 'string' ? reply : Array.isArray(reply) ? `${reply[0]}` : '';
  const [, replyCode, enhancedCode] = /^(\d{3})[ -](\d\.\d+\.\d+)?/.exec(text) ?? [];
  return {
    title: `${moment}: ${text}`,
    script: { auth, replies: { [moment]: reply } },
    certificate: 'good',
    settings: signedIn,
    stage,
    status: replyCode?.startsWith('4') ? ERROR : FAIL,
    codes: [code],
    says,
    ...(replyCode ? { replyCode: Number(replyCode) } : {}),
    ...(enhancedCode ? { enhancedCode } : {}),
  } satisfies DeliveryCase;
}

function silentAt(moment: SmtpMoment, stage: SmtpStageKind): DeliveryCase {
  return {
    title: `silence at ${moment}`,
    script: { auth, replies: { [moment]: silence } },
    certificate: 'good',
    settings: { ...signedIn, ...brief },
    stage,
    status: ERROR,
    codes: [Code.SMTP_TIMEOUT],
    says: /timeout in its settings/,
  };
}

function closedAt(moment: SmtpMoment, stage: SmtpStageKind, act: SmtpReply = close): DeliveryCase {
  return {
    title: `the connection ${act === close ? 'closed' : 'reset'} at ${moment}`,
    script: { auth, replies: { [moment]: act } },
    certificate: 'good',
    settings: signedIn,
    stage,
    status: ERROR,
    codes: [Code.SMTP_CONNECTION_CLOSED],
    says: /closed the connection/,
  };
}

function certified(
  certificate: keyof Certificates,
  codes: readonly FindingCode[],
  says: RegExp,
): DeliveryCase[] {
  return [STARTTLS, IMPLICIT_TLS].map((security) => ({
    title: `${security} with the certificate ${certificate}`,
    script: { auth, isImplicitTls: security === IMPLICIT_TLS },
    certificate,
    settings: { ...signedIn, security },
    stage: Stage.TLS,
    status: FAIL,
    codes,
    says,
  }));
}

export const deliveryCases: readonly DeliveryCase[] = [
  { title: 'no TLS and nobody to sign in', script: {}, ...accepted },
  { title: 'STARTTLS', script: {}, certificate: 'good', settings: { security: STARTTLS }, ...accepted },
  {
    title: 'implicit TLS',
    script: { isImplicitTls: true },
    certificate: 'good',
    settings: { security: IMPLICIT_TLS },
    ...accepted,
  },
  ...(['PLAIN', 'LOGIN', 'CRAM-MD5'] as const).map((mechanism) => ({
    title: `only ${mechanism}`,
    script: { auth: { ...auth, mechanisms: [mechanism] } },
    certificate: 'good' as const,
    settings: signedIn,
    ...accepted,
  })),
  {
    title: 'only XOAUTH2',
    script: { auth: { ...auth, mechanisms: ['XOAUTH2'] } },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.AUTH,
    status: FAIL,
    codes: [Code.SMTP_AUTH_MECHANISM_UNKNOWN],
    says: /OAuth/,
  },
  {
    title: 'no AUTH for settings that have a user name',
    script: {},
    certificate: 'good',
    settings: signedIn,
    stage: Stage.AUTH,
    status: FAIL,
    codes: [Code.SMTP_AUTH_NOT_OFFERED],
    says: /No password was sent/,
  },
  {
    title: 'AUTH only after a STARTTLS that the settings do not use',
    script: { auth },
    certificate: 'good',
    settings: { security: NONE, credentials: account },
    stage: Stage.AUTH,
    status: FAIL,
    codes: [Code.SMTP_AUTH_NOT_OFFERED_IN_CLEAR],
    says: /set the security to STARTTLS/,
  },
  {
    title: 'no AUTH and no STARTTLS for settings without TLS that have a user name',
    script: {},
    settings: { security: NONE, credentials: account },
    stage: Stage.AUTH,
    status: FAIL,
    codes: [Code.SMTP_AUTH_NOT_OFFERED],
    says: /No password was sent/,
  },
  {
    title: 'a password in the clear, as the settings want it',
    script: { auth },
    settings: { security: NONE, credentials: account },
    ...accepted,
    codes: [Code.SMTP_PASSWORD_IN_CLEAR],
  },
  {
    title: 'STARTTLS that the settings do not use',
    script: {},
    certificate: 'good',
    ...accepted,
    codes: [Code.SMTP_STARTTLS_UNUSED],
  },
  {
    title: 'a certificate that expires in 20 days',
    script: { auth },
    certificate: 'soonExpired',
    settings: signedIn,
    ...accepted,
    codes: [Code.TLS_CERTIFICATE_EXPIRES_SOON],
    says: /in 20 days/,
  },
  {
    title: 'nobody known to send to',
    script: { auth },
    certificate: 'good',
    settings: { ...signedIn, to: null },
    stage: Stage.AUTH,
    status: PASS,
    codes: [Code.DELIVERY_RECIPIENT_UNKNOWN],
    says: /No message was sent/,
    replyCode: 235,
  },
  {
    title: 'a test that is to end after AUTH',
    script: { auth },
    certificate: 'good',
    settings: { ...signedIn, mode: DeliveryMode.AUTH },
    stage: Stage.AUTH,
    status: PASS,
    codes: [],
    says: /No message was sent/,
    replyCode: 235,
  },

  ...certified('expired', [Code.TLS_CERTIFICATE_EXPIRED], /expired/),
  ...certified('notYetValid', [Code.TLS_CERTIFICATE_NOT_YET_VALID], /not valid yet/),
  ...certified('selfSigned', [Code.TLS_CERTIFICATE_SELF_SIGNED], /NODE_EXTRA_CA_CERTS/),
  ...certified('otherName', [Code.TLS_CERTIFICATE_NAME_DIFFERS], /take over connections/),
  ...certified('withoutIntermediate', [Code.TLS_CERTIFICATE_ISSUER_UNKNOWN], /intermediate/),
  ...certified(
    'hopeless',
    [Code.TLS_CERTIFICATE_EXPIRED, Code.TLS_CERTIFICATE_SELF_SIGNED, Code.TLS_CERTIFICATE_NAME_DIFFERS],
    /renew/,
  ),
  {
    title: 'TLS 1.0',
    script: { auth, tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.TLS_PROTOCOL_OLD],
    says: /RFC 8996/,
  },

  {
    title: 'STARTTLS taken out on the way',
    script: { auth: { ...auth, isOfferedInClear: true }, isStartTlsStripped: true },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.SMTP_STARTTLS_NOT_OFFERED],
    says: /No password was sent/,
  },
  refused('STARTTLS', '454 4.7.0 TLS not available', Stage.TLS, Code.SMTP_STARTTLS_UNAVAILABLE, /for now/),
  refused(
    'STARTTLS',
    '554 5.7.3 Unable to start TLS',
    Stage.TLS,
    Code.SMTP_STARTTLS_REFUSED,
    /No password was sent/,
  ),
  {
    title: 'words slipped in after STARTTLS',
    script: { auth, injectedAfterStartTls: '250-mail.shop.test\n250 AUTH PLAIN LOGIN' },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.SMTP_STARTTLS_INJECTED],
    says: /slip something in/,
  },
  {
    title: 'a server that goes on in the clear after STARTTLS',
    script: { auth, handshake: '250-mail.shop.test\r\n250 AUTH PLAIN LOGIN' },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.SMTP_STARTTLS_INJECTED],
    says: /No password was sent/,
  },
  {
    title: 'silence in place of the handshake',
    script: { auth, handshake: silence },
    certificate: 'good',
    settings: { ...signedIn, ...brief },
    stage: Stage.TLS,
    status: ERROR,
    codes: [Code.SMTP_TIMEOUT],
    says: /within the time/,
  },
  {
    title: 'the connection closed in place of the handshake',
    script: { auth, handshake: close },
    certificate: 'good',
    settings: signedIn,
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.SMTP_TLS_HANDSHAKE_FAILED],
    says: /could not agree on TLS/,
  },
  {
    title: 'implicit TLS on the port for STARTTLS',
    script: { isImplicitTls: true },
    certificate: 'good',
    settings: { ...signedIn, ...briefForSilence },
    stage: Stage.GREETING,
    status: FAIL,
    codes: [Code.SMTP_PORT_SPEAKS_TLS],
    says: /implicit TLS/,
  },
  {
    title: 'an alert of TLS as the first word',
    script: { replies: { GREETING: { octets: Buffer.from('15030100020246', 'hex') } } },
    settings: signedIn,
    stage: Stage.GREETING,
    status: FAIL,
    codes: [Code.SMTP_PORT_SPEAKS_TLS],
    says: /implicit TLS/,
  },
  {
    title: 'STARTTLS on the port for implicit TLS',
    script: { auth },
    certificate: 'good',
    settings: { ...signedIn, security: IMPLICIT_TLS },
    stage: Stage.TLS,
    status: FAIL,
    codes: [Code.SMTP_PORT_SPEAKS_PLAIN],
    says: /security to STARTTLS/,
  },

  refused('GREETING', '421 4.3.2 Too busy', Stage.GREETING, Code.SMTP_SERVER_BUSY, /few minutes/),
  refused(
    'GREETING',
    '554 5.7.1 No service for you',
    Stage.GREETING,
    Code.SMTP_GREETING_REFUSED,
    /block list/,
  ),
  refused('EHLO', '501 5.5.4 Invalid domain name', Stage.EHLO, Code.SMTP_EHLO_REFUSED, /full host name/),
  refused('EHLO', '421 4.7.0 Try later', Stage.EHLO, Code.SMTP_SERVER_BUSY, /few minutes/),
  refused(
    'AUTH',
    '454 4.7.0 Temporary authentication failure',
    Stage.AUTH,
    Code.SMTP_AUTH_UNAVAILABLE,
    /Nothing has to be changed/,
  ),
  refused('AUTH', '421 4.7.0 Closing', Stage.AUTH, Code.SMTP_SERVER_BUSY, /few minutes/),
  // The password stands in the command that is refused.
  refused(
    'AUTH',
    '502 5.5.1 Command not implemented',
    Stage.AUTH,
    Code.SMTP_AUTH_NOT_OFFERED,
    /^(?!.*No password was sent)/,
  ),
  refused(
    'AUTH',
    '504 5.5.4 Unrecognized authentication type',
    Stage.AUTH,
    Code.SMTP_AUTH_MECHANISM_UNKNOWN,
    /app password/,
  ),
  refused(
    'AUTH_RESULT',
    '534 5.7.9 Please log in with your web browser and then try again',
    Stage.AUTH,
    Code.SMTP_AUTH_APP_PASSWORD_NEEDED,
    /app password/,
  ),
  refused(
    'AUTH_RESULT',
    '535 5.7.8 Authentication credentials invalid',
    Stage.AUTH,
    Code.SMTP_AUTH_FAILED,
    /Type both anew/,
  ),
  refused(
    'AUTH_RESULT',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant',
    Stage.AUTH,
    Code.SMTP_AUTH_PASSWORDS_OFF,
    /switch on SMTP AUTH/,
  ),
  refused(
    'AUTH_RESULT',
    [
      '535-5.7.8 Username and Password not accepted.',
      '535 5.7.8 BadCredentials: Application-specific password required',
    ],
    Stage.AUTH,
    Code.SMTP_AUTH_APP_PASSWORD_NEEDED,
    /Make an app password/,
  ),
  refused(
    'AUTH_RESULT',
    '535 5.7.0 Too many failed login attempts',
    Stage.AUTH,
    Code.SMTP_AUTH_ACCOUNT_LOCKED,
    /Wait some time/,
  ),
  refused(
    'MAIL',
    '530 5.7.0 Must issue a STARTTLS command first',
    Stage.MAIL_FROM,
    Code.SMTP_TLS_REQUIRED,
    /STARTTLS/,
  ),
  {
    title: '530 at MAIL for settings without a user name',
    script: { auth },
    certificate: 'good',
    settings: { security: STARTTLS },
    stage: Stage.MAIL_FROM,
    status: FAIL,
    codes: [Code.SMTP_AUTH_REQUIRED],
    says: /user name and a password/,
    replyCode: 530,
  },
  refused('MAIL', '421 4.4.5 Server busy', Stage.MAIL_FROM, Code.SMTP_SERVER_BUSY, /few minutes/),
  refused('MAIL', '451 4.3.0 Local error', Stage.MAIL_FROM, Code.SMTP_TRY_LATER, /few minutes/),
  refused(
    'MAIL',
    '452 4.3.1 Insufficient system storage',
    Stage.MAIL_FROM,
    Code.SMTP_OUT_OF_STORAGE,
    /make room/,
  ),
  refused(
    'MAIL',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    Stage.MAIL_FROM,
    Code.SMTP_SENDER_NOT_ALLOWED,
    /change mail-from/,
  ),
  refused(
    'MAIL',
    '550 5.1.8 Domain of sender address does not exist',
    Stage.MAIL_FROM,
    Code.SMTP_SENDER_REFUSED,
    /MX or A/,
  ),
  refused(
    'RCPT',
    '450 4.2.0 Greylisted, see http://postgrey.test/help',
    Stage.RCPT_TO,
    Code.SMTP_GREYLISTED,
    /no fault of the settings/,
  ),
  refused(
    'RCPT',
    '451 4.7.1 Greylisting in action, please come back later',
    Stage.RCPT_TO,
    Code.SMTP_GREYLISTED,
    /no fault of the settings/,
  ),
  refused('RCPT', '452 4.2.2 Mailbox full', Stage.RCPT_TO, Code.SMTP_MAILBOX_FULL, /another one/),
  {
    ...refused('RCPT', '454 4.7.1 Relay access denied', Stage.RCPT_TO, Code.SMTP_RELAYING_DENIED, /Sign in/),
    status: FAIL,
  },
  refused(
    'RCPT',
    '550 5.1.1 No such user here',
    Stage.RCPT_TO,
    Code.SMTP_MAILBOX_UNKNOWN,
    /Check the address/,
  ),
  refused('RCPT', '550 5.7.1 Relaying denied', Stage.RCPT_TO, Code.SMTP_RELAYING_DENIED, /Sign in/),
  refused(
    'RCPT',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
    Stage.RCPT_TO,
    Code.SMTP_BLOCKED,
    /block list/,
  ),
  refused('RCPT', '553 5.3.0 Not like this', Stage.RCPT_TO, Code.SMTP_RECIPIENT_REFUSED, /another recipient/),
  refused('DATA', '451 4.3.0 Later', Stage.DATA, Code.SMTP_TRY_LATER, /few minutes/),
  refused('DATA', '554 5.5.1 No valid recipients', Stage.DATA, Code.SMTP_MESSAGE_REFUSED, /words tell why/),
  refused(
    'MESSAGE',
    '552 5.3.4 Message size exceeds fixed limit',
    Stage.ACCEPTED,
    Code.SMTP_MESSAGE_TOO_BIG,
    /limit/,
  ),
  refused('MESSAGE', '550 5.7.1 Message rejected as spam', Stage.ACCEPTED, Code.SMTP_CONTENT_REFUSED, /spam/),
  refused(
    'MESSAGE',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    Stage.ACCEPTED,
    Code.SMTP_SENDER_NOT_ALLOWED,
    /change mail-from/,
  ),
  refused('MESSAGE', '451 4.3.0 Queue file write error', Stage.ACCEPTED, Code.SMTP_TRY_LATER, /few minutes/),
  refused('MAIL', '354 Go ahead', Stage.MAIL_FROM, Code.SMTP_REPLY_UNEXPECTED, /ask its provider/),
  refused('DATA', '250 OK', Stage.DATA, Code.SMTP_REPLY_UNEXPECTED, /ask its provider/),

  {
    ...silentAt('GREETING', Stage.GREETING),
    settings: { ...signedIn, ...briefForSilence },
    status: FAIL,
    codes: [Code.SMTP_GREETING_MISSING],
    says: /speaks first/,
  },
  silentAt('EHLO', Stage.EHLO),
  silentAt('STARTTLS', Stage.TLS),
  silentAt('AUTH', Stage.AUTH),
  silentAt('AUTH_RESULT', Stage.AUTH),
  silentAt('MAIL', Stage.MAIL_FROM),
  silentAt('RCPT', Stage.RCPT_TO),
  silentAt('DATA', Stage.DATA),
  silentAt('MESSAGE', Stage.ACCEPTED),
  { title: 'silence at QUIT', script: { replies: { QUIT: silence } }, ...accepted },

  closedAt('GREETING', Stage.GREETING),
  closedAt('EHLO', Stage.EHLO),
  closedAt('EHLO', Stage.EHLO, reset),
  closedAt('STARTTLS', Stage.TLS),
  closedAt('AUTH', Stage.AUTH),
  closedAt('MAIL', Stage.MAIL_FROM, reset),
  closedAt('RCPT', Stage.RCPT_TO),
  closedAt('DATA', Stage.DATA),
  closedAt('MESSAGE', Stage.ACCEPTED),

  {
    title: 'a greeting of an octet at a time, slower than the time there is',
    script: { replies: { GREETING: { drip: '220 mail.shop.test ESMTP' } } },
    settings: brief,
    stage: Stage.GREETING,
    status: ERROR,
    codes: [Code.SMTP_TIMEOUT],
    says: /within the time/,
  },
  {
    title: 'a reply of an octet at a time, in time',
    script: { replies: { EHLO: { drip: '250 mail.shop.test' } }, dripMilliseconds: 1 },
    ...accepted,
  },
  ...[endlessLine, endlessReply].map((reply) => ({
    title: `a reply without an end (${reply.does})`,
    script: { replies: { EHLO: reply } },
    stage: Stage.EHLO,
    status: FAIL,
    codes: [Code.SMTP_REPLY_UNREADABLE],
    says: /without an end/,
  })),
  ...[
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
    'SSH-2.0-OpenSSH_9.9\r\n',
    '+OK POP3 ready\r\n',
    '* OK IMAP4rev1 ready\r\n',
  ].map((banner) => ({
    title: `the banner ${banner.trim().split('\r\n')[0]}`,
    script: { replies: { GREETING: { octets: banner } } },
    stage: Stage.GREETING,
    status: FAIL,
    codes: [Code.SMTP_NOT_SMTP],
    says: /no SMTP server/,
  })),

  {
    ...refused(
      'AUTH_RESULT',
      ({ username, password }) => `535 5.7.8 no user ${username} with ${password}`,
      Stage.AUTH,
      Code.SMTP_AUTH_FAILED,
      /\*\*\*/,
    ),
    title: 'credentials repeated as they are',
  },
  {
    ...refused(
      'AUTH_RESULT',
      ({ responses, password }) =>
        `535 5.7.8 bad ${responses.join(' ')} (${Buffer.from(`xy${password}`).toString('base64')})`,
      Stage.AUTH,
      Code.SMTP_AUTH_FAILED,
      /\*\*\*/,
    ),
    title: 'credentials repeated in base64',
  },
  {
    ...refused(
      'AUTH_RESULT',
      ({ line }) => ['535-5.7.8 you said', `535 5.7.8 ${line}`],
      Stage.AUTH,
      Code.SMTP_AUTH_FAILED,
      /\*\*\*/,
    ),
    title: 'the command repeated',
  },
  {
    ...refused(
      'RCPT',
      { octets: '550-5.1.1 \x1b[31mno\x07 such\rline\r\n550 5.1.1 user\0 here \u009b\r\n' },
      Stage.RCPT_TO,
      Code.SMTP_MAILBOX_UNKNOWN,
      /Check the address/,
    ),
    title: 'control characters and line breaks in a reply',
    replyCode: 550,
    enhancedCode: '5.1.1',
  },
];
