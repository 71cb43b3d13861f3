import { Scope } from '../caller/scope.js';
import { type Problem, Reason } from '../problems/problem.js';
import type { DeliveryServer } from './delivery-server.js';
import type { DeliveryServerDraft } from './delivery-server.rules.js';

const addressFields = ['host', 'port', 'security'] as const;
const notPermitted = { reason: Reason.NOT_PERMITTED, lacks: { scopes: [Scope.SECRETS] } };

/**
 * Keeps a caller who may not read the stored password from stealing it by changing the host, port or encryption: the mailer
 * presents the password to the server that the settings name. Setting a field to its stored value is allowed, and so is a
 * change that brings its own password or clears it.
 */
export function redirectedPasswordProblems(
  { smtp }: DeliveryServerDraft,
  current: DeliveryServer | null,
): Problem[] {
  if (!smtp || smtp.password !== undefined || !current?.smtp.hasPassword) return [];
  const { smtp: stored } = current;
  const redirected = addressFields.filter((field) => {
    const value = smtp[field];
    return value !== undefined && value !== null && !isSame(value, stored[field]);
  });
  const message =
    'A server with a stored password can be pointed elsewhere only with the password itself, or by a credential with the scope SECRETS.';
  return redirected.map((field) => ({ ...notPermitted, path: ['smtp', field], message }));
}

/** The problem of a copy of the password by whoever may not read it. */
export function copiedPasswordProblem(): Problem {
  const message =
    'Copying the stored password needs a credential with the scope SECRETS. Copy with withPassword: false, and give the copy a password of its own.';
  return { ...notPermitted, path: ['withPassword'], message };
}

/** The problem of a copy of a password that does not open any more. */
export function damagedPasswordProblem(): Problem {
  const message =
    'The stored password cannot be opened: it was damaged. Give the server a password again, or copy it with withPassword: false.';
  return { path: ['withPassword'], reason: Reason.PASSWORD_DAMAGED, message };
}

/** Host names are the same in any letter case. */
function isSame(value: string | number, stored: string | number): boolean {
  return String(value).toLowerCase() === String(stored).toLowerCase();
}
