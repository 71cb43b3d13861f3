import { emailAddressProblem } from '../formats/formats.js';
import { type Problem, Reason } from '../problems/problem.js';
import { hasUnseenCharacter, isBlank, lineFault, maxNameLength } from '../problems/text.js';

/** In characters. NIST SP 800-63B wants length and nothing of "one digit, one sign": people then write `Password1!`. */
const minPasswordLength = 12;
const maxPasswordLength = 256;

/** What can be told of a person; null, or empty, for what is not known. */
export interface Profile {
  firstName?: string | null;
  lastName?: string | null;
  emailAddress?: string | null;
}

/** What is wrong with the name that somebody is to sign in with. */
export function usernameProblems(username: string): Problem[] {
  const path = ['username'];
  const problem = (reason: Reason, message: string) => [{ path, reason, message }];
  if (isBlank(username)) return problem(Reason.REQUIRED, 'This is required and must not be blank.');
  const fault = lineFault(username, maxNameLength);
  if (fault) return [{ path, ...fault }];
  if (username !== username.trim() || hasUnseenCharacter(username))
    return problem(
      Reason.INVALID,
      'This must have no blanks around it and nothing that people cannot see: they have to type it.',
    );
  return [];
}

/**
 * What is wrong with a new password.
 * @param path where in the input it stands
 */
export function passwordProblems(password: string, username: string, path = ['password']): Problem[] {
  const problem = (reason: Reason, message: string) => [{ path, reason, message }];
  const { length } = [...password];
  if (length > maxPasswordLength)
    return problem(Reason.TOO_LONG, `This must have at most ${maxPasswordLength} characters.`);
  if (length < minPasswordLength)
    return problem(
      Reason.INVALID,
      `This must have at least ${minPasswordLength} characters. Any will do, blanks among them: several words are easy to remember.`,
    );
  if (lineFault(password, maxPasswordLength))
    return problem(Reason.INVALID, 'This must be one line of text without control characters.');
  if (new Set(password).size === 1)
    return problem(Reason.INVALID, 'This must not be one character again and again.');
  return password.toLowerCase() === username.toLowerCase()
    ? problem(Reason.INVALID, 'This must not be the user name.')
    : [];
}

export function profileProblems({ firstName, lastName, emailAddress }: Profile): Problem[] {
  const problems: Problem[] = Object.entries({ firstName, lastName }).flatMap(([field, name]) => {
    const fault = name ? lineFault(name, maxNameLength) : null;
    return fault ? [{ path: [field], ...fault }] : [];
  });
  const fault = emailAddress ? emailAddressProblem(emailAddress) : null;
  if (fault !== null) problems.push({ path: ['emailAddress'], reason: Reason.INVALID, message: fault });
  return problems;
}
