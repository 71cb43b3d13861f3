import { type Problem, Reason } from './problem.js';

/**
 * Text that every answer can carry, XML included: whole Unicode characters, and of the control characters only tab
 * and line breaks.
 */
function isText(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
  return value.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value);
}

/** Length in characters (code points), as the database counts them. */
function isLongerThan(value: string, characters: number): boolean {
  return value.length > characters && (value.length > 2 * characters || [...value].length > characters);
}

/** What is wrong with a text of limited length, or null. */
export function textFault(value: string, longest: number): Pick<Problem, 'reason' | 'message'> | null {
  if (isLongerThan(value, longest)) {
    return { reason: Reason.TOO_LONG, message: `This must have at most ${longest} characters.` };
  }
  if (!isText(value))
    return { reason: Reason.INVALID, message: 'This must be text without control characters.' };
  return null;
}

/** What is wrong with a text of one line, such as a user name or a tag, or null. */
export function lineFault(value: string, longest: number): Pick<Problem, 'reason' | 'message'> | null {
  const fault = textFault(value, longest);
  if (fault || !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return fault;
  return { reason: Reason.INVALID, message: 'This must be one line of text without control characters.' };
}

/**
 * Whether there is something in a text that people do not see, or take for a plain space: zero-width spaces, soft hyphens,
 * marks of direction, separators, half characters, control characters, what Unicode leaves free.
 */
export function hasUnseenCharacter(text: string): boolean {
  return /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\u2800]/u.test(text.replaceAll(' ', ''));
}

/** Whether nobody can see anything of a text: it is empty, or of blanks and of characters that leave no mark. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Default_Ignorable_Code_Point}\u007f-\u009f\u2800\ufff9-\ufffb]/u.test(text);
}

/** The problem with the name of a user group or an API key: required, not blank, one line of at most 255 characters. */
export function nameProblems(name: string | null): Problem[] {
  const path = ['name'];
  if (name === null || isBlank(name)) {
    return [{ path, reason: Reason.REQUIRED, message: 'This is required and must not be blank.' }];
  }
  const fault = lineFault(name, maxNameLength);
  return fault ? [{ path, ...fault }] : [];
}

/** Of servers, groups and keys, in characters. */
export const maxNameLength = 255;
