import { describe, expect, it } from 'vitest';
import { type Entry, PagedObject } from '../../src/legacy/reply.js';
import { writeJson } from '../../src/legacy/write-json.js';

async function written(body: readonly Entry[]): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of writeJson(body)) pieces.push(piece);
  return pieces.join('');
}

async function* pagesOf(...pages: Entry[][]): AsyncGenerator<readonly Entry[]> {
  yield* pages;
}

describe('writeJson', () => {
  it.each<[string, Entry[], string]>([
    ['nothing', [], '{}'],
    ['one entry', [['a', 1]], '{"a":1}'],
    [
      'values of every kind',
      [
        ['a', null],
        ['b', true],
        ['c', 'x'],
        ['d', [1, {}]],
      ],
      '{"a":null,"b":true,"c":"x","d":[1,{}]}',
    ],
    [
      'keys that look like numbers, in the order that they are given',
      [
        ['9', 1],
        ['10', 2],
        ['1', 3],
        ['b', 4],
        ['0', 5],
      ],
      '{"9":1,"10":2,"1":3,"b":4,"0":5}',
    ],
    [
      'keys and values that need escapes',
      [
        ['"\\\n', '"\u2028\u0000'],
        ['é🚀', 'é🚀'],
      ],
      `{"\\"\\\\\\n":"\\"\u2028\\u0000","é🚀":"é🚀"}`,
    ],
    ['__proto__ as a key', [['__proto__', 1]], '{"__proto__":1}'],
  ])('writes %s', async (_, body, expected) => {
    expect(await written(body)).toBe(expected);
    expect(() => JSON.parse(expected)).not.toThrow();
  });

  it.each<[string, Entry[][], string]>([
    ['no page', [], '{}'],
    ['an empty page', [[]], '{}'],
    [
      'one page',
      [
        [
          ['2', 'b'],
          ['1', 'a'],
        ],
      ],
      '{"2":"b","1":"a"}',
    ],
    [
      'several pages with an empty one among them',
      [
        [['2', 'b']],
        [],
        [
          ['1', 'a'],
          ['0', 'z'],
        ],
      ],
      '{"2":"b","1":"a","0":"z"}',
    ],
  ])('writes a paged object of %s', async (_, pages, expected) => {
    expect(await written([['list', new PagedObject(pagesOf(...pages))]])).toBe(`{"list":${expected}}`);
  });

  it('writes what stands around a paged object', async () => {
    const body: Entry[] = [
      ['Success', true],
      ['list', new PagedObject(pagesOf([['1', {}]]))],
      ['after', 0],
    ];
    expect(await written(body)).toBe('{"Success":true,"list":{"1":{}},"after":0}');
  });

  it('asks for a page no earlier than it is written', async () => {
    let asked = 0;
    async function* pages(): AsyncGenerator<readonly Entry[]> {
      for (; asked < 3; ) yield [[String(++asked), 'x'.repeat(10)]];
    }
    const pieces = writeJson([['list', new PagedObject(pages())]]);
    await pieces.next();
    expect(asked).toBe(0);
    await pieces.next();
    expect(asked).toBe(1);
    await pieces.return(undefined);
    expect(asked).toBe(1);
  });
});
