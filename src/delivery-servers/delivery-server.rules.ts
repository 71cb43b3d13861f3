import { domainFault, emailAddressFault, hostFault, isPort, mailFromFault } from '../formats/formats.js';
import { firstPerPath, type Problem, Reason } from '../problems/problem.js';
import { isBlank, lineFault, longestName, textFault } from '../problems/text.js';
import type { DomainSettings, SenderRotation, SmtpSecurity } from './delivery-server.js';
import { tagProblems } from './tags.js';

/** What a caller sets. `password` goes in and never comes out. */
export interface DeliveryServerSettings {
  name: string;
  smtp: {
    host: string;
    port: number;
    security: SmtpSecurity;
    timeoutSeconds: number;
    authRequired: boolean;
    username: string | null;
    password: string | null;
  };
  domains: DomainSettings;
  senderRotation: SenderRotation;
  /** None when left out. */
  tags?: string[];
}

/** Settings on their way in: what is left out is not judged, null stands for "no value", in a list too. */
export type Draft<T> = { [K in keyof T]?: DraftOf<NonNullable<T[K]>> | null };
type DraftOf<Value> = Value extends readonly (infer Item)[]
  ? readonly (Item | null)[]
  : Value extends object
    ? Draft<Value>
    : Value;
export type DeliveryServerDraft = Draft<DeliveryServerSettings>;

/** Changes of settings: what is left out stays, null clears. */
export type DeliveryServerPatch = Omit<DeliveryServerDraft, 'tags'> & { tags?: readonly string[] | null };

const longestUsername = 512;
const longestTimeoutSeconds = 86_400;
/** In bytes of UTF-8. */
const longestPassword = 1_048_576;

type Fault = Pick<Problem, 'reason' | 'message'> | null;

interface Rule {
  path: readonly string[];
  isRequired: boolean;
  /** Blanks are a value like any other. */
  keepsBlanks?: true;
  // The GraphQL types and the drafts see to it that each rule meets values of its own type.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  fault(value: any): Fault;
}

const rules: readonly Rule[] = [
  // The documentation takes any text, and there are servers with tabs and line breaks in their names.
  required(['name'], text(longestName)),
  required(['smtp', 'host'], format(hostFault)),
  required(['smtp', 'port'], port),
  required(['smtp', 'security'], nothing),
  required(['smtp', 'timeoutSeconds'], wholeNumber(0, longestTimeoutSeconds)),
  required(['smtp', 'authRequired'], nothing),
  optional(['smtp', 'username'], line(longestUsername)),
  asItIs(['smtp', 'password'], password),
  required(['domains', 'linkTracking'], format(domainFault)),
  required(['domains', 'openTracking'], format(domainFault)),
  required(['domains', 'mailFrom'], format(mailFromFault)),
  optional(['domains', 'enforcedFrom'], format(emailAddressFault)),
  required(['domains', 'useSenderInfoAsMailFrom'], nothing),
  required(['domains', 'useSenderInfoAsFrom'], nothing),
  required(['senderRotation', 'enabled'], nothing),
  asItIs(['senderRotation', 'settings'], wholeCharacters),
];

/**
 * Everything that is wrong with the settings, at most one problem per field, in the order of the fields.
 * @param stored what a patch leaves as it is; without it the draft stands alone
 */
export function settingsProblems(draft: DeliveryServerDraft, stored: StoredSignIn = {}): Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    const problem = ruleProblem(rule, valueAt(draft, rule.path));
    if (problem) problems.push(problem);
  }
  problems.push(...signInProblems(draft, stored), ...tagProblems(draft.tags ?? []));
  return firstPerPath(problems);
}

interface StoredSignIn {
  authRequired?: boolean;
  username?: string | null;
}

/** A user name is needed when the server wants one; judged when the draft touches either. */
function signInProblems(draft: DeliveryServerDraft, stored: StoredSignIn): Problem[] {
  const authRequired = valueAt(draft, ['smtp', 'authRequired']);
  const username = valueAt(draft, ['smtp', 'username']);
  if (authRequired === undefined && username === undefined) return [];
  const isRequired = (authRequired === undefined ? stored.authRequired : authRequired) === true;
  if (!isRequired || !saysNothing(username === undefined ? stored.username : username)) return [];
  const message = 'A user name is required when authRequired is true.';
  return [{ path: ['smtp', 'username'], reason: Reason.REQUIRED, message }];
}

function ruleProblem({ path, isRequired, keepsBlanks, fault }: Rule, value: unknown): Problem | null {
  if (value === undefined) return null;
  if (value === null || (saysNothing(value) && !keepsBlanks)) {
    return isRequired
      ? { path, reason: Reason.REQUIRED, message: 'This is required and must not be blank.' }
      : null;
  }
  const found = fault(value);
  return found ? { path, ...found } : null;
}

/** Undefined where the draft says nothing, null where it, or what holds it, is null. */
function valueAt(draft: object, path: readonly string[]): unknown {
  let value: unknown = draft;
  for (const key of path) {
    if (value === null || value === undefined) return value;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && isBlank(value));
}

function required(path: readonly string[], fault: Rule['fault']): Rule {
  return { path, isRequired: true, fault };
}

function optional(path: readonly string[], fault: Rule['fault']): Rule {
  return { path, isRequired: false, fault };
}

function asItIs(path: readonly string[], fault: Rule['fault']): Rule {
  return { path, isRequired: false, keepsBlanks: true, fault };
}

function nothing(): Fault {
  return null;
}

function text(longest: number) {
  return (value: string): Fault => textFault(value, longest);
}

function line(longest: number) {
  return (value: string): Fault => lineFault(value, longest);
}

/** Half a surrogate pair has no bytes, so it could not be given back as it came. */
function wholeCharacters(value: string): Fault {
  return value.isWellFormed()
    ? null
    : { reason: Reason.INVALID, message: 'This must be whole Unicode characters.' };
}

function password(value: string): Fault {
  if (Buffer.byteLength(value) > longestPassword) {
    return { reason: Reason.TOO_LONG, message: `This must have at most ${longestPassword} bytes.` };
  }
  return wholeCharacters(value);
}

function wholeNumber(least: number, most: number) {
  return (value: number): Fault =>
    Number.isInteger(value) && value >= least && value <= most
      ? null
      : { reason: Reason.OUT_OF_RANGE, message: `This must be a whole number from ${least} to ${most}.` };
}

function port(value: number): Fault {
  return isPort(value)
    ? null
    : { reason: Reason.INVALID, message: 'This must be a whole number from 1 to 65535.' };
}

function format(sentenceOn: (value: string) => string | null) {
  return (value: string): Fault => {
    const message = sentenceOn(value);
    return message === null ? null : { reason: Reason.INVALID, message };
  };
}
