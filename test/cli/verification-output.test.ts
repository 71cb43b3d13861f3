import { describe, expect, it } from 'vitest';
import { type Run, runText } from '../../src/cli/commands/verification-output.js';
import { wrapText } from '../../src/cli/terminal/wrap-text.js';

const run: Run = {
  id: 'vr_1',
  status: 'DONE',
  deliveryServer: { id: 'ds_1', name: 'A\x1b[31m' },
  checks: [
    { kind: 'SPF', status: 'PASS', message: 'All is well.', findings: [] },
    {
      kind: 'OPEN_DOMAIN',
      status: 'FAIL',
      message: 'It leads elsewhere.',
      findings: [
        {
          severity: 'FAIL',
          code: 'HOST_ALIAS_DIFFERS',
          message: 'It leads elsewhere, and a longer sentence about that follows here.',
          expected: ['a.test'],
          observed: ['b.test\x07'],
          remediation: { summary: 'Publish it.', zoneLine: 'o.test. 3600 IN CNAME a.test.' },
        },
      ],
    },
  ],
};

describe('a run in a terminal', () => {
  it('has colours, where the terminal shows them, and lines that fit', () => {
    expect(runText(run, { isColoured: true, columns: 62 })).toBe(
      [
        'ds_1 "A\ufffd[31m"',
        'SPF            \x1b[32mPASS \x1b[0m  All is well.',
        'OPEN_DOMAIN    \x1b[31mFAIL \x1b[0m  \x1b[31mFAIL\x1b[0m It leads elsewhere, and a longer',
        '                      sentence about that follows here.',
        '                      [HOST_ALIAS_DIFFERS]',
        '                        found:    b.test\ufffd',
        '                        expected: a.test',
        '                      To do: Publish it.',
        '                        o.test. 3600 IN CNAME a.test.',
        '',
      ].join('\n'),
    );
  });

  it('is in plain words elsewhere, with each sentence on one line', () => {
    const text = runText(run, { isColoured: false, columns: null });
    expect(text).not.toContain('\x1b');
    expect(text).toContain(
      '  FAIL It leads elsewhere, and a longer sentence about that follows here. [HOST_ALIAS',
    );
  });
});

describe('text', () => {
  it('is broken at blanks, and a longer word has a line of its own', () => {
    expect(wrapText('one two three-is-longer four', 8)).toEqual(['one two', 'three-is-longer', 'four']);
    expect(wrapText('', 8)).toEqual(['']);
  });
});
