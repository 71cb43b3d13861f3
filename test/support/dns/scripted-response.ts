import { type ReceivedQuery, response } from './dns-message.js';
import type { Trouble, ZoneAnswer } from './zone.js';

const codes = { noError: 0, formatError: 1, serverFailure: 2, nameError: 3, notImplemented: 4, refused: 5 };

/** The answer as it goes over TCP; null for none. */
export function scriptedResponse(query: ReceivedQuery, found: ZoneAnswer): Buffer | null {
  const has = (trouble: Trouble) => found.troubles.includes(trouble);
  const without = (code: number, more = {}) => response({ ...query, code, records: [], ...more });
  if (has('DROP')) return null;
  if (has('SERVFAIL')) return without(codes.serverFailure);
  if (has('REFUSED')) return without(codes.refused);
  if (has('NOTIMP')) return without(codes.notImplemented);
  if (has('NO_EDNS') && query.udpPayloadSize !== null)
    return without(codes.formatError, { question: Buffer.alloc(0) });
  if (has('REFERRAL')) return without(codes.noError, { isReferral: true });
  const code = found.exists ? codes.noError : codes.nameError;
  if (has('INFLATED_COUNTS')) return without(code, { announced: 0xffff });
  if (has('GARBAGE')) return Buffer.concat([without(code, { announced: 3 }), Buffer.alloc(60, 0xff)]);
  return response({ ...query, code, records: found.records });
}

/** What goes over UDP in place of an answer that is too long for it. */
export function truncatedResponse(query: ReceivedQuery): Buffer {
  return response({ ...query, code: codes.noError, records: [], isTruncated: true });
}

/** Messages that are sent before the answer, and say that the name does not exist. */
export function forgeries(query: ReceivedQuery, { troubles }: ZoneAnswer) {
  const lie = { ...query, code: codes.nameError, records: [] };
  const otherQuestion = Buffer.from(query.question);
  otherQuestion.writeUInt8(otherQuestion.readUInt8(1) ^ 1, 1);
  return troubles.flatMap((trouble) => {
    if (trouble === 'FORGED_ID')
      return [{ message: response({ ...lie, id: query.id ^ 1 }), isFromPort: true }];
    if (trouble === 'FORGED_QUESTION')
      return [{ message: response({ ...lie, question: otherQuestion }), isFromPort: true }];
    return trouble === 'FORGED_PORT' ? [{ message: response(lie), isFromPort: false }] : [];
  });
}
