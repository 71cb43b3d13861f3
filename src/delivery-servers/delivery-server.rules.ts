import {
  domainProblem,
  emailAddressProblem,
  hostProblem,
  isPort,
  mailFromProblem,
} from '../formats/formats.js';
import { firstPerPath, type Problem, Reason } from '../problems/problem.js';
import { lineFault, maxNameLength, textFault } from '../problems/text.js';
import type { DomainSettings, SenderRotation, SmtpSettings } from './delivery-server.js';
import { expectationProblems } from './expectations.rules.js';
import type { GivenExpectations } from './expectations-from.js';
import {
  asItIs,
  type Draft,
  type Fault,
  format,
  nothing,
  optional,
  problemsOf,
  type RulesOf,
  required,
  saysNothing,
} from './setting-rule.js';
import { tagProblems } from './tags.js';
import { verifyEveryProblem } from './verify-every.js';

/** What a caller sets. `password` goes in and never comes out. */
export interface DeliveryServerSettings {
  name: string;
  smtp: Omit<SmtpSettings, 'hasPassword' | 'passwordUpdatedAt'> & { password: string | null };
  domains: DomainSettings;
  senderRotation: SenderRotation;
  /** How often its checks are made: `6h`, or `never`; null for as often as the gateway says. */
  verifyEvery: string | null;
  expectations?: GivenExpectations | null;
  /** None when left out. */
  tags?: string[];
}

/** The path of each setting but the tags, such as `smtp.host`; a list has one path. */
export type SettingPath = PathIn<Omit<DeliveryServerSettings, 'tags'>>;
type PathIn<Settings> = {
  [Field in keyof Settings & string]-?: NonNullable<Settings[Field]> extends readonly unknown[]
    ? Field
    : NonNullable<Settings[Field]> extends object
      ? `${Field}.${PathIn<NonNullable<Settings[Field]>>}`
      : Field;
}[keyof Settings & string];

export type DeliveryServerDraft = Draft<DeliveryServerSettings>;

/** Changes of settings: what is left out stays, null clears. */
export type DeliveryServerPatch = Omit<DeliveryServerDraft, 'expectations' | 'tags'> & {
  expectations?: GivenExpectations | null;
  tags?: readonly string[] | null;
};

const maxUsernameLength = 512;
const maxTimeoutSeconds = 86_400;
/** In bytes of UTF-8. */
const maxPasswordBytes = 1_048_576;

/** In the order in which problems are told. Expectations and tags have rules of their own. */
const rules: RulesOf<Omit<DeliveryServerSettings, 'expectations' | 'tags'>> = {
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
  verifyEvery: asItIs(format(verifyEveryProblem)),
};

/**
 * Everything that is wrong with the settings, at most one problem per field, in the order of the fields.
 * @param stored what a patch leaves as it is; without it the draft stands alone
 */
export function settingsProblems(draft: DeliveryServerDraft, stored: StoredSignIn = {}): Problem[] {
  const problems = [
    ...problemsOf(rules, draft),
    ...signInProblems(draft, stored),
    ...expectationProblems(draft.expectations, ['expectations']),
    ...tagProblems(draft.tags ?? []),
  ];
  return firstPerPath(problems);
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
