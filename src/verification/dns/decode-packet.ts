import { type DecodedPacket, decode } from 'dns-packet';
import { labelText } from './domain-name.js';

export const headerOctets = 12;
const minQuestionOctets = 5;
const minRecordOctets = 11;

/** The message is an answer to the query, and cannot be read. */
export class MalformedReply extends Error {}

/**
 * Decodes the questions and the answers; the other records are not needed. Of a truncated message the answers are not
 * either: some servers cut through the middle of one.
 * @param packet at least its header
 * @throws MalformedReply
 */
export function decodePacket(packet: Buffer, isTruncated: boolean): DecodedPacket {
  const count = (at: number) => packet.readUInt16BE(at);
  const questions = count(4);
  const records = isTruncated ? 0 : count(6) + count(8) + count(10);
  // dns-packet would make up as many records as are announced.
  if (questions * minQuestionOctets + records * minRecordOctets > packet.length - headerOctets)
    throw new MalformedReply('It announces more than it holds.');
  const needed = Buffer.from(packet);
  if (isTruncated) needed.writeUInt16BE(0, 6);
  needed.writeUInt32BE(0, 8);
  readNamesAsOctets(needed, questions + records);
  try {
    const message = decode(needed);
    // An address may have been read beyond the end.
    if (decode.bytes <= packet.length) return message;
  } catch (error) {
    throw new MalformedReply('It cannot be decoded.', { cause: error });
  }
  throw new MalformedReply('It ends too early.');
}

/**
 * dns-packet reads a label by `toString('utf-8', from, to)`, which loses octets that are no UTF-8. And it reads a pointer
 * by `readUInt16BE`, as often as there are pointers to pointers: thousands for each record in a message made for that.
 */
function readNamesAsOctets(packet: Buffer, entries: number): void {
  const textOf = packet.toString.bind(packet);
  const numberAt = packet.readUInt16BE.bind(packet);
  let readsLeft = 1000 + 20 * entries;
  packet.toString = (_encoding, from, to) => labelText(textOf('latin1', from, to));
  packet.readUInt16BE = (at) => {
    readsLeft--;
    if (readsLeft < 0) throw new MalformedReply('Its names point from one to the other without an end.');
    return numberAt(at);
  };
}
