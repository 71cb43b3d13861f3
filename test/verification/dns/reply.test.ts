import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedReply } from '../../../src/verification/dns/decode-packet.js';
import { labelText } from '../../../src/verification/dns/domain-name.js';
import { readReply } from '../../../src/verification/dns/reply.js';
import { read, replyTo } from './replies.js';

const seed = 20_261_129;
const text = (value: string) => ({ owner: 'shop.test', record: ['TXT', value] as ['TXT', string] });
const counts = { questions: 4, answers: 6, authorities: 8, additionals: 10 };

describe('a reply', () => {
  it.each<[string, (packet: Buffer) => unknown]>([
    ['with another id', (packet) => packet.writeUInt16BE(packet.readUInt16BE(0) ^ 0x100, 0)],
    ['that is a query', (packet) => packet.writeUInt8(packet.readUInt8(2) & 0x7f, 2)],
    ['to another name', (packet) => packet.write('r', 13)],
    ['to another type', (packet) => packet.writeUInt16BE(1, 12 + 11)],
    ['to another class', (packet) => packet.writeUInt16BE(3, 12 + 13)],
  ])('%s is none to this query', (_, spoil) => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x')]);
    expect(read(packet, query)).toMatchObject({ records: [{ strings: ['x'] }] });
    spoil(packet);
    expect(read(packet, query)).toBeNull();
  });

  it('may spell the name of the question in other letters', () => {
    const { packet, query } = replyTo('shop.test', 'TXT', [{ owner: 'SHOP.tesT', record: ['TXT', 'x'] }]);
    packet.write('ShoP', 13);
    expect(read(packet, query)).toMatchObject({ records: [{ name: 'SHOP.tesT', strings: ['x'] }] });
  });

  it.each([0, 1, 11])('of %d octets is none', (length) => {
    const { packet, query } = replyTo('shop.test', 'TXT', []);
    expect(readReply(packet.subarray(0, length), query)).toBeNull();
  });

  it('without the question is one when it is a failure alone', () => {
    for (const code of [0, 1, 2, 3, 4, 5]) {
      const { packet, query } = replyTo('shop.test', 'TXT', [], code);
      packet.writeUInt16BE(0, counts.questions);
      const reply = readReply(packet.subarray(0, 12), query);
      expect(reply?.code).toBe([0, 3].includes(code) ? undefined : code);
    }
  });

  it.each(Object.entries(counts))('that announces more %s than it can hold cannot be read', (_, at) => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x')]);
    packet.writeUInt16BE(0xffff, at);
    expect(() => read(packet, query)).toThrow(MalformedReply);
  });

  it('that ends in the middle cannot be read, wherever that is', () => {
    const { packet, query } = replyTo('shop.test', 'A', [{ owner: 'shop.test', record: ['A', '192.0.2.1'] }]);
    for (let length = 12; length < packet.length; length++)
      expect(() => read(packet.subarray(0, length), query), `${length}`).toThrow(MalformedReply);
  });

  it('that is truncated is one even if it was cut through a record', () => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x'.repeat(200))]);
    packet.writeUInt8(packet.readUInt8(2) | 0x02, 2);
    expect(readReply(packet.subarray(0, packet.length - 100), query)).toMatchObject({
      isTruncated: true,
      answers: [],
    });
  });

  it('has no use for what is not an answer, even if that is nonsense', () => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x')]);
    packet.writeUInt16BE(1, counts.authorities);
    packet.writeUInt16BE(1, counts.additionals);
    const nonsense = Buffer.alloc(40, 0xff);
    expect(read(Buffer.concat([packet, nonsense]), query)).toMatchObject({ records: [{ strings: ['x'] }] });
  });
});

