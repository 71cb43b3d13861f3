import { isBrokenApiKey, isSessionToken } from '../access/credential.js';
import type { Settings } from './settings.js';
import { hasControlCharacter, noControlCharacters, unseenMistakes } from './unseen-characters.js';

/** `ADMIN_API_KEY`: a text of 8 to 512 printable characters of ASCII. One that begins like a key of this gateway has to be a whole one. */
export function readAdminApiKey(settings: Settings): string | null {
  const key = settings.text('ADMIN_API_KEY');
  if (key === null) return null;
  const { mistakes } = settings;
  if (!isLengthBetween(key, 8, 512)) mistakes.push('ADMIN_API_KEY must have 8 to 512 characters.');
  if (key !== key.trim()) mistakes.push('ADMIN_API_KEY must not begin or end with a space or a line break.');
  const unseen = unseenMistakes('ADMIN_API_KEY', key.trim());
  mistakes.push(...unseen);
  // Clients refuse other characters in a header, or send them in an encoding of their own.
  if (unseen.length === 0 && /[^ -~]/.test(key.trim()))
    mistakes.push(
      'ADMIN_API_KEY must have letters, digits and signs of ASCII alone, because it is sent in the header Authorization.',
    );
  if (isSessionToken(key) || isBrokenApiKey(key)) {
    mistakes.push(
      'ADMIN_API_KEY begins like a key or a session of this gateway (dgk_, dgs_) but is not a whole key. Take one that was made here, or a text that begins otherwise.',
    );
  }
  return key;
}

export interface Administrator {
  username: string;
  password: string;
}

/** `ADMIN_USERNAME` and `ADMIN_PASSWORD`; null when neither is set. */
export function readAdministrator(settings: Settings): Administrator | null {
  const username = settings.text('ADMIN_USERNAME');
  const password = settings.text('ADMIN_PASSWORD');
  const { mistakes } = settings;
  if (username === null && password === null) return null;
  if (username !== null) {
    mistakes.push(...unseenMistakes('ADMIN_USERNAME', username));
    if (!isLengthBetween(username, 1, 255)) mistakes.push('ADMIN_USERNAME must have at most 255 characters.');
  }
  if (password !== null) {
    if (hasControlCharacter(password)) mistakes.push(noControlCharacters('ADMIN_PASSWORD'));
    if (!isLengthBetween(password, 8, 512)) mistakes.push('ADMIN_PASSWORD must have 8 to 512 characters.');
  }
  if (username !== null && password !== null) return { username, password };
  // What is set but of no use is another mistake.
  if (settings.source('ADMIN_USERNAME') === null || settings.source('ADMIN_PASSWORD') === null)
    mistakes.push('ADMIN_USERNAME and ADMIN_PASSWORD must be set together.');
  return null;
}

function isLengthBetween(value: string, min: number, max: number): boolean {
  return value.length >= min && value.length <= max;
}
