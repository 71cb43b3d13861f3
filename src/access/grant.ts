import { allScopes, type Scope } from '../caller/scope.js';
import { type Lack, type Problem, Reason } from '../problems/problem.js';
import { areWithin } from './networks.js';

/** What a key may do, until when and from where. */
export interface KeyLimits {
  scopes: readonly Scope[];
  /** Null for never. */
  expiresAt: Date | null;
  /** Null for everywhere. */
  networks: readonly string[] | null;
}

/** What a credential has, which is the most that it may pass on. A session passes on what its key or its administrator has. */
export type Grant = KeyLimits;

/** What administrators have, and the gateway itself. */
export const everything: Grant = { scopes: allScopes, expiresAt: null, networks: null };

/** In what a key would have more than the credential that makes it. */
export function beyondGrantProblems(key: KeyLimits, grant: Grant): Problem[] {
  const problems: Problem[] = [];
  const add = (field: keyof KeyLimits, message: string, lacks: Lack = { limits: [field] }) =>
    problems.push({ path: [field], reason: Reason.NOT_PERMITTED, message, lacks });
  const missing = allScopes.filter((scope) => key.scopes.includes(scope) && !grant.scopes.includes(scope));
  if (missing.length > 0) {
    const message = `Your own credential does not have ${missing.join(', ')}, so it cannot give it.`;
    add('scopes', message, { scopes: missing });
  }
  if (isLater(key.expiresAt, grant.expiresAt))
    add(
      'expiresAt',
      'Your own key ends, and no key that it makes may outlive it. Give that time, or an earlier one.',
    );
  if (isWider(key.networks, grant.networks))
    add('networks', 'Your own key works from some networks only. Give networks that are inside of those.');
  return problems;
}

/** Whether a key may do more than before. */
export function isExtended(before: KeyLimits, after: KeyLimits): boolean {
  return isLater(after.expiresAt, before.expiresAt) || isWider(after.networks, before.networks);
}

/** The problem with making an administrator, or giving one a password: that gives everything. */
export function notEverythingProblems(grant: Grant): Problem[] {
  const lacking = beyondGrantProblems(everything, grant).map(({ lacks }) => lacks);
  if (lacking.length === 0) return [];
  const message =
    'An administrator may do everything, for good and from everywhere. Your own key may not, so it cannot let anybody in as one.';
  const lacks = {
    scopes: lacking.flatMap((lack) => lack?.scopes ?? []),
    limits: lacking.flatMap((lack) => lack?.limits ?? []),
  };
  return [{ path: [], reason: Reason.NOT_PERMITTED, message, lacks }];
}

/** The credential ended between the beginning of the request and its write. */
export const credentialOver: Problem = {
  path: [],
  reason: Reason.NOT_PERMITTED,
  message: 'Your own credential is no longer valid.',
};

function isLater(time: Date | null, limit: Date | null): boolean {
  return limit !== null && (time === null || time > limit);
}

function isWider(networks: readonly string[] | null, limits: readonly string[] | null): boolean {
  return limits !== null && (networks === null || !areWithin(networks, limits));
}
