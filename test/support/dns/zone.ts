import type { RecordType } from '../../../src/verification/dns/dns-answer.js';

/** In names and texts each character stands for one octet. */
export type ZoneRecord =
  | ['A', string]
  | ['AAAA', string]
  | ['CNAME', string]
  | ['NS', string]
  | ['PTR', string]
  | ['MX', number, string]
  | ['TXT', ...string[]];

const troubleWords = [
  'SERVFAIL',
  'REFUSED',
  // No answer at all.
  'DROP',
  // Only the alias at the name, without what it leads to.
  'ALIAS_ONLY',
  // The answer over UDP is truncated, however short it is.
  'TRUNCATED',
  // Over TCP the connection ends without an answer, or in the middle of it; or the answer comes octet by octet.
  'TCP_CLOSED',
  'TCP_HALF',
  'TCP_PIECES',
  // First comes an answer with another id, to another question, or from another port: that the name does not exist.
  'FORGED_ID',
  'FORGED_QUESTION',
  'FORGED_PORT',
  // The answer announces 65,535 records.
  'INFLATED_COUNTS',
  // After the header and the question the answer is nonsense.
  'GARBAGE',
  // FORMERR to any question with EDNS, and NOTIMP to any at all.
  'NO_EDNS',
  'NOTIMP',
  // The answer of a server that is no resolver, and knows nothing of the name.
  'REFERRAL',
] as const;

/** What goes wrong with a question. Several of them can stand at one name. */
export type Trouble = (typeof troubleWords)[number] | { delayMilliseconds: number };

export type ZoneEntry = ZoneRecord | Trouble | [RecordType, Trouble];

/** A trouble alone is that of every type. A name that is not in it does not exist, unless one below it is. */
export type Zone = Record<string, readonly ZoneEntry[]>;

/** What stands at each name that is asked about: a zone without an end. */
export type ZoneFunction = (name: string) => readonly ZoneEntry[];

export const typeNumbers = { A: 1, NS: 2, CNAME: 5, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const;

export interface OwnedRecord {
  owner: string;
  record: ZoneRecord;
}

export interface ZoneAnswer {
  exists: boolean;
  records: OwnedRecord[];
  troubles: Trouble[];
}

/** What a resolver would find, with the aliases on the way. The troubles at the targets count as well. */
export function lookUp(zone: Zone, name: string, type: string): ZoneAnswer {
  const names = new Map(Object.entries(zone).map(([owner, entries]) => [lowerCase(owner), entries]));
  const records: OwnedRecord[] = [];
  const troubles: Trouble[] = [];
  const passed = new Set<string>();
  let owner: string | undefined = name;
  let exists = true;
  while (owner !== undefined && !passed.has(lowerCase(owner))) {
    passed.add(lowerCase(owner));
    const entries = names.get(lowerCase(owner));
    exists =
      entries !== undefined ||
      [...names.keys()].some((other) => other.endsWith(`.${lowerCase(owner ?? '')}`));
    const here = entries ?? [];
    troubles.push(...here.flatMap((entry) => troubleOf(entry, type)));
    const own = here.filter(isRecord).filter(([kind]) => kind === type || kind === 'CNAME');
    for (const record of own) records.push({ owner, record });
    const alias = type === 'CNAME' ? undefined : own.find(([kind]) => kind === 'CNAME');
    owner = alias && !troubles.includes('ALIAS_ONLY') ? String(alias[1]) : undefined;
  }
  return { exists, records, troubles };
}

function troubleOf(entry: ZoneEntry, type: string): Trouble[] {
  if (isTrouble(entry)) return [entry];
  return !isRecord(entry) && entry[0] === type ? [entry[1]] : [];
}

function isTrouble(value: unknown): value is Trouble {
  const isDelay = typeof value === 'object' && value !== null && 'delayMilliseconds' in value;
  return isDelay || troubleWords.some((word) => word === value);
}

/** No text of a TXT record can be a word of trouble. */
function isRecord(entry: ZoneEntry): entry is ZoneRecord {
  return !isTrouble(entry) && !isTrouble(entry[1]);
}

function lowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
