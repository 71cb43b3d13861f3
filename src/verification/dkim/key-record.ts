import { DkimKeyType } from './dkim-key.js';
import { isHarmless, type KeyProblem, KeyProblemReason } from './key-problem.js';
import { type PublicKey, readPublicKey } from './public-key.js';
import { readTagList, type Tag } from './tag-list.js';

/** A key record, read and judged. */
export interface KeyRecord {
  tags: readonly Tag[];
  /** Null when there is none that can be read. */
  key: PublicKey | null;
  testing: boolean;
  /** All that is wrong with it. */
  problems: readonly KeyProblem[];
  /** Whether receivers can use the key to verify a signature of today. */
  isUsable: boolean;
}

const keyTypes = new Map([
  ['rsa', DkimKeyType.RSA],
  ['ed25519', DkimKeyType.ED25519],
]);
const { HASH_NOT_ALLOWED, SERVICE_NOT_ALLOWED, KEY_TYPE_UNKNOWN, VALUE_IN_CAPITALS } = KeyProblemReason;

/**
 * Reads and judges the text of a key record by RFC 6376, section 3.6.1, with RFC 8301 (no SHA-1, no short keys) and RFC 8463
 * (Ed25519).
 * @param text the strings of the record, joined
 */
export function readKeyRecord(text: string): KeyRecord {
  if (isHostName(text)) return unreadable(KeyProblemReason.HOST_NAME, text);
  const record = judgeTags(text);
  if (record.isUsable || !hasQuotes(text)) return record;
  // What the quotes do to the tags is not told besides.
  const { problems } = judgeTags(withoutQuotes(text));
  return { ...unreadable(KeyProblemReason.QUOTES, text, problems), testing: record.testing };
}

/** The text without quotes, and without the white space between two strings of a zone file. */
export function withoutQuotes(text: string): string {
  return text
    .replace(/"[ \t]*"/g, '')
    .replace(/"/g, '')
    .trim();
}

/** The parts of a value such as `sha1 : sha256`. */
export function partsOf(value: string): string[] {
  return value.split(':').map((part) => part.trim());
}

function judgeTags(text: string): KeyRecord {
  const { tags, problems: ofList } = readTagList(text);
  const tagValue = (name: string) => tags.find((tag) => tag.name === name)?.value;
  const ofVersion = versionProblems(tags);
  const typeName = tagValue('k') ?? 'rsa';
  const type = keyTypes.get(typeName.toLowerCase()) ?? null;
  const found = keyOf(tagValue('p'), type);
  const key = typeof found === 'object' ? found : null;
  const isOther = ofVersion.some(({ reason }) => reason === KeyProblemReason.VERSION_UNKNOWN);
  const testing = partsOf(tagValue('t') ?? '').includes('y');
  const problems = [
    ...ofList,
    ...ofVersion,
    ...listProblems('k', [typeName], [...keyTypes.keys()], KEY_TYPE_UNKNOWN),
    ...listProblems('h', partsOf(tagValue('h') ?? 'sha256'), ['sha256'], HASH_NOT_ALLOWED),
    ...listProblems('s', partsOf(tagValue('s') ?? '*'), ['email', '*'], SERVICE_NOT_ALLOWED),
    // A record of something else has no key to miss.
    ...(typeof found === 'string' && !(isOther && found === KeyProblemReason.KEY_ABSENT)
      ? [{ reason: found, text: '' }]
      : []),
    ...(key === null ? [] : lengthProblems(key)),
    ...(testing ? [{ reason: KeyProblemReason.TESTING, text: 't=y' }] : []),
  ];
  return { tags, key, testing, problems, isUsable: problems.every(isHarmless) };
}

function keyOf(value: string | undefined, type: DkimKeyType | null): PublicKey | KeyProblemReason | null {
  if (value === undefined) return KeyProblemReason.KEY_ABSENT;
  if (value === '') return KeyProblemReason.KEY_REVOKED;
  return type === null ? null : readPublicKey(value, type);
}

/** `v` may be absent; if it is there, it is the first and says exactly `DKIM1`. */
function versionProblems(tags: readonly Tag[]): KeyProblem[] {
  const version = tags.find(({ name }) => name === 'v');
  if (version === undefined) return [];
  const text = `v=${version.value}`;
  if (version.value !== 'DKIM1') return [{ reason: KeyProblemReason.VERSION_UNKNOWN, text }];
  return tags[0] === version ? [] : [{ reason: KeyProblemReason.VERSION_NOT_FIRST, text }];
}

/** Of values of which one has to be among the known ones. */
function listProblems(
  name: string,
  values: readonly string[],
  known: readonly string[],
  reason: KeyProblemReason,
): KeyProblem[] {
  const text = `${name}=${values.join(':')}`;
  if (values.some((value) => known.includes(value))) return [];
  const isInCapitals = values.some((value) => known.includes(value.toLowerCase()));
  return [{ reason: isInCapitals ? VALUE_IN_CAPITALS : reason, text }];
}

/** RFC 8301, section 3.2: signers use 1024 bits at least and should use 2048, receivers read up to 4096. */
function lengthProblems({ type, bits }: PublicKey): KeyProblem[] {
  const text = `${bits}`;
  if (type !== DkimKeyType.RSA) return [];
  if (bits < 1_024) return [{ reason: KeyProblemReason.KEY_TOO_SHORT, text }];
  if (bits < 2_048) return [{ reason: KeyProblemReason.KEY_SHORT, text }];
  return bits > 4_096 ? [{ reason: KeyProblemReason.KEY_LONG, text }] : [];
}

function unreadable(reason: KeyProblemReason, text: string, others: readonly KeyProblem[] = []): KeyRecord {
  return { tags: [], key: null, testing: false, problems: [{ reason, text }, ...others], isUsable: false };
}

/** Whether the text is one name of two labels or more, with or without a dot at its end. */
function isHostName(text: string): boolean {
  const name = withoutQuotes(text).replace(/\.$/, '');
  return name.length <= 253 && /^([a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/i.test(name);
}

/** Quotes are allowed in values, but only the notes (`n`) have a use for them. */
function hasQuotes(text: string): boolean {
  return text.split(';').some((spec) => spec.includes('"') && !/^\s*n\s*=/.test(spec));
}
