import type { Answer, DecodedPacket } from 'dns-packet';
import { decodePacket, headerOctets } from './decode-packet.js';
import { nameKey } from './domain-name.js';
import type { Query } from './query.js';

/** Response codes of RFC 1035, section 4.1.1. */
export enum ResponseCode {
  NO_ERROR = 0,
  FORMAT_ERROR = 1,
  SERVER_FAILURE = 2,
  NAME_ERROR = 3,
  NOT_IMPLEMENTED = 4,
  REFUSED = 5,
}

/** What a resolver says to a query. */
export interface Reply {
  /** Another number than those of `ResponseCode` is possible. */
  code: number;
  isTruncated: boolean;
  /** Neither the owner of the name nor somebody who would ask the owner: it is no answer when nothing is in it. */
  isReferral: boolean;
  answers: readonly Answer[];
}

/**
 * Reads what came from the address that was asked.
 * @returns null for what answers another query, or none: it may be forged, and the answer is still on its way
 * @throws MalformedReply
 */
export function readReply(packet: Buffer, query: Query): Reply | null {
  if (packet.length < headerOctets || packet.readUInt16BE(0) !== query.id) return null;
  const isResponse = (packet.readUInt8(2) & 0x80) !== 0;
  if (!isResponse) return null;
  const isTruncated = (packet.readUInt8(2) & 0x02) !== 0;
  const code = packet.readUInt8(3) & 0x0f;
  const message = decodePacket(packet, isTruncated);
  if (!isAbout(message, query, code)) return null;
  const answers = message.answers ?? [];
  const isReferral = !message.flag_aa && !message.flag_ra && answers.length === 0;
  return { code, isTruncated, isReferral, answers };
}

/** Whether the question has come back. Some resolvers leave it out when they did not understand or do not want it. */
function isAbout({ questions = [] }: DecodedPacket, { question }: Query, code: number): boolean {
  const [asked, ...others] = questions;
  if (others.length > 0) return false;
  if (!asked) return code !== ResponseCode.NO_ERROR && code !== ResponseCode.NAME_ERROR;
  const name = asked.name === '.' ? '' : asked.name;
  return nameKey(name) === nameKey(question.name) && asked.type === question.type && asked.class === 'IN';
}
