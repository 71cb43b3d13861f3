import { describe, expect, it } from 'vitest';
import { refusal } from '../../../src/verification/smtp/recognize-refusal.js';
import { SmtpProblemKind as Kind } from '../../../src/verification/smtp/smtp-problem.js';
import { smtpProblemTexts, statusOfProblem } from '../../../src/verification/smtp/smtp-problem-texts.js';
import { parseReplyLine, replyFrom } from '../../../src/verification/smtp/smtp-reply.js';
import { SmtpStageStatus, SmtpStageKind as Stage } from '../../../src/verification/smtp/smtp-stage.js';

/** As it is on the wire; a line break is between two lines of it. */
function replyOf(text: string) {
  const lines = text.split('\n').map((line) => parseReplyLine(line));
  return replyFrom(
    lines[0]?.code ?? 0,
    lines.map((line) => line?.text ?? ''),
  );
}

/** What providers say; addresses and names are made up. */
const failing: [Stage, string, Kind][] = [
  [Stage.GREETING, '554 mail.shop.test Your address is blocked using dnsbl.test', Kind.GREETING_REFUSED],
  [Stage.GREETING, '550 No SMTP service here', Kind.GREETING_REFUSED],
  [Stage.EHLO, '500 Unknown command', Kind.NOT_SMTP],
  [Stage.EHLO, '501 5.5.2 Invalid domain name', Kind.EHLO_REFUSED],
  [Stage.EHLO, '550 Access denied - Invalid HELO name', Kind.EHLO_REFUSED],
  [Stage.TLS, '502 5.5.1 Not implemented', Kind.STARTTLS_REFUSED],
  [Stage.AUTH, '530 5.7.0 Must issue a STARTTLS command first', Kind.TLS_REQUIRED],
  [Stage.AUTH, '538 5.7.11 Encryption required', Kind.TLS_REQUIRED],
  [
    Stage.AUTH,
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
    Kind.AUTH_PASSWORDS_OFF,
  ],
  [
    Stage.AUTH,
    '535 5.7.3 Authentication unsuccessful, basic authentication is disabled',
    Kind.AUTH_PASSWORDS_OFF,
  ],
  [
    Stage.AUTH,
    '534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.test/?p=InvalidSecondFactor',
    Kind.AUTH_APP_PASSWORD_NEEDED,
  ],
  [
    Stage.AUTH,
    '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.test/mail/?p=BadCredentials',
    Kind.AUTH_APP_PASSWORD_NEEDED,
  ],
  [
    Stage.AUTH,
    '534-5.7.14 Please log in via your web browser and then try again.\n534 5.7.14 x',
    Kind.AUTH_APP_PASSWORD_NEEDED,
  ],
  [Stage.AUTH, '535 5.7.8 Account is locked', Kind.AUTH_ACCOUNT_LOCKED],
  [Stage.AUTH, '535 5.7.0 Too many failed login attempts', Kind.AUTH_ACCOUNT_LOCKED],
  [Stage.AUTH, '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', Kind.AUTH_FAILED],
  [Stage.AUTH, '535 Incorrect authentication data', Kind.AUTH_FAILED],
  [Stage.AUTH, '504 5.7.4 Unrecognized authentication type', Kind.AUTH_MECHANISM_UNKNOWN],
  [Stage.AUTH, '503 5.5.1 Error: authentication not enabled', Kind.AUTH_NOT_OFFERED],
  [Stage.MAIL_FROM, '530 5.7.0 Authentication required', Kind.AUTH_REQUIRED],
  [Stage.MAIL_FROM, '530 5.7.57 Client not authenticated to send mail', Kind.AUTH_REQUIRED],
  [Stage.MAIL_FROM, '530 5.7.0 Must issue a STARTTLS command first', Kind.TLS_REQUIRED],
  [
    Stage.MAIL_FROM,
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    Kind.SENDER_NOT_ALLOWED,
  ],
  [
    Stage.RCPT_TO,
    '553 5.7.1 <a@shop.test>: Sender address rejected: not owned by user ada',
    Kind.SENDER_NOT_ALLOWED,
  ],
  [Stage.ACCEPTED, '554 Message rejected: Email address is not verified.', Kind.SENDER_NOT_ALLOWED],
  [
    Stage.ACCEPTED,
    '550 The from address does not match a verified Sender Identity.',
    Kind.SENDER_NOT_ALLOWED,
  ],
  [
    Stage.MAIL_FROM,
    '553 5.1.8 <a@shop.test>... Domain of sender address does not exist',
    Kind.SENDER_REFUSED,
  ],
  [Stage.MAIL_FROM, '552 5.3.4 Message size exceeds fixed limit', Kind.MESSAGE_TOO_BIG],
  [
    Stage.RCPT_TO,
    '550 5.1.1 <ada@example.com>: Recipient address rejected: User unknown',
    Kind.MAILBOX_UNKNOWN,
  ],
  [Stage.RCPT_TO, '550 No such user here', Kind.MAILBOX_UNKNOWN],
  [Stage.RCPT_TO, '552 5.2.2 Mailbox full', Kind.MAILBOX_FULL],
  [Stage.RCPT_TO, '554 5.7.1 <ada@example.com>: Relay access denied', Kind.RELAYING_DENIED],
  // As Postfix says it, for now and for ever.
  [Stage.RCPT_TO, '454 4.7.1 <ada@example.com>: Relay access denied', Kind.RELAYING_DENIED],
  [Stage.RCPT_TO, '550 5.7.1 Relaying denied', Kind.RELAYING_DENIED],
  // Done, but something else than STARTTLS and AUTH.
  [Stage.TLS, '250 2.0.0 OK', Kind.REPLY_UNEXPECTED],
  [Stage.AUTH, '250 2.0.0 OK', Kind.REPLY_UNEXPECTED],
  [Stage.RCPT_TO, '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', Kind.RELAYING_DENIED],
  [
    Stage.RCPT_TO,
    '553 sorry, that domain isn’t in my list of allowed rcpthosts (#5.7.1)',
    Kind.RELAYING_DENIED,
  ],
  [
    Stage.RCPT_TO,
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.test',
    Kind.BLOCKED,
  ],
  [
    Stage.ACCEPTED,
    '550 5.7.1 Message rejected due to the low reputation of the sending domain',
    Kind.BLOCKED,
  ],
  [Stage.RCPT_TO, '550 5.7.1 Not for you', Kind.RECIPIENT_REFUSED],
  [Stage.DATA, '554 5.5.1 No valid recipients', Kind.MESSAGE_REFUSED],
  [Stage.ACCEPTED, '550 5.7.1 This message looks like spam', Kind.CONTENT_REFUSED],
  [Stage.ACCEPTED, '554 5.6.0 Message contains invalid header', Kind.CONTENT_REFUSED],
  [Stage.ACCEPTED, '552 5.2.3 Message exceeds maximum fixed size', Kind.MESSAGE_TOO_BIG],
  [Stage.ACCEPTED, '554 Transaction failed', Kind.MESSAGE_REFUSED],
  // Replies that do not belong there.
  [Stage.MAIL_FROM, '354 Go on', Kind.REPLY_UNEXPECTED],
  [Stage.DATA, '250 OK', Kind.REPLY_UNEXPECTED],
];

