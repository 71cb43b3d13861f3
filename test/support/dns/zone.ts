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

/** What goes wrong with a question. Several of them can stand at one name. */
export type Trouble =
  | 'SERVFAIL'
  | 'REFUSED'
  /** No answer at all. */
  | 'DROP'
  /** Only the alias at the name, without what it leads to. */
  | 'ALIAS_ONLY'
  /** The answer over UDP is truncated, however short it is. */
  | 'TRUNCATED'
  /** Over TCP the connection ends instead of an answer. */
  | 'TCP_CLOSED'
  /** Over TCP half an answer comes, and the connection ends. */
  | 'TCP_HALF'
  /** Over TCP the answer comes octet by octet. */
  | 'TCP_PIECES'
  /** Before the answer comes one with another id, with another question, from another port: that the name does not exist. */
  | 'FORGED_ID'
  | 'FORGED_QUESTION'
  | 'FORGED_PORT'
  /** The answer announces 65,535 records. */
  | 'INFLATED_COUNTS'
  /** After the header the answer is nonsense. */
  | 'GARBAGE'
  /** FORMERR to any question with EDNS. */
  | 'NO_EDNS'
  /** NOTIMP to any question. */
  | 'NOTIMP'
  /** The answer of a server that is no resolver, and knows nothing of the name. */
  | 'REFERRAL'
  | { delayMilliseconds: number };

export type ZoneEntry = ZoneRecord | Trouble | [RecordType, Trouble];

/** A trouble alone is that of every type. A name that is not in it does not exist, unless one below it is. */
export type Zone = Record<string, readonly ZoneEntry[]>;

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
  if (!Array.isArray(entry)) return [entry as Trouble];
  return !isRecord(entry) && entry[0] === type ? [entry[1] as Trouble] : [];
}

const troubleWords: readonly unknown[] = [
  ...['SERVFAIL', 'REFUSED', 'DROP', 'ALIAS_ONLY', 'TRUNCATED', 'TCP_CLOSED', 'TCP_HALF', 'TCP_PIECES'],
  ...[
    'FORGED_ID',
    'FORGED_QUESTION',
    'FORGED_PORT',
    'INFLATED_COUNTS',
    'GARBAGE',
    'NO_EDNS',
    'NOTIMP',
    'REFERRAL',
  ],
];

function isRecord(entry: ZoneEntry): entry is ZoneRecord {
  if (!Array.isArray(entry)) return false;
  const [, second] = entry as readonly unknown[];
  return !troubleWords.includes(second) && (typeof second !== 'object' || second === null);
}

function lowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
