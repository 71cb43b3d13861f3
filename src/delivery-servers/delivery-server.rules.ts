import {
  domainProblem,
  emailAddressProblem,
  hostProblem,
  isPort,
  mailFromProblem,
} from '../formats/formats.js';
import { firstPerPath, type Problem, Reason } from '../problems/problem.js';
import { isBlank, lineFault, maxNameLength, textFault } from '../problems/text.js';
import type { DomainSettings, SenderRotation, SmtpSettings } from './delivery-server.js';
import { tagProblems } from './tags.js';

/** What a caller sets. `password` goes in and never comes out. */
export interface DeliveryServerSettings {
  name: string;
  smtp: Omit<SmtpSettings, 'hasPassword' | 'passwordUpdatedAt'> & { password: string | null };
  domains: DomainSettings;
  senderRotation: SenderRotation;
  /** None when left out. */
  tags?: string[];
}

/** The path of each setting but the tags, such as `smtp.host`. */
export type SettingPath = PathIn<Omit<DeliveryServerSettings, 'tags'>>;
type PathIn<Settings> = {
  [Field in keyof Settings & string]: NonNullable<Settings[Field]> extends object
    ? `${Field}.${PathIn<NonNullable<Settings[Field]>>}`
    : Field;
}[keyof Settings & string];

/** Settings on their way in: what is left out is not judged, null stands for "no value", in a list too. */
type Draft<T> = { [K in keyof T]?: DraftOf<NonNullable<T[K]>> | null };
type DraftOf<Value> = Value extends readonly (infer Item)[]
  ? readonly (Item | null)[]
  : Value extends object
    ? Draft<Value>
    : Value;
export type DeliveryServerDraft = Draft<DeliveryServerSettings>;

/** Changes of settings: what is left out stays, null clears. */
export type DeliveryServerPatch = Omit<DeliveryServerDraft, 'tags'> & { tags?: readonly string[] | null };

const maxUsernameLength = 512;
const maxTimeoutSeconds = 86_400;
/** In bytes of UTF-8. */
const maxPasswordBytes = 1_048_576;

type Fault = Pick<Problem, 'reason' | 'message'> | null;

interface Rule<Value> {
  isRequired: boolean;
  /** Blanks are a value like any other. */
  keepsBlanks?: true;
  fault(value: Value): Fault;
}

/** A rule for each setting, in the form of the settings. */
type RulesOf<Settings> = {
  readonly [Field in keyof Settings]: NonNullable<Settings[Field]> extends object
    ? RulesOf<NonNullable<Settings[Field]>>
    : Rule<NonNullable<Settings[Field]>>;
};

/** In the order in which problems are told. Tags have rules of their own. */
const rules: RulesOf<Omit<DeliveryServerSettings, 'tags'>> = {
  // The documentation takes any text, and there are servers with tabs and line breaks in their names.
  name: required((value) => textFault(value, maxNameLength)),
  smtp: {
    host: required(format(hostProblem)),
    port: required(port),
    security: required(nothing),
    timeoutSeconds: required(timeout),
    authRequired: required(nothing),
    username: optional((value) => lineFault(value, maxUsernameLength)),
    password: asItIs(password),
  },
  domains: {
    linkTracking: required(format(domainProblem)),
    openTracking: required(format(domainProblem)),
    mailFrom: required(format(mailFromProblem)),
    enforcedFrom: optional(format(emailAddressProblem)),
    useSenderInfoAsMailFrom: required(nothing),
    useSenderInfoAsFrom: required(nothing),
  },
  senderRotation: { enabled: required(nothing), settings: asItIs(wholeCharacters) },
};

/**
 * Everything that is wrong with the settings, at most one problem per field, in the order of the fields.
 * @param stored what a patch leaves as it is; without it the draft stands alone
 */
export function settingsProblems(draft: DeliveryServerDraft, stored: StoredSignIn = {}): Problem[] {
  const problems = [
    ...problemsOf(rules, draft, []),
    ...signInProblems(draft, stored),
    ...tagProblems(draft.tags ?? []),
  ];
  return firstPerPath(problems);
}

/** What does not fit the rules; of what is null as a whole, each required part is missing. */
function problemsOf(places: object, values: unknown, path: readonly string[]): Problem[] {
  return Object.entries(places).flatMap(([field, place]) => {
    const value = values === null ? null : (values as Record<string, unknown>)[field];
    if (value === undefined) return [];
    const here = [...path, field];
    return 'fault' in place ? ruleProblems(place, value, here) : problemsOf(place, value, here);
  });
}

interface StoredSignIn {
  authRequired?: boolean;
  username?: string | null;
}

/** A user name is needed when the server wants one; judged when the draft touches either. */
function signInProblems(draft: DeliveryServerDraft, stored: StoredSignIn): Problem[] {
  const authRequired = draft.smtp === null ? null : draft.smtp?.authRequired;
  const username = draft.smtp === null ? null : draft.smtp?.username;
  if (authRequired === undefined && username === undefined) return [];
  const isRequired = (authRequired === undefined ? stored.authRequired : authRequired) === true;
  if (!isRequired || !saysNothing(username === undefined ? stored.username : username)) return [];
  const message = 'A user name is required when authRequired is true.';
  return [{ path: ['smtp', 'username'], reason: Reason.REQUIRED, message }];
}

// The GraphQL types and the drafts see to it that each rule meets values of its own type.
// biome-ignore lint/suspicious/noExplicitAny: see above
function ruleProblems(rule: Rule<any>, value: unknown, path: readonly string[]): Problem[] {
  if (value === null || (saysNothing(value) && !rule.keepsBlanks)) {
    if (!rule.isRequired) return [];
    return [{ path, reason: Reason.REQUIRED, message: 'This is required and must not be blank.' }];
  }
  const found = rule.fault(value as never);
  return found ? [{ path, ...found }] : [];
}

function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && isBlank(value));
}

function required<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: true, fault };
}

function optional<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: false, fault };
}

function asItIs<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: false, keepsBlanks: true, fault };
}

function nothing(): Fault {
  return null;
}

/** Half a surrogate pair has no bytes, so it could not be given back as it came. */
function wholeCharacters(value: string): Fault {
  return value.isWellFormed()
    ? null
    : { reason: Reason.INVALID, message: 'This must be whole Unicode characters.' };
}

function password(value: string): Fault {
  if (Buffer.byteLength(value) > maxPasswordBytes) {
    return { reason: Reason.TOO_LONG, message: `This must have at most ${maxPasswordBytes} bytes.` };
  }
  return wholeCharacters(value);
}

function timeout(value: number): Fault {
  const message = `This must be a whole number from 0 to ${maxTimeoutSeconds}.`;
  const isInRange = Number.isInteger(value) && value >= 0 && value <= maxTimeoutSeconds;
  return isInRange ? null : { reason: Reason.OUT_OF_RANGE, message };
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
