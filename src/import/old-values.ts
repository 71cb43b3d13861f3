import { hasParts, JsonNumber, JsonObject, writeJsonText } from '../json/json-value.js';
import { timeFromLegacy } from '../legacy/legacy-time.js';
import { Channel } from '../user-groups/user-group.js';
import { SmtpSecurity } from '../verification/smtp/smtp-security.js';

/** What a value of the old system means: null when it says nothing, a problem when it cannot be understood. */
export type Reading<T> = { value: T | null } | { problem: string };
export type ValueReader = (raw: unknown) => Reading<unknown>;

/** A member of a map with its key, or of a list with null. */
export type OldEntry = readonly [key: string | null, value: unknown];

const missing = { value: null };

/** Text as it is; a number as its digits were sent. PHP's `false` is no text. */
export function text(raw: unknown): Reading<string> {
  if (raw === undefined || raw === null || raw === false) return missing;
  if (typeof raw === 'string') return { value: raw.trim() === '' ? null : raw };
  return isNumber(raw) ? { value: String(raw) } : { problem: 'This must be text.' };
}

/** Text byte for byte, blanks too. */
export function exactText(raw: unknown): Reading<string> {
  return typeof raw === 'string' && raw !== '' ? { value: raw } : text(raw);
}

/** Text, or JSON kept as its text. */
export function textOrJson(raw: unknown): Reading<string> {
  return hasParts(raw) ? { value: writeJsonText(raw) } : exactText(raw);
}

/** A number, or its digits. */
export function wholeNumber(raw: unknown): Reading<number> {
  if (isAbsent(raw)) return missing;
  const isNumeric = isNumber(raw) || (typeof raw === 'string' && /^\s*[+-]?\d{1,15}(\.0*)?\s*$/.test(raw));
  return isNumeric && Number.isInteger(Number(raw))
    ? { value: Number(raw) }
    : { problem: 'This must be a whole number.' };
}

/** Reads one of a few words, in any letter case. */
function wordReader<T>(
  meanings: readonly (readonly [words: readonly string[], value: T])[],
  problem: string,
) {
  return (raw: unknown): Reading<T> => {
    if (raw === undefined || raw === null) return missing;
    const sent = word(raw);
    const found = meanings.find(([words]) => words.includes(sent));
    return found ? { value: found[1] } : { problem };
  };
}

/** Booleans, 1 and 0, and their words; PHP prints false as nothing. */
export const flag = wordReader(
  [
    [['true', '1', 'yes', 'on', 'enabled'], true],
    [['false', '0', 'no', 'off', 'disabled', ''], false],
  ],
  'This must be true or false.',
);

export const security = wordReader(
  [
    [['false', '0', 'none', ''], SmtpSecurity.NONE],
    [['tls', 'starttls'], SmtpSecurity.STARTTLS],
    [['ssl'], SmtpSecurity.IMPLICIT_TLS],
  ],
  'This must be false, ssl or tls.',
);

const channelByWord = wordReader(
  [
    [['marketing'], Channel.MARKETING],
    [['transactional'], Channel.TRANSACTIONAL],
    [['autoresponder'], Channel.AUTO_RESPONDER],
  ],
  'This must be Marketing, Transactional or AutoResponder.',
);

export function channel(raw: unknown): Reading<Channel> {
  return channelByWord(word(raw).replace(/[ _-]/g, ''));
}

/** A time in UTC; MySQL's zero date is none. */
export function timestamp(raw: unknown): Reading<Date> {
  if (isAbsent(raw) || raw === false || /^0000-00-00( 00:00:00)?$/.test(word(raw))) return missing;
  const value = typeof raw === 'string' ? timeFromLegacy(raw.trim()) : null;
  return value === null ? { problem: 'This must be a time such as 2025-12-28 10:30:00.' } : { value };
}

// The last number of the column is left free: once it is taken, the database can number no further row.
const maxId = 2 ** 31 - 2;

export function rowId(raw: unknown): Reading<number> {
  if (isAbsent(raw)) return missing;
  const isId = /^\s*0*[1-9]\d{0,9}\s*$/.test(word(raw)) && Number(raw) <= maxId;
  return isId ? { value: Number(raw) } : { problem: `This must be a whole number from 1 to ${maxId}.` };
}

/** An object; PHP writes an empty one as `[]`. Null for anything else. */
export function objectOf(raw: unknown): Record<string, unknown> | null {
  if (isAbsent(raw) || raw === false || (Array.isArray(raw) && raw.length === 0)) return {};
  return raw instanceof JsonObject ? Object.fromEntries(raw) : null;
}

/** The members of a map or a list; null for anything else. */
export function entriesOf(raw: unknown): OldEntry[] | null {
  if (Array.isArray(raw)) return raw.map((value) => [null, value]);
  const map = objectOf(raw);
  return map === null ? null : Object.entries(map);
}

export function isAbsent(raw: unknown): boolean {
  return raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
}

/** Whether a value came as a JSON number, however it was written. */
export function isNumber(raw: unknown): raw is number | JsonNumber {
  return typeof raw === 'number' || raw instanceof JsonNumber;
}

function word(raw: unknown): string {
  if (hasParts(raw)) return '[object]';
  return String(raw instanceof JsonNumber ? raw.value : raw)
    .trim()
    .toLowerCase();
}
