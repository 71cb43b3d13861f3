import { isIPv6 } from 'node:net';
import { type OwnedRecord, typeNumbers, type ZoneRecord } from './zone.js';

// Written apart from the client, so that no mistake is made twice.

/** What the client makes of a dot inside a label. */
export const dotInLabel = '\uF02E';

export interface ReceivedQuery {
  id: number;
  name: string;
  type: string;
  /** The question as it came. */
  question: Buffer;
  /** How long an answer over UDP may be; null without EDNS. */
  udpPayloadSize: number | null;
}

export interface ResponseParts {
  id: number;
  code: number;
  question: Buffer;
  records: readonly OwnedRecord[];
  isTruncated?: boolean;
  /** Neither authoritative nor recursive. */
  isReferral?: boolean;
  /** In place of how many there are. */
  announced?: number;
}

export function readQuery(packet: Buffer): ReceivedQuery {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet.readUInt8(at); length > 0; length = packet.readUInt8(at)) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length).replaceAll('.', dotInLabel));
    at += length + 1;
  }
  const number = packet.readUInt16BE(at + 1);
  const [type = `TYPE${number}`] =
    Object.entries(typeNumbers).find(([, candidate]) => candidate === number) ?? [];
  const hasEdns = packet.readUInt16BE(10) > 0;
  return {
    id: packet.readUInt16BE(0),
    name: labels.join('.'),
    type,
    question: packet.subarray(12, at + 5),
    udpPayloadSize: hasEdns ? packet.readUInt16BE(at + 8) : null,
  };
}

export function response(parts: ResponseParts): Buffer {
  const { id, code, question, records, isTruncated, isReferral, announced } = parts;
  const flags = 0x8100 | (isReferral ? 0 : 0x0480) | (isTruncated ? 0x0200 : 0) | code;
  const header = [id, flags, question.length > 0 ? 1 : 0, announced ?? records.length, 0, 0].map(uint16);
  return Buffer.concat([...header, question, ...records.map(recordOctets)]);
}

function nameOctets(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  const octets = labels.map((label) => lengthAndText(label.replaceAll(dotInLabel, '.')));
  return Buffer.concat([...octets, Buffer.of(0)]);
}

function recordOctets({ owner, record }: OwnedRecord): Buffer {
  const data = dataOctets(record);
  const ttl = Buffer.from([0, 0, 1, 44]);
  const head = [nameOctets(owner), uint16(typeNumbers[record[0]]), uint16(1), ttl, uint16(data.length)];
  return Buffer.concat([...head, data]);
}

function dataOctets(record: ZoneRecord): Buffer {
  switch (record[0]) {
    case 'A':
      return Buffer.from(record[1].split('.').map(Number));
    case 'AAAA':
      return ipv6Octets(record[1]);
    case 'MX':
      return Buffer.concat([uint16(record[1]), nameOctets(record[2])]);
    case 'TXT':
      return Buffer.concat(record.slice(1).map(lengthAndText));
    default:
      return nameOctets(record[1]);
  }
}

function ipv6Octets(address: string): Buffer {
  if (!isIPv6(address)) throw new Error(`${address} is no IPv6 address.`);
  // As browsers write it: without an IPv4 address at its end.
  const [before = '', after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text = '') => text.split(':').filter((group) => group !== '');
  const missing = after === undefined ? 0 : 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array<string>(missing).fill('0'), ...groups(after)];
  return Buffer.concat(all.map((group) => uint16(Number.parseInt(group, 16))));
}

function lengthAndText(text: string): Buffer {
  if (text.length > 255) throw new Error('A string of a TXT record has at most 255 octets.');
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'latin1')]);
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}