const anotherDay: [Stage, string, Kind][] = [
  [Stage.GREETING, '421 4.3.2 Service not available', Kind.SERVER_BUSY],
  [Stage.RCPT_TO, '421 4.7.0 Too many connections', Kind.SERVER_BUSY],
  [Stage.GREETING, '450 4.3.2 Please try again', Kind.TRY_LATER],
  [Stage.TLS, '454 4.7.0 TLS not available due to temporary reason', Kind.STARTTLS_UNAVAILABLE],
  [Stage.AUTH, '454 4.7.0 Temporary authentication failure', Kind.AUTH_UNAVAILABLE],
  [Stage.AUTH, '454 4.7.0 Too many login attempts, please try again later.', Kind.AUTH_ACCOUNT_LOCKED],
  [Stage.MAIL_FROM, '451 4.3.0 Mail server temporarily rejected message', Kind.TRY_LATER],
  [Stage.MAIL_FROM, '452 4.3.1 Insufficient system storage', Kind.OUT_OF_STORAGE],
  [Stage.RCPT_TO, '452 4.2.2 Mailbox full', Kind.MAILBOX_FULL],
  [Stage.RCPT_TO, '450 4.2.0 <ada@example.com>: Recipient address rejected: Greylisted', Kind.GREYLISTED],
  [Stage.RCPT_TO, '451 4.7.1 Please come back in five minutes', Kind.GREYLISTED],
  [Stage.RCPT_TO, '450 4.7.1 Client host rejected: cannot find your hostname', Kind.TRY_LATER],
  [Stage.ACCEPTED, '451 4.7.1 Grey-listed, try later', Kind.GREYLISTED],
];

const nameOf = ([stage, reply]: [Stage, string, Kind]) => `${reply.replace('\n', ' / ')} at ${stage}`;

describe('a refusal', () => {
  it.each(failing.map((row) => [nameOf(row), ...row] as const))(
    '%s is to be put right',
    (_, stage, text, kind) => {
      const problem = refusal(stage, replyOf(text));
      expect(problem.kind).toBe(kind);
      expect(statusOfProblem(problem)).toBe(SmtpStageStatus.FAIL);
    },
  );

  it.each(anotherDay.map((row) => [nameOf(row), ...row] as const))(
    '%s is one of the day',
    (_, stage, text, kind) => {
      const problem = refusal(stage, replyOf(text));
      expect(problem.kind).toBe(kind);
      expect(statusOfProblem(problem)).toBe(SmtpStageStatus.ERROR);
    },
  );

  it('of every kind has words for a person', () => {
    for (const { says, hint } of Object.values(smtpProblemTexts)) {
      expect(says).toMatch(/^[a-z].*\.$/s);
      expect(hint).toMatch(/^[A-Z].*\.$/s);
    }
  });
});
