import { settingsProblems } from '../delivery-servers/delivery-server.rules.js';
import { firstPerPath, type Problem, Reason } from '../problems/problem.js';
import { DeliveryMode } from '../verification/smtp/delivery-subject.js';
import type { SmtpSecurity } from '../verification/smtp/smtp-security.js';
import { recipientProblems } from './recipient.rules.js';

/** Settings of an SMTP server that are not stored, to be tried. */
export interface SmtpTestSettings {
  host: string;
  port: number;
  security: SmtpSecurity;
  timeoutSeconds: number;
  /** Null to sign in as nobody. */
  username?: string | null;
  password?: string | null;
  /** Needed for a message only. */
  mailFrom?: string | null;
  enforcedFrom?: string | null;
  /** Left out: a message when there is `to`, else it ends after the sign-in. */
  mode?: DeliveryMode | null;
  to?: string | null;
}

type SmtpTestDraft = { [Field in keyof SmtpTestSettings]?: SmtpTestSettings[Field] | null };

export function modeOf({ mode, to }: SmtpTestDraft): DeliveryMode {
  return mode ?? (to ? DeliveryMode.MESSAGE : DeliveryMode.AUTH);
}

/** Everything that is wrong with settings to try; the rules are those of stored ones. */
export function settingsTestProblems(draft: SmtpTestDraft): Problem[] {
  const { host, port, security, timeoutSeconds, username, password, mailFrom, enforcedFrom } = draft;
  const needsMailFrom = modeOf(draft) === DeliveryMode.MESSAGE;
  const stored = settingsProblems({
    smtp: defined({ host, port, security, timeoutSeconds, username, password }),
    domains: defined({
      mailFrom: needsMailFrom ? (mailFrom ?? null) : (mailFrom ?? undefined),
      enforcedFrom,
    }),
  }).map(({ path, ...problem }) => ({ ...problem, path: path.slice(1), ...ofMessage(path, problem) }));
  return firstPerPath([...stored, ...signInProblems(draft), ...recipientProblems(draft)]);
}

/** Says why it is missed: it need not be there without a message. */
function ofMessage([, field]: readonly string[], { reason }: Pick<Problem, 'reason'>): { message?: string } {
  if (field !== 'mailFrom' || reason !== Reason.REQUIRED) return {};
  return { message: 'A message needs it: a domain or an e-mail address, such as bounce.example.com.' };
}

function signInProblems({ username, password }: SmtpTestDraft): Problem[] {
  if (!password || username?.trim()) return [];
  const message = 'A password needs a user name.';
  return [{ path: ['username'], reason: Reason.REQUIRED, message }];
}

type Defined<Fields> = { [Field in keyof Fields]?: Exclude<Fields[Field], undefined> };

function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>;
}
