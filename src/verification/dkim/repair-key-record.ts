import { DkimKeyType } from './dkim-key.js';
import { type KeyRecord, partsOf, readKeyRecord, withoutQuotes } from './key-record.js';
import { guessPublicKey, type PublicKey } from './public-key.js';
import { readTagList } from './tag-list.js';

/** Of a record that is worth proposing. With the longest key that receivers must read it has 750. */
const maxLength = 4_096;
/** Of the records at one name, those that are looked through for the right one. */
const maxRecords = 10;

/** The plainest record that publishes a key. */
export function recordOfKey({ type, published }: PublicKey, flags = ''): string {
  return `v=DKIM1; k=${type === DkimKeyType.RSA ? 'rsa' : 'ed25519'}; ${flags}p=${published}`;
}

/**
 * The text to publish instead of one that is not right: without quotes and backslashes, or else the plainest record of the
 * key in it, or else that of the expected key. Null when none of them is right.
 * @param isRepaired whether what was wrong is not wrong any more
 */
export function repairKeyRecord(
  text: string,
  expected: PublicKey | null,
  isRepaired: (record: KeyRecord) => boolean,
): string | null {
  const repairs = repairsOf(text, expected).filter((repair) => repair !== text);
  return repairs.find((repair) => isRight(repair, expected) && isRepaired(readKeyRecord(repair))) ?? null;
}

/** The one record to leave of several: the right one, or two that are halves of one. Null when there is a choice. */
export function repairKeyRecords(texts: readonly string[], expected: PublicKey | null): string | null {
  const [first = '', second = ''] = texts;
  const joined = texts.length === 2 ? [first + second, second + first] : [];
  const right = [...texts.slice(0, maxRecords), ...joined].filter((text) => isRight(text, expected));
  const keys = new Set(right.map((text) => readKeyRecord(text).key?.published));
  if (expected !== null) return right[0] ?? recordOfKey(expected);
  return keys.size === 1 ? (right[0] ?? null) : null;
}

function repairsOf(text: string, expected: PublicKey | null): string[] {
  const cleaned = withoutQuotes(text).replaceAll('\\', '');
  const { tags } = readTagList(cleaned);
  const tagValue = (name: string) => tags.find((tag) => tag.name.toLowerCase() === name)?.value;
  const key = guessPublicKey(tagValue('p') ?? cleaned);
  const flags = partsOf(tagValue('t') ?? '').includes('s') ? 't=s; ' : '';
  return [
    cleaned,
    ...(typeof key === 'object' ? [recordOfKey(key, flags)] : []),
    ...(expected === null ? [] : [recordOfKey(expected)]),
  ];
}

/** Whether a text can be proposed: usable, the expected key if that is known, and nothing that cannot be typed. */
function isRight(text: string, expected: PublicKey | null): boolean {
  if (text.length > maxLength || !/^[\x20-\x7e]+$/.test(text)) return false;
  const { isUsable, key } = readKeyRecord(text);
  return isUsable && (expected === null || key?.published === expected.published);
}
