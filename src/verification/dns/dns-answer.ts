/**
 * What a record of each type holds. In names and texts each character stands for one octet (ISO 8859-1); only a dot inside
 * a label, which is no end of it, is another character than a dot (see `labelText`).
 */
interface RecordData {
  A: { address: string };
  AAAA: { address: string };
  CNAME: { target: string };
  MX: { preference: number; exchange: string };
  NS: { target: string };
  PTR: { target: string };
  /** The strings as they stand in the record, each of up to 255 octets. Readers join them with nothing between. */
  TXT: { strings: readonly string[] };
}

/** The types of records that checks ask for. */
export type RecordType = keyof RecordData;

/** One record of an answer. Names have no dot at their end; the root is empty. */
export type DnsRecord<Type extends RecordType = RecordType> = {
  [Each in Type]: { type: Each; name: string; ttlSeconds: number } & RecordData[Each];
}[Type];

/** Why a question has no answer today. None of these says anything about the domain. */
export enum DnsFailure {
  /** No resolver answered in time. */
  TIMEOUT = 'TIMEOUT',
  /** No resolver could be reached at all: nothing listens there, or there is no way to it. */
  UNREACHABLE = 'UNREACHABLE',
  /** SERVFAIL: the resolver could not find out. */
  SERVER_FAILURE = 'SERVER_FAILURE',
  /** REFUSED, or another code that is no answer: the resolver does not work for us. */
  REFUSED = 'REFUSED',
  /** The answer does not fit into a datagram, and could not be had over TCP. */
  TRUNCATED = 'TRUNCATED',
  /** What came back was no answer that can be read. */
  MALFORMED = 'MALFORMED',
  /** The run has asked as many questions as it may. */
  TOO_MANY_QUESTIONS = 'TOO_MANY_QUESTIONS',
  /** The answers of the run are longer altogether than it may keep. */
  TOO_MUCH_DATA = 'TOO_MUCH_DATA',
  /** The time of the run was over. */
  DEADLINE = 'DEADLINE',
}

/** What was found out about one name and type. */
export type DnsAnswer<Type extends RecordType = RecordType> = DnsFound<Type> | DnsFailed;

export interface DnsFound<Type extends RecordType = RecordType> {
  failure: null;
  /** False for NXDOMAIN, and for a name that cannot exist because it or a label of it is too long. */
  nameExists: boolean;
  /** Of the type asked for, of this name and of every name that its aliases lead to, in the order of the answer. */
  records: readonly DnsRecord<Type>[];
  /** The aliases on the way, first to last; empty when CNAME was asked for. A loop is not followed twice. */
  chain: readonly DnsRecord<'CNAME'>[];
}

export interface DnsFailed {
  failure: DnsFailure;
  /** Who failed, as a sentence: `The resolver at 192.0.2.1:53 does not answer.` */
  message: string;
}

/**
 * Asks one question. Never rejects: what goes wrong is part of the answer. The same question asked twice is sent once.
 * @param name each character stands for one octet; without a dot at its end
 */
export type Resolve = <Type extends RecordType>(name: string, type: Type) => Promise<DnsAnswer<Type>>;
