import type { DnsAnswer, DnsRecord } from './dns-answer.js';

/** What a record takes besides its texts, about. */
const octetsOfRecord = 100;

/** What an answer takes in memory, in octets, about: names are written out there, which are two octets each in a message. */
export function answerSize(answer: DnsAnswer): number {
  if (answer.failure !== null) return 0;
  return [answer.records, answer.chain].flat().reduce((sum, record) => sum + recordSize(record), 0);
}

function recordSize(record: DnsRecord): number {
  return octetsOfRecord + record.name.length + dataSize(record);
}

function dataSize(record: DnsRecord): number {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address.length;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return record.target.length;
    case 'MX':
      return record.exchange.length;
    case 'TXT':
      return record.strings.reduce((sum, text) => sum + octetsOfString + text.length, 0);
    default:
      return record satisfies never;
  }
}

const octetsOfString = 24;