describe('a record', () => {
  it('counts when the name that was asked or one of its aliases owns it', () => {
    const { packet, query } = replyTo('www.test', 'TXT', [
      { owner: 'other.test', record: ['TXT', 'not asked'] },
      { owner: 'www.test', record: ['TXT', 'beside the alias'] },
      { owner: 'www.test', record: ['A', '192.0.2.1'] },
      { owner: 'Web.test', record: ['TXT', 'at the alias'] },
      { owner: 'WWW.test', record: ['CNAME', 'web.test'] },
    ]);
    expect(read(packet, query)).toMatchObject({
      records: [{ strings: ['beside the alias'] }, { strings: ['at the alias'] }],
      chain: [{ name: 'WWW.test', target: 'web.test' }],
    });
  });

  it('counts in the class of the internet alone', () => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x')]);
    // The class of the record, behind its name and type.
    packet.writeUInt16BE(3, 12 + 15 + 11 + 2);
    expect(read(packet, query)).toMatchObject({ nameExists: true, records: [] });
  });

  it('that is an alias is itself the answer to a question for it', () => {
    const { packet, query } = replyTo('www.test', 'CNAME', [
      { owner: 'www.test', record: ['CNAME', 'web.test'] },
      { owner: 'web.test', record: ['CNAME', 'cdn.test'] },
    ]);
    expect(read(packet, query)).toMatchObject({ records: [{ target: 'web.test' }], chain: [] });
  });

  it('of a mail exchanger that is the root has an empty name', () => {
    const { packet, query } = replyTo('shop.test', 'MX', [{ owner: 'shop.test', record: ['MX', 0, ''] }]);
    expect(read(packet, query)?.records).toMatchObject([{ preference: 0, exchange: '' }]);
  });

  it('lives for no time when its time has more than 31 bits', () => {
    const { packet, query } = replyTo('shop.test', 'TXT', [text('x')]);
    packet.writeUInt32BE(0x80000000, 12 + 15 + 11 + 4);
    expect(read(packet, query)?.records).toMatchObject([{ ttlSeconds: 0 }]);
  });

  it.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['2001:DB8::A', '2001:db8::a'],
  ])('of the address %s is written %s', (address, written) => {
    const { packet, query } = replyTo('shop.test', 'AAAA', [
      { owner: 'shop.test', record: ['AAAA', address] },
    ]);
    expect(read(packet, query)?.records).toMatchObject([{ address: written }]);
  });

  it('has its strings octet by octet, each for itself', () => {
    const strings = ['', 'v=spf1\0', '\r\n\u2028'.slice(0, 2), '\xff\xfe\xc3', 'x'.repeat(255)];
    const { packet, query } = replyTo('shop.test', 'TXT', [
      { owner: 'shop.test', record: ['TXT', ...strings] },
      { owner: 'shop.test', record: ['TXT'] },
    ]);
    expect(read(packet, query)?.records).toMatchObject([{ strings }, { strings: [] }]);
  });
});

describe('a name', () => {
  const octets = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((octet) => labelText(String.fromCharCode(octet))),
    minLength: 1,
    maxLength: 40,
  });
  const names = fc.array(octets, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

  it('comes back octet by octet, as it was asked and where others point to it', () => {
    fc.assert(
      fc.property(names, names, (name, target) => {
        fc.pre(name.toLowerCase() !== target.toLowerCase());
        const { packet, query } = replyTo(name, 'MX', [
          { owner: name, record: ['CNAME', target] },
          { owner: target, record: ['MX', 1, name] },
        ]);
        expect(read(packet, query)).toMatchObject({
          records: [{ name: target, exchange: name }],
          chain: [{ name, target }],
        });
      }),
      { seed, numRuns: 500 },
    );
  });

  it('is another one when a dot is inside a label', () => {
    const { packet, query } = replyTo('a.b.test', 'A', [
      { owner: `${labelText('a.b')}.test`, record: ['A', '192.0.2.1'] },
    ]);
    expect(read(packet, query)?.records).toEqual([]);
  });

  it('is another one when a letter that is not of ASCII has another case', () => {
    const { packet, query } = replyTo('\xe9.test', 'A', [{ owner: '\xc9.test', record: ['A', '192.0.2.1'] }]);
    expect(read(packet, query)?.records).toEqual([]);
  });
});

