import fc from 'fast-check';

const whole = fc.string({ unit: 'binary', maxLength: 40 });
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, 0, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1e21, true, false, '', ' ', '0', '-1', '1abc', '1e9', '0x1A'],
    ...[
      '9007199254740993',
      '2147483648',
      '99999999999',
      'NaN',
      'Infinity',
      'Enabled',
      'true',
      'tls',
      '123',
      ',',
    ],
    ...[
      'a\0b',
      'a\r\nb: c',
      '\ud800',
      'x\udc00y',
      '🚀',
      '\u202e',
      '\ufeff',
      '\uffff',
      ']]>',
      '%00',
      '%',
      '{"',
      '{}',
    ],
    ...[
      '[]',
      '{"SPF":true}',
      "' OR 1=1 -- ",
      '<b>',
      '__proto__',
      '2025-12-28 10:30:00',
      'a@b.example',
      '😀'.repeat(128),
    ],
  ),
  whole,
  fc.integer(),
  fc.double(),
);
const long = fc
  .tuple(
    fc.constantFrom('x', 'é', '🚀', ' ', '1', ',', '[', '1,', '{"a":', '\0'),
    fc.constantFrom(300, 3_000, 30_000),
  )
  .map(([unit, length]) => unit.repeat(length));
/** As long as a request can hold, or a little longer. */
const huge = fc.constantFrom('x', '1', ' ', 'é').map((unit) => unit.repeat(1_000_000));
const nested = fc.oneof(
  fc.constantFrom<unknown>({}, [], [[]], [null], { a: {} }, JSON.parse('{"__proto__":{"a":1}}'), {
    SPF: { SPF: 1 },
  }),
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('SPF', 'spf', 'dkim', '0', '__proto__', 'constructor', 'x.y'), scalar, {
    maxKeys: 4,
  }),
  fc
    .integer({ min: 2, max: 40 })
    .map((depth) => JSON.parse(`${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`)),
);
/** Values that a parameter may not expect, most of them short. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: scalar, weight: 120 },
  { arbitrary: nested, weight: 50 },
  { arbitrary: long, weight: 15 },
  { arbitrary: huge, weight: 1 },
);
