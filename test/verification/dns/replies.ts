import type { DnsFound, RecordType } from '../../../src/verification/dns/dns-answer.js';
import { foundAnswer } from '../../../src/verification/dns/found-answer.js';
import { type Query, queryFrom } from '../../../src/verification/dns/query.js';
import { readReply } from '../../../src/verification/dns/reply.js';
import { readQuery, response } from '../../support/dns/dns-message.js';
import type { OwnedRecord } from '../../support/dns/zone.js';

/** A query, and a reply to it that can still be spoilt. */
export function replyTo(name: string, type: RecordType, records: readonly OwnedRecord[], code = 0) {
  const query = queryFrom({ name, type }, true);
  return { query, packet: response({ ...readQuery(query.packet), code, records }) };
}

/** Null when it is not taken for a reply. @throws MalformedReply */
export function read(packet: Buffer, query: Query): DnsFound | null {
  const reply = readReply(packet, query);
  return reply && foundAnswer(query.question, reply);
}
