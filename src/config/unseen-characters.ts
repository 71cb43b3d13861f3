import { hasUnseenCharacter } from '../problems/text.js';

/** Line breaks first of all, which come with a value that was read from a file. */
export function hasControlCharacter(value: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(value);
}

export function noControlCharacters(name: string): string {
  return `${name} must not contain line breaks or other control characters.`;
}

/** What is typed by hand on another day must be what was meant here. */
export function unseenMistakes(name: string, value: string): string[] {
  if (hasControlCharacter(value)) return [noControlCharacters(name)];
  return hasUnseenCharacter(value)
    ? [
        `${name} must not contain characters that cannot be seen, such as a zero-width space, nor other spaces than the usual one. Type it anew instead of pasting it.`,
      ]
    : [];
}
