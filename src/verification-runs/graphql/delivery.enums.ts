import { describeEnum } from '../../graphql/schema/describe-enum.js';
import { DkimResult } from '../../verification/dkim/verified-signature.js';
import { ConnectOutcome } from '../../verification/network/connect-attempt.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import { SmtpReplyClass, SmtpStageKind, SmtpStageStatus } from '../../verification/smtp/smtp-stage.js';
import { TlsFault } from '../../verification/smtp/smtp-tls.js';

describeEnum({ DeliveryMode }, 'How far a delivery test goes; each step includes those before it.', {
  CONNECT: 'It ends when the server has greeted and answered EHLO.',
  TLS: 'It ends when the connection is protected.',
  AUTH: 'It ends after the sign-in, before any message.',
  MESSAGE: 'It sends a message.',
});

describeEnum(
  { SmtpStageKind },
  'The stages of a delivery test. With implicit TLS, TLS comes before GREETING.',
  {
    RESOLVE: 'The host name is looked up.',
    CONNECT: 'A TCP connection to one of its addresses.',
    GREETING: 'The server says who it is.',
    EHLO: 'It says what it offers.',
    TLS: 'STARTTLS and the handshake after it, or the handshake alone.',
    AUTH: 'The sign-in.',
    MAIL_FROM: 'The address for bounces.',
    RCPT_TO: 'The recipient.',
    DATA: 'The server waits for the message.',
    ACCEPTED: 'It has taken the message over, which does not yet mean that it was delivered.',
  },
);

describeEnum({ SmtpStageStatus }, 'How a stage of a delivery test ended.', {
  PASS: 'All is well.',
  FAIL: 'The server, its certificate or the settings stand in the way.',
  ERROR: 'It could not be measured today.',
  SKIPPED: 'There was nothing to do, such as to sign in without a user name.',
});

describeEnum({ SmtpReplyClass }, 'What the first digit of a reply means (RFC 5321, section 4.2.1).', {
  POSITIVE_COMPLETION: '2: done.',
  POSITIVE_INTERMEDIATE: '3: the server waits for more.',
  TRANSIENT_NEGATIVE: '4: not now; the same may work later.',
  PERMANENT_NEGATIVE: '5: not like this.',
});

describeEnum({ SmtpAttemptOutcome: ConnectOutcome }, 'How the attempt to reach an address ended.', {
  CONNECTED: 'There is a connection.',
  REFUSED: 'Nobody listens there.',
  TIMED_OUT: 'Nothing came back.',
  UNREACHABLE: 'There is no way to it, as where the gateway has no IPv6.',
  NOT_ALLOWED: 'It leads to a network that VERIFY_ALLOW_NETWORKS does not allow, so nothing was sent to it.',
  NOT_TRIED: 'An address before it worked, or the time was over.',
});

describeEnum({ TlsFault }, 'What is wrong with the TLS of a server.', {
  CERTIFICATE_EXPIRED: 'The certificate has expired.',
  CERTIFICATE_NOT_YET_VALID: 'The certificate is not valid yet.',
  CERTIFICATE_SELF_SIGNED: 'The server has signed its certificate itself.',
  CERTIFICATE_ISSUER_UNKNOWN:
    'Nobody who is trusted has signed it: an intermediate certificate is missing, or the authority is a private one.',
  CERTIFICATE_NAME_DIFFERS: 'It is for other names.',
  CERTIFICATE_REJECTED: 'It is refused for another reason, such as a weak key or signature.',
  PROTOCOL_OLD: 'The version of TLS is an old one.',
  CIPHER_WEAK: 'The cipher is a weak one.',
});

describeEnum({ DkimResult }, 'What became of a DKIM signature (RFC 8601, section 2.7.1).', {
  PASS: 'It passes.',
  FAIL: 'Message and signature do not belong together, or it has expired.',
  TEMPERROR: 'The key could not be looked up today.',
  PERMERROR: 'The signature, or its key, can never be verified.',
});
