import { maxNameLength } from '../problems/text.js';

export interface DuplicateRequest {
  /** Null for the name of the original with "(copy)" behind it. */
  name: string | null;
  /** Whether the copy gets the stored password too. */
  withPassword: boolean;
}

const suffix = ' (copy)';

export function copyName(name: string): string {
  return [...name].slice(0, maxNameLength - suffix.length).join('') + suffix;
}
