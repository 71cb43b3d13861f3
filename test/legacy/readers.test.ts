import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json/parse-json.js';
import { Parameters } from '../../src/legacy/parameters.js';
import * as readers from '../../src/legacy/readers.js';
import { authenticatedLimits, SizeBudget } from '../../src/legacy/request-limits.js';

const { boolean, deliveryServerId, deliveryServerTargets, enabled, filledObject } = readers;
const { integer, numeric, security, text, textOrJson, timestamp, looseBoolean } = readers;

const parts = () => new SizeBudget(authenticatedLimits);
const openJson = (text: string) => new Parameters(parts()).open(text);
/** The value as a request has it. */
const json = (text: string) => parseJson(text, parts());

/** What a reader gives for a value that it cannot read: nothing that the schema would take. */
const unreadable = { unreadable: true };

const targets = (...ids: number[]) => ids.map((id) => ({ id: `ds_${id}` }));

const tables: Record<string, [reader: readers.Reader, rows: [raw: unknown, value: unknown][]]> = {
  text: [
    text,
    [
      ['as it is ', 'as it is '],
      [0, '0'],
      [1.5, '1.5'],
      [true, '1'],
      [false, ''],
    ],
  ],
  textOrJson: [
    textOrJson,
    [
      ['{"a": 1}', '{"a": 1}'],
      [json('{"a": [1, null, "\\u00e9"]}'), '{"a":[1,null,"é"]}'],
      [json('{"2":-0, "1":1.10}'), '{"2":-0,"1":1.10}'],
      [[], '[]'],
      [5, '5'],
      [true, '1'],
    ],
  ],
  integer: [
    integer,
    [
      ['587', 587],
      [' 587\n', 587],
      ['0587', 587],
      [587, 587],
      [1.5, 1.5],
      ['1.5', '1.5'],
      ['-1', '-1'],
      ['+1', '+1'],
      ['5e2', '5e2'],
      ['0x19', '0x19'],
      ['٥', '٥'],
      ['', ''],
      [true, true],
      ['9'.repeat(15), 999_999_999_999_999],
      ['9'.repeat(16), '9'.repeat(16)],
    ],
  ],
  numeric: [
    numeric,
    [
      ['60', 60],
      [' 60 ', 60],
      ['60.9', 60],
      ['+60', 60],
      ['-1.5', -1],
      ['6e1', 60],
      ['.5', 0],
      ['60.', 60],
      [60.9, 60],
      [-0.5, -0],
      ['', ''],
      ['.', '.'],
      ['60s', '60s'],
      ['0x3c', '0x3c'],
      ['1 0', '1 0'],
      ['Infinity', 'Infinity'],
      ['1e999', Number.POSITIVE_INFINITY],
      [true, true],
    ],
  ],
  boolean: [
    boolean,
    [
      [true, true],
      [false, false],
      ['true', true],
      ['True', true],
      ['FALSE', false],
      ['1', '1'],
      [1, 1],
      [0, 0],
      ['yes', 'yes'],
      [' true', ' true'],
    ],
  ],
  enabled: [
    enabled,
    [
      ['Enabled', true],
      ['enabled', false],
      [' Enabled', false],
      ['Disabled', false],
      [true, false],
      [1, false],
    ],
  ],
  looseBoolean: [
    looseBoolean,
    [
      [true, true],
      ['true', true],
      ['TRUE', true],
      [1, true],
      ['1', true],
      ['Yes', true],
      ['on', true],
      [false, false],
      ['false', false],
      [0, false],
      [2, false],
      ['', false],
      [' true', false],
      ['pass', false],
    ],
  ],
  security: [
    security,
    [
      ['false', 'NONE'],
      [false, 'NONE'],
      ['tls', 'STARTTLS'],
      ['ssl', 'IMPLICIT_TLS'],
      ['TLS', unreadable],
      ['none', unreadable],
      ['NONE', unreadable],
      ['STARTTLS', unreadable],
      ['true', unreadable],
      [true, unreadable],
      [0, unreadable],
    ],
  ],
  deliveryServerId: [
    deliveryServerId,
    [
      [123, 'ds_123'],
      ['123', 'ds_123'],
      [' 0123 ', 'ds_123'],
      ['9'.repeat(12), `ds_${'9'.repeat(12)}`],
      ...[0, '0', '00', -1, '-1', 1.5, '1.5', '1e3', 'abc', '12abc', '', true, 'ds_1'].map(
        (raw): [unknown, unknown] => [raw, 'ds_none'],
      ),
    ],
  ],
  deliveryServerTargets: [
    deliveryServerTargets,
    [
      ['1', targets(1)],
      [1, targets(1)],
      ['1,2', targets(1, 2)],
      [' 1 , 2 ,', targets(1, 2)],
      [[2, '1'], targets(2, 1)],
      [json('{"0":"7","1":"8"}'), targets(7, 8)],
      [json('[7,"8,7",1e1]'), targets(7, 8, 10)],
      ['3,3,03', targets(3)],
      ['1,x,-1,0,2', targets(1, 2)],
      ['x', null],
      ['', null],
      [',', null],
      [[], null],
      [json('{}'), null],
      [true, null],
      [[[1]], null],
      ["1' OR '1'='1", null],
    ],
  ],
  filledObject: [
    filledObject,
    [
      [json('{"SPF":true}'), {}],
      ['{"SPF":true}', {}],
      [json('{}'), null],
      ['{}', null],
      [[1], null],
      ['[1]', null],
      ['text', null],
      ['"text"', null],
      ['null', null],
      [5, null],
      [true, null],
    ],
  ],
  timestamp: [
    timestamp,
    [
      ['2025-12-28 10:30:00', '2025-12-28T10:30:00Z'],
      ['2024-02-29 23:59:59', '2024-02-29T23:59:59Z'],
      ['1000-01-01 00:00:00', '1000-01-01T00:00:00Z'],
      ['9999-12-31 23:59:59', '9999-12-31T23:59:59Z'],
      ...[
        '2025-02-29 10:30:00',
        '2025-13-01 10:30:00',
        '2025-00-01 10:30:00',
        '2025-12-32 10:30:00',
        '2025-12-28 24:00:00',
        '2025-12-28 10:60:00',
        '2025-12-28 10:30:60',
        '0000-00-00 00:00:00',
        '0999-01-01 00:00:00',
        '2025-12-28T10:30:00Z',
        '2025-12-28 10:30',
        '2025-12-28',
        ' 2025-12-28 10:30:00',
        '2025-12-28 10:30:00.5',
        '28.12.2025 10:30:00',
        'now',
        '',
        1_766_917_800,
        true,
      ].map((raw): [unknown, unknown] => [raw, unreadable]),
    ],
  ],
};

describe.each(Object.entries(tables))('the reader %s', (_, [read, rows]) => {
  it.each(rows.map(([raw, value]) => [raw, value] as const))('reads %j as %j', (raw, value) => {
    expect(read(raw, openJson)).toEqual(value);
  });

  it('throws at nothing and changes nothing that it is given', () => {
    const odd: unknown[] = [
      undefined,
      null,
      '',
      Number.NaN,
      json('{}'),
      [],
      json('{"a":{"b":[]}}'),
      [null],
      '\u0000',
      '__proto__',
    ];
    for (const raw of odd) {
      const before = JSON.stringify(raw);
      expect(() => read(raw, openJson)).not.toThrow();
      expect(JSON.stringify(raw)).toBe(before);
    }
  });
});
