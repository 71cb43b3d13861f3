import { randomInt } from 'node:crypto';
import { encode, RECURSION_DESIRED } from 'dns-packet';
import type { RecordType } from './dns-answer.js';
import { wireNameFrom } from './domain-name.js';

export interface Question {
  name: string;
  type: RecordType;
}

/** A question as it is sent. Each try has an id of its own, so that nobody can prepare an answer to it. */
export interface Query {
  id: number;
  question: Question;
  packet: Buffer;
}

/** Fits into every packet of IPv6 without fragments, as agreed on the DNS flag day of 2020. */
const udpPayloadSize = 1232;
const headerOctets = 12;

/** @param hasEdns whether to allow answers of more than 512 octets in a datagram, which some resolvers do not know */
export function queryFrom(question: Question, hasEdns: boolean): Query {
  const id = randomInt(0x1_0000);
  const ofRoot = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name: '.', type: question.type, class: 'IN' }],
    additionals: hasEdns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
  // dns-packet would write names as UTF-8. The single octet of the root makes room for the octets of this one.
  const name = wireNameFrom(question.name) ?? Buffer.of(0);
  const packet = Buffer.concat([ofRoot.subarray(0, headerOctets), name, ofRoot.subarray(headerOctets + 1)]);
  return { id, question, packet };
}
