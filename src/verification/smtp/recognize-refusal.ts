import { SmtpProblemKind as Kind, SmtpProblem, type SmtpProblemKind } from './smtp-problem.js';
import type { SmtpReply } from './smtp-reply.js';
import { SmtpReplyClass, type SmtpStageKind, SmtpStageKind as Stage } from './smtp-stage.js';

/** In characters. What is known is said at the beginning, and a hostile server says a lot. */
const maxWords = 1_000;

/** The problem that a refusal stands for: by its codes where these say enough, else by words that servers are known for. */
export function refusal(stage: SmtpStageKind, reply: SmtpReply): SmtpProblem {
  const words = reply.lines.join(' ').slice(0, maxWords);
  const { replyClass, code, enhancedCode } = reply;
  const isRefusal =
    replyClass === SmtpReplyClass.TRANSIENT_NEGATIVE || replyClass === SmtpReplyClass.PERMANENT_NEGATIVE;
  const found = rules.find(
    (rule) =>
      (rule.stages?.includes(stage) ?? true) &&
      (rule.codes?.includes(code) ?? true) &&
      (rule.enhanced?.test(enhancedCode ?? '') ?? true) &&
      (rule.words?.test(words) ?? true) &&
      (rule.replyClass === undefined || rule.replyClass === replyClass),
  );
  return new SmtpProblem(isRefusal && found ? found.kind : Kind.REPLY_UNEXPECTED, reply);
}

interface Rule {
  kind: SmtpProblemKind;
  /** What is left out may be anything. */
  stages?: readonly SmtpStageKind[];
  codes?: readonly number[];
  enhanced?: RegExp;
  words?: RegExp;
  replyClass?: SmtpReplyClass;
}

const forNow = SmtpReplyClass.TRANSIENT_NEGATIVE;
const envelope = [Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA, Stage.ACCEPTED];
const message = [Stage.DATA, Stage.ACCEPTED];