describe('a hostile reply', () => {
  it('of 10,000 strings is read', () => {
    const strings = Array<string>(10_000).fill('x');
    const { packet, query } = replyTo('shop.test', 'TXT', [
      { owner: 'shop.test', record: ['TXT', ...strings] },
    ]);
    expect(read(packet, query)?.records).toMatchObject([{ strings }]);
  });

  it('of 1,000 aliases is followed to its end, and round a loop once', () => {
    const aliases = Array.from({ length: 1000 }, (_, at) => ({
      owner: `n${at}.test`,
      record: ['CNAME', `n${at + 1}.test`] as ['CNAME', string],
    }));
    const straight = replyTo('n0.test', 'TXT', [...aliases, { owner: 'n1000.test', record: ['TXT', 'end'] }]);
    expect(read(straight.packet, straight.query)).toMatchObject({
      records: [{ strings: ['end'] }],
      chain: { length: 1000 },
    });
    const round = replyTo('n0.test', 'TXT', [
      ...aliases,
      { owner: 'n1000.test', record: ['CNAME', 'n9.test'] },
    ]);
    expect(read(round.packet, round.query)).toMatchObject({ records: [], chain: { length: 1001 } });
  });

  it('whose names point from one to the other 8,000 times is given up', () => {
    expect(() => read(...pointersToPointers())).toThrow(MalformedReply);
  });

  it('of any octets is read, no reply or malformed, and nothing else', () => {
    const { packet, query } = replyTo('shop.test', 'MX', [
      { owner: 'shop.test', record: ['CNAME', 'web.test'] },
      { owner: 'web.test', record: ['MX', 1, 'mx.test'] },
      { owner: 'web.test', record: ['TXT', 'a', 'b'] },
      { owner: 'web.test', record: ['AAAA', '::1'] },
    ]);
    const spoilt = fc
      .array(fc.tuple(fc.integer({ min: 2, max: packet.length - 1 }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 8,
      })
      .map((changes) => {
        const copy = Buffer.from(packet);
        for (const [at, octet] of changes) copy.writeUInt8(octet, at);
        return copy;
      });
    const arbitrary = fc
      .uint8Array({ maxLength: 600 })
      .map((rest) => Buffer.concat([packet.subarray(0, 12 + 15), rest]));
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(fc.oneof(spoilt, arbitrary), fc.integer({ min: 0, max: 700 }), (octets, length) => {
        const outcome = outcomeOf(() => read(octets.subarray(0, Math.max(length, 40)), query));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { seed, numRuns: 5_000 },
    );
    expect([...outcomes.keys()].toSorted()).toEqual(['malformed', 'no reply', 'read']);
  });
});

function outcomeOf(readIt: () => unknown): string {
  try {
    return readIt() === null ? 'no reply' : 'read';
  } catch (error) {
    if (error instanceof MalformedReply) return 'malformed';
    throw error;
  }
}

/** 64 KB: a record that is one long chain of pointers, and then records whose owners are at its end. */
function pointersToPointers(): Parameters<typeof read> {
  const { packet, query } = replyTo('shop.test', 'TXT', []);
  const words: number[] = [];
  const chainStart = packet.length + 12;
  for (let at = chainStart, last = 12; at < 0x3ff0; last = at, at += 2) words.push(0xc000 | last);
  const owner = 0xc000 | (chainStart + 2 * (words.length - 1));
  const ofUnknownType = (name: number, length: number) => [name, 10, 1, 0, 0, length];
  const all = [...ofUnknownType(0xc00c, words.length * 2), ...words];
  let records = 1;
  for (; packet.length + (all.length + 6) * 2 <= 0xffff; records++) all.push(...ofUnknownType(owner, 0));
  packet.writeUInt16BE(records, counts.answers);
  return [Buffer.concat([packet, Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]))]), query];
}
