import type { Scope } from '../caller/scope.js';
import { type Problem, Reason } from '../problems/problem.js';
import { nameProblems } from '../problems/text.js';
import type { ApiKey } from './api-key.js';
import { CredentialOrigin } from './credential-origin.js';
import type { KeyLimits } from './grant.js';
import { networksProblems, normalNetworks } from './networks.js';
import { tagLimitProblems } from './tag-limit.js';

interface KeyRequest {
  scopes: readonly Scope[];
  networks?: readonly string[] | null;
  expiresAt?: Date | null;
}

export function newKeyProblems(request: KeyRequest & { name: string; tag?: string | null }): Problem[] {
  const problems = nameProblems(request.name);
  if (request.scopes.length === 0)
    problems.push({ path: ['scopes'], reason: Reason.REQUIRED, message: 'At least one scope is required.' });
  return [
    ...problems,
    ...tagLimitProblems(request),
    ...networksProblems(request.networks),
    ...expiryProblems(request.expiresAt),
  ];
}

export function changeProblems(change: Omit<KeyRequest, 'scopes'> & { name?: string | null }): Problem[] {
  return [
    ...(change.name === undefined ? [] : nameProblems(change.name)),
    ...networksProblems(change.networks),
    ...expiryProblems(change.expiresAt),
  ];
}

/** What a key is limited to, as it is kept; networks that are wrong limit nothing, as the key is refused for them. */
export function limitsOf({ scopes, networks = null, expiresAt = null }: KeyRequest): KeyLimits {
  const isRight = networks !== null && networksProblems(networks).length === 0;
  return { scopes, expiresAt, networks: isRight ? normalNetworks(networks) : null };
}

/** The problem with changing a key that works no more. */
export function overProblems({ revokedAt, expiresAt }: ApiKey): Problem[] {
  const problem = (message: string) => [{ path: ['id'], reason: Reason.NOT_PERMITTED, message }];
  if (revokedAt !== null) return problem('This key was revoked, which is for good. Make a new one.');
  if (expiresAt !== null && expiresAt.getTime() <= Date.now())
    return problem('This key has ended, which is for good. Make a new one.');
  return [];
}

export function environmentProblems({ origin }: ApiKey): Problem[] {
  if (origin !== CredentialOrigin.ENVIRONMENT) return [];
  const message = 'This key is set by ADMIN_API_KEY: change or remove the variable and start again.';
  return [{ path: ['id'], reason: Reason.NOT_PERMITTED, message }];
}

function expiryProblems(expiresAt: Date | null | undefined): Problem[] {
  if (!expiresAt || expiresAt.getTime() > Date.now()) return [];
  return [{ path: ['expiresAt'], reason: Reason.OUT_OF_RANGE, message: 'This must be in the future.' }];
}
