/**
 * Turns what a client sent into what the GraphQL operation takes. A reader reads and does not judge: what it cannot
 * read it passes on for the schema to refuse, or gives null for "missing".
 */
export type Reader = (raw: unknown) => unknown;

/** Stands for what cannot be read: no type of the schema takes an object like this. */
const unreadable = { unreadable: true };

/** Text as it is; a number or a boolean as PHP would print it. */
export const text: Reader = (raw) => (typeof raw === 'boolean' ? (raw ? '1' : '') : String(raw));

/** Text, or JSON kept as its text. */
export const textOrJson: Reader = (raw) => (typeof raw === 'object' ? JSON.stringify(raw) : text(raw));

/** Digits, or a JSON number. */
export const integer: Reader = (raw) =>
  typeof raw === 'string' && /^\s*\d{1,15}\s*$/.test(raw) ? Number(raw) : raw;

/** What PHP's `is_numeric` takes, cut down to a whole number. */
export const numeric: Reader = (raw) => {
  const isNumeric =
    typeof raw === 'number' ||
    (typeof raw === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw));
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
export const verdict: Reader = (raw) => trueWords.has(String(raw).toLowerCase());

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
export const deliveryServerId: Reader = (raw) => {
  const digits = digitsOf(raw);
  return `ds_${digits ?? 'none'}`;
};

/** A number or digits, as the number of a delivery server; 0, which no server has, for anything else. */
export const legacyId: Reader = (raw) => Math.min(Number(digitsOf(raw) ?? 0), 2_147_483_647);

/** A whole number from 0 to the most that is allowed; 0 for what is no number. */
export function count(most: number): Reader {
  return (raw) => Math.min(Number(digitsOf(raw) ?? 0), most);
}

/** One of a few words, exactly; the first of them for anything else. */
export function fromWords(words: Readonly<Record<string, string>>): Reader {
  return (raw) =>
    typeof raw === 'string' && Object.hasOwn(words, raw) ? words[raw] : Object.values(words)[0];
}

/** `"1,2"`, `1`, `[1,2]`: the targets of a deletion, each once. Null when there is no usable id at all. */
export const deliveryServerTargets: Reader = (raw) => {
  const items = typeof raw === 'object' && raw !== null ? Object.values(raw) : String(raw).split(',');
  const usable = items.map(digitsOf).filter((digits) => digits !== null);
  return usable.length > 0 ? [...new Set(usable)].map((digits) => ({ id: `ds_${digits}` })) : null;
};

/** An object that holds something, or its JSON text; its fields have rows of their own. */
export const filledObject: Reader = (raw) => {
  const value = typeof raw === 'string' ? objectFromJson(raw) : raw;
  const isFilled =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  return isFilled ? {} : null;
};

/** `YYYY-MM-DD HH:MM:SS`, taken as UTC so that the same text comes back. */
export const timestamp: Reader = (raw) =>
  typeof raw === 'string' && /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(raw) && isRealTime(raw)
    ? `${raw.replace(' ', 'T')}Z`
    : unreadable;

/** A JSON text that holds an object, else undefined. */
export function objectFromJson(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The positive integer that a number or a text of digits stands for, without leading zeros; else null. */
function digitsOf(raw: unknown): string | null {
  const digits = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : '';
  return /^0*[1-9]\d{0,9}$/.test(digits) ? digits.replace(/^0+/, '') : null;
}

/** Whether the calendar has the day and the clock has the time. */
function isRealTime(text: string): boolean {
  const time = new Date(`${text.replace(' ', 'T')}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19).replace('T', ' ') === text;
}
