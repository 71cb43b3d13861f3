/** The steps of a delivery, by what they are called in RFC 5321; with implicit TLS, TLS stands before the greeting. */
export enum SmtpStageKind {
  /** The host name is looked up. */
  RESOLVE = 'RESOLVE',
  CONNECT = 'CONNECT',
  GREETING = 'GREETING',
  EHLO = 'EHLO',
  /** STARTTLS and the handshake after it, or the handshake alone. */
  TLS = 'TLS',
  AUTH = 'AUTH',
  MAIL_FROM = 'MAIL_FROM',
  RCPT_TO = 'RCPT_TO',
  DATA = 'DATA',
  /** The server has taken the message over. */
  ACCEPTED = 'ACCEPTED',
}

export enum SmtpStageStatus {
  PASS = 'PASS',
  /** The server, its certificate or the settings stand in the way. */
  FAIL = 'FAIL',
  /** It could not be measured today. */
  ERROR = 'ERROR',
  /** There was nothing to do, such as to sign in without a user name. */
  SKIPPED = 'SKIPPED',
}

/** What the first digit of a reply means (RFC 5321, section 4.2.1). */
export enum SmtpReplyClass {
  /** 2yz: done. */
  POSITIVE_COMPLETION = 'POSITIVE_COMPLETION',
  /** 3yz: the server waits for more. */
  POSITIVE_INTERMEDIATE = 'POSITIVE_INTERMEDIATE',
  /** 4yz: not now; the same may work later. */
  TRANSIENT_NEGATIVE = 'TRANSIENT_NEGATIVE',
  /** 5yz: not like this. */
  PERMANENT_NEGATIVE = 'PERMANENT_NEGATIVE',
}

/** One step of a delivery, as it ended. Can be kept as JSON; nothing secret is in it. */
export interface SmtpStage {
  stage: SmtpStageKind;
  status: SmtpStageStatus;
  durationMilliseconds: number;
  /** Null where the server replied nothing, as when a name is looked up. */
  replyClass: SmtpReplyClass | null;
  /** Such as 535. */
  replyCode: number | null;
  /** Such as `5.7.8` (RFC 3463); null when the server gave none. */
  enhancedCode: string | null;
  /** The server's words: printable, in one line, bounded, and with everything secret masked. */
  replyText: string | null;
  /** What a person can do about it; null when all is well. */
  hint: string | null;
}
