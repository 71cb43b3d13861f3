import { hasParts, JsonNumber, JsonObject, writeJsonText } from '../json/json-value.js';
import { timeFromLegacy } from './legacy-time.js';
import type { OpenJson } from './parameters.js';

/**
 * Turns what a client sent into what the GraphQL operation takes. A reader reads and does not judge: what it cannot
 * read it passes on for the schema to refuse, or gives null for "missing".
 */
export type Reader = (raw: unknown, openJson: OpenJson) => unknown;

const maxId = 2 ** 31 - 1;

/** Stands for what cannot be read: no type of the schema takes an object like this. */
const unreadable = { unreadable: true };

/** A number as JavaScript has it, for what is not kept as text. */
const numberFrom = (raw: unknown): unknown => (raw instanceof JsonNumber ? raw.value : raw);

/** Text as it is; a number as its digits were sent, a boolean as PHP would print it. */
export const text = (raw: unknown): string => (typeof raw === 'boolean' ? (raw ? '1' : '') : String(raw));

/** A domain or a full address. Of the addresses that SMTP takes, the old API knows none with blanks, or with nothing before the "@". */
export const domainOrAddress: Reader = (raw) => (/^@| .*@/.test(text(raw)) ? unreadable : text(raw));

/** Text, or JSON kept as its text. */
export const textOrJson: Reader = (raw) => (hasParts(raw) ? writeJsonText(raw) : text(raw));

/** A secret. Anything but text is no credential, and matches none. */
export const secret: Reader = (raw) => (typeof raw === 'string' ? raw : unreadable);

/** Digits, or a JSON number. */
export const integer: Reader = (raw) =>
  typeof raw === 'string' && /^\s*\d{1,15}\s*$/.test(raw) ? Number(raw) : numberFrom(raw);

/** What PHP's `is_numeric` takes, cut down to a whole number. */
export const numeric: Reader = (sent) => {
  const raw = numberFrom(sent);
  const isNumeric =
    typeof raw === 'number' ||
    (typeof raw === 'string' && /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw));
  return isNumeric ? Math.trunc(Number(raw)) : raw;
};

/** JSON booleans, and `true` or `false` in any letter case (Python sends `True`). Not `1`, `0` or `yes`. */
export const boolean: Reader = (raw) => {
  const word = typeof raw === 'string' ? raw.toLowerCase() : raw;
  return word === 'true' ? true : word === 'false' ? false : raw;
};

/** Exactly `Enabled`. */
export const enabled: Reader = (raw) => raw === 'Enabled';

const trueWords = new Set(['1', 'true', 'yes', 'on']);

/** `true`, `1`, `yes` and `on` in any letter case; all else is false. */
export const looseBoolean: Reader = (raw) => trueWords.has(String(numberFrom(raw)).toLowerCase());

/** The documented words for the protection of a connection, exactly; JSON `false` counts as the word. */
export const security: Reader = (raw) => {
  switch (raw) {
    case 'false':
    case false:
      return 'NONE';
    case 'tls':
      return 'STARTTLS';
    case 'ssl':
      return 'IMPLICIT_TLS';
    default:
      return unreadable;
  }
};

/** A number or digits, as the id of a delivery server. Anything else becomes an id that nothing has. */
export const deliveryServerId: Reader = (raw) => `ds_${digitsOf(raw) ?? 'none'}`;

/** A number or digits, as the number of a delivery server; 0, which no server has, for anything else. */
export const legacyId: Reader = count(maxId);

/** A whole number from 0 to the most that is allowed; 0 for what is no number. */
export function count(most: number): Reader {
  return (raw) => Math.min(Number(digitsOf(raw) ?? 0), most);
}

/** One of a few words, exactly; the first of them for anything else. */
export function fromWords(words: Readonly<Record<string, string>>): Reader {
  return (raw) =>
    typeof raw === 'string' && Object.hasOwn(words, raw) ? words[raw] : Object.values(words)[0];
}

/**
 * `"1,2"`, `1`, `[1,2]`: the targets of a deletion, each once. Null when there is no usable number at all; a number
 * beyond those of servers is usable and stands for none.
 */
export const deliveryServerTargets: Reader = (raw, openJson) => {
  const value = typeof raw === 'string' && raw.trim().startsWith('[') ? openJson(raw) : raw;
  const items = Array.from(hasParts(value) ? value.values() : [value], numberFrom);
  // What is sent a hundred thousand times is looked at once.
  const pieces = [...new Set(items)].flatMap((item) => (typeof item === 'string' ? item.split(',') : [item]));
  const usable = [...new Set(pieces)].map(digitsOf).filter((digits) => digits !== null);
  if (usable.length === 0) return null;
  const possible = usable.filter((digits) => Number(digits) <= maxId);
  return [...new Set(possible)].map((digits) => ({ id: `ds_${digits}` }));
};

/** An object that has names, or its JSON text; its fields have rows of their own. */
export const filledObject: Reader = (raw, openJson) => {
  const value = typeof raw === 'string' ? openJson(raw) : raw;
  const names = value instanceof JsonObject ? [...value.keys()] : [];
  return names.some((name) => !/^\d+$/.test(name)) ? {} : null;
};

/** `YYYY-MM-DD HH:MM:SS`, taken as UTC so that the same text comes back. */
export const timestamp: Reader = (raw) =>
  typeof raw === 'string' && timeFromLegacy(raw) ? `${raw.replace(' ', 'T')}Z` : unreadable;

/** The positive integer that a number or a text of digits stands for, without leading zeros; else null. */
function digitsOf(sent: unknown): string | null {
  const raw = numberFrom(sent);
  if (typeof raw === 'number') {
    // Which number it is no longer matters when it is too large to be exact: nothing here has it.
    const whole = Math.min(raw, Number.MAX_SAFE_INTEGER);
    return Number.isInteger(whole) && whole > 0 ? String(whole) : null;
  }
  const digits = typeof raw === 'string' ? raw.trim() : '';
  return /^0*[1-9]\d*$/.test(digits) ? digits.replace(/^0+/, '') : null;
}
