import type { Caller } from '../caller/caller.js';
import { Scope } from '../caller/scope.js';
import { maxItems, maxTargets } from './limits.js';

/** What an interface allows its requests. */
export interface Allowance {
  /** The most items that one page of a list may have. */
  maxPageSize: number;
  /** The most servers that one deletion may name. */
  maxTargets: number;
  /** Whether the internal password fields answer. Never true for a request from outside to GraphQL. */
  canReadPasswords: boolean;
}

export const publicAllowance: Allowance = { maxPageSize: maxItems, maxTargets, canReadPasswords: false };

/** The legacy API reads whole lists in pages, and deletes as many servers as its own limit lets it. */
const legacyAllowance: Allowance = {
  maxPageSize: 128,
  maxTargets: Number.POSITIVE_INFINITY,
  canReadPasswords: false,
};
const legacyAllowanceWithPasswords: Allowance = { ...legacyAllowance, canReadPasswords: true };

/** @param arePasswordsShown as the setting says; only a caller with SECRETS sees them */
export function legacyAllowanceFor(caller: Caller | null, arePasswordsShown: boolean): Allowance {
  return arePasswordsShown && caller?.scopes.has(Scope.SECRETS)
    ? legacyAllowanceWithPasswords
    : legacyAllowance;
}