/** The first that fits is taken. */
const rules: readonly Rule[] = [
  { kind: Kind.SERVER_BUSY, codes: [421] },

  { kind: Kind.GREYLISTED, words: /gr[ea]y.?list/i, replyClass: forNow },
  { kind: Kind.TRY_LATER, stages: [Stage.GREETING, Stage.EHLO], replyClass: forNow },
  { kind: Kind.GREETING_REFUSED, stages: [Stage.GREETING] },
  // Servers of FTP greet alike, and know no EHLO.
  { kind: Kind.NOT_SMTP, stages: [Stage.EHLO], codes: [500, 502] },
  { kind: Kind.EHLO_REFUSED, stages: [Stage.EHLO] },

  { kind: Kind.STARTTLS_UNAVAILABLE, stages: [Stage.TLS], replyClass: forNow },
  { kind: Kind.STARTTLS_REFUSED, stages: [Stage.TLS] },

  { kind: Kind.TLS_REQUIRED, codes: [538] },
  { kind: Kind.TLS_REQUIRED, codes: [523, 530], words: /\b(start)?tls\b|encrypt/i },
  {
    kind: Kind.TLS_REQUIRED,
    words: /(must issue|requires?|use) (a )?(start)?tls|encryption (is )?required/i,
  },
  { kind: Kind.AUTH_PASSWORDS_OFF, stages: [Stage.AUTH], enhanced: /^5\.7\.139$/ },
  {
    kind: Kind.AUTH_PASSWORDS_OFF,
    stages: [Stage.AUTH],
    words: /(basic auth\w*|smtp ?client ?auth\w*|smtp auth\w*) is disabled/i,
  },
  {
    kind: Kind.AUTH_APP_PASSWORD_NEEDED,
    stages: [Stage.AUTH],
    words:
      /app(lication)?[- ](specific[- ])?password|InvalidSecondFactor|BadCredentials|log ?in (via|with) your web browser/i,
  },
  { kind: Kind.AUTH_APP_PASSWORD_NEEDED, stages: [Stage.AUTH], codes: [534], enhanced: /^5\.7\.(9|14)$/ },
  {
    kind: Kind.AUTH_ACCOUNT_LOCKED,
    stages: [Stage.AUTH],
    words: /too many|locked|suspended|disabled|blocked|try again later/i,
    replyClass: SmtpReplyClass.PERMANENT_NEGATIVE,
  },
  { kind: Kind.AUTH_ACCOUNT_LOCKED, stages: [Stage.AUTH], words: /too many|locked/i },
  { kind: Kind.AUTH_UNAVAILABLE, stages: [Stage.AUTH], replyClass: forNow },
  { kind: Kind.AUTH_NOT_OFFERED, stages: [Stage.AUTH], codes: [500, 502, 503] },
  { kind: Kind.AUTH_MECHANISM_UNKNOWN, stages: [Stage.AUTH], codes: [504, 534] },
  { kind: Kind.AUTH_FAILED, stages: [Stage.AUTH] },

  { kind: Kind.AUTH_REQUIRED, codes: [530] },
  {
    kind: Kind.AUTH_REQUIRED,
    words:
      /authentication (is )?required|must (be )?authenticat|not authenticated|authenticate first|smtp auth/i,
    replyClass: SmtpReplyClass.PERMANENT_NEGATIVE,
  },
  { kind: Kind.MAILBOX_FULL, enhanced: /^[45]\.2\.2$/ },
  { kind: Kind.MAILBOX_FULL, words: /(mailbox|quota)[^.]*(full|exceeded)|over ?quota/i },
  { kind: Kind.OUT_OF_STORAGE, codes: [452], enhanced: /^(4\.3\.1)?$/ },
  // Postfix says the same code of names that DNS does not have.
  { kind: Kind.TRY_LATER, words: /hostname|helo|host not found/i, replyClass: forNow },
  { kind: Kind.GREYLISTED, stages: envelope, codes: [450, 451], enhanced: /^4\.7\.1$/ },
  { kind: Kind.RELAYING_DENIED, stages: [Stage.RCPT_TO], codes: [454], words: /relay/i },
  { kind: Kind.TRY_LATER, replyClass: forNow },

  { kind: Kind.MESSAGE_TOO_BIG, enhanced: /^5\.(3\.4|2\.3)$/ },
  { kind: Kind.MESSAGE_TOO_BIG, codes: [552] },
  { kind: Kind.SENDER_NOT_ALLOWED, enhanced: /^5\.7\.60$/ },
  {
    kind: Kind.SENDER_NOT_ALLOWED,
    words:
      /send ?as|not owned by|(sender|\bfrom\b)[^.]*(not (allowed|permitted|verified|authori[sz]ed)|verified sender)|address is not verified|not (authori[sz]ed|allowed|permitted) to send/i,
  },
  { kind: Kind.RELAYING_DENIED, words: /relay|rcpthosts|not (a )?local (domain|user)/i },
  {
    kind: Kind.BLOCKED,
    words:
      /spamhaus|spamcop|barracuda|senderscore|dnsbl|\brbl\b|(block|black|deny).?list|reputation|banned|blocked|\blisted\b/i,
  },
  {
    kind: Kind.CONTENT_REFUSED,
    stages: message,
    words: /spam|content|virus|phish|policy|filter|url|unsolicited/i,
  },
  { kind: Kind.CONTENT_REFUSED, stages: message, enhanced: /^5\.(6\.\d+|7\.1)$/ },
  { kind: Kind.MAILBOX_UNKNOWN, stages: [Stage.RCPT_TO], enhanced: /^5\.1\.(1|10|0|2|3)$/ },
  {
    kind: Kind.MAILBOX_UNKNOWN,
    stages: [Stage.RCPT_TO],
    words:
      /unknown|no such|does(n't| not) exist|not found|unavailable|invalid (mailbox|recipient)|no mailbox/i,
  },
  { kind: Kind.SENDER_REFUSED, stages: [Stage.MAIL_FROM] },
  { kind: Kind.RECIPIENT_REFUSED, stages: [Stage.RCPT_TO] },
  { kind: Kind.MESSAGE_REFUSED },
];
