/** Why a value was refused. Also the codes of GraphQL's `UserError`; the legacy shim turns them into numbers. */
export enum Reason {
  REQUIRED = 'REQUIRED',
  INVALID = 'INVALID',
  TOO_LONG = 'TOO_LONG',
  OUT_OF_RANGE = 'OUT_OF_RANGE',
  INVALID_ID = 'INVALID_ID',
  NOT_FOUND = 'NOT_FOUND',
  VERSION_CONFLICT = 'VERSION_CONFLICT',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
  INVALID_CREDENTIALS = 'INVALID_CREDENTIALS',
  NOT_PERMITTED = 'NOT_PERMITTED',
  PASSWORD_DAMAGED = 'PASSWORD_DAMAGED',
  RATE_LIMITED = 'RATE_LIMITED',
}

/**
 * Something the caller can put right. Problems are returned, never thrown, and always all at once.
 * `path` leads from the operation's input to the value, `message` is a full sentence that never repeats the value.
 */
export interface Problem {
  path: readonly string[];
  reason: Reason;
  message: string;
  /** When what is RATE_LIMITED may be tried again. */
  retryAfterSeconds?: number;
  /** What the credential of whoever asks has too little of: the audit trail tells it. */
  lacks?: Lack;
}

/** What a credential would need to be let do something. */
export interface Lack {
  /** Names of scopes. */
  scopes?: readonly string[];
  /** Which of its own limits are in the way: its `tag`, `networks` or `expiresAt`. */
  limits?: readonly string[];
}

/**
 * What a service answers: its result, or everything that stood in the way. `current` is what a change was aimed at, as
 * it is now.
 */
export type Outcome<T> =
  | { result: T; problems: readonly []; current?: never }
  | { result: null; problems: readonly Problem[]; current?: T | null };

export function done<T>(result: T): Outcome<T> {
  return { result, problems: [] };
}

export function refused(...problems: Problem[]): { result: null; problems: readonly Problem[] } {
  return { result: null, problems };
}

/** What an answer shows of a change: its result, or on a version conflict the object as somebody else left it. */
export function resultOrConflict<T>({ result, problems, current }: Outcome<T>): T | null {
  const isConflict = problems.some(({ reason }) => reason === Reason.VERSION_CONFLICT);
  return isConflict ? (current ?? null) : result;
}

/** One problem per path: the first one told wins, so a missing value is not also reported as invalid. */
export function firstPerPath(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = problem.path.join('.');
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

/** The object that a change is aimed at; a change of another version than the expected one does not happen. */
export interface ChangeTarget {
  id: string;
  expectedVersion?: number | null | undefined;
}

/** The problem with an object that is no longer at the version that the caller expected. */
export function versionProblems(
  { expectedVersion }: ChangeTarget,
  version: number,
  path: readonly string[] = ['expectedVersion'],
): Problem[] {
  if ((expectedVersion ?? version) === version) return [];
  const message = `This has been changed since the version that you expected: it is at version ${version} now.`;
  return [{ path, reason: Reason.VERSION_CONFLICT, message }];
}

/** There is no object with the id that the caller gave. */
export function notFound(path: readonly string[], noun: string): Problem {
  return { path, reason: Reason.NOT_FOUND, message: `There is no ${noun} with this id.` };
}
