import { describe, expect, it } from 'vitest';
import { checksText, type Run, runText } from '../../src/cli/commands/verification-output.js';
import { wrapText } from '../../src/cli/terminal/wrap-text.js';

const run: Run = {
  id: 'vr_1',
  status: 'DONE',
  deliveryServer: { id: 'ds_1', name: 'A\x1b[31m' },
  stages: [],
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
    expect(runText(run, { isColoured: true, columns: 63 })).toBe(
      [
        'ds_1 "A\ufffd[31m"',
        'SPF             \x1b[32mPASS \x1b[0m  All is well.',
        'OPEN_DOMAIN     \x1b[31mFAIL \x1b[0m  \x1b[31mFAIL\x1b[0m It leads elsewhere, and a longer',
        '                       sentence about that follows here.',
        '                       [HOST_ALIAS_DIFFERS]',
        '                         found:    b.test\ufffd',
        '                         expected: a.test',
        '                       To do: Publish it.',
        '                         o.test. 3600 IN CNAME a.test.',
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

describe('the findings of a check in a terminal', () => {
  it('come worst first, and what was expected is told of those that are no INFO', () => {
    const finding = (severity: string) => ({
      severity,
      code: 'A_CODE',
      message: 'A sentence.',
      expected: ['a.test'],
      observed: [],
      remediation: null,
    });
    const findings = ['INFO', 'WARN', 'ERROR', 'FAIL'].map(finding);
    const check = { kind: 'SPF', status: 'ERROR', message: 'A sentence.', findings };
    const text = checksText([check], { isColoured: false, columns: null });
    expect(text.replaceAll(/^ {23}/gm, '  ').split('\n')).toEqual([
      'SPF             ERROR  ERROR A sentence. [A_CODE]',
      '    expected: a.test',
      '  FAIL A sentence. [A_CODE]',
      '    expected: a.test',
      '  WARN A sentence. [A_CODE]',
      '    expected: a.test',
      '  INFO A sentence. [A_CODE]',
      '',
    ]);
  });
});

describe('a delivery test in a terminal', () => {
  const stage = {
    durationMilliseconds: 12,
    replyCode: null,
    enhancedCode: null,
    replyText: null,
    hint: null,
  };
  const check = {
    kind: 'EMAIL_DELIVERY',
    status: 'FAIL',
    message: 'The server refuses the password.',
    findings: [],
    attempts: [
      { address: '2001:db8::1', outcome: 'TIMED_OUT', durationMilliseconds: 3000 },
      { address: '192.0.2.1', outcome: 'CONNECTED', durationMilliseconds: 9 },
    ],
    stages: [
      { ...stage, stage: 'CONNECT', status: 'PASS' },
      { ...stage, stage: 'GREETING', status: 'PASS', replyCode: 220, replyText: 'mx.test\x1b[2J' },
      {
        ...stage,
        stage: 'AUTH',
        status: 'FAIL',
        durationMilliseconds: 140,
        replyCode: 535,
        enhancedCode: '5.7.8',
        replyText: 'Bad credentials',
        hint: 'Ask for an app password.',
      },
    ],
    tls: {
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      issuer: 'A Test Authority',
      names: ['mx.test', 'mail.test'],
      validTo: '2027-02-03T04:05:06.000Z',
      daysLeft: 12,
      faults: ['CERTIFICATE_NAME_DIFFERS'],
    },
    acceptedFor: null,
    messageId: null,
  };

  it('shows what was tried, each stage with its reply, hints and the TLS', () => {
    const text = checksText([check], { isColoured: false, columns: null });
    expect(text.replaceAll(/^ {23}/gm, '  ')).toBe(
      [
        'EMAIL_DELIVERY  FAIL   The server refuses the password.',
        '  tried 2001:db8::1 TIMED_OUT, 3000 ms',
        '  tried 192.0.2.1 CONNECTED, 9 ms',
        '  STAGE     STATUS  MS   REPLY',
        '  CONNECT   PASS    12',
        '  GREETING  PASS    12   220 mx.test\ufffd[2J',
        '  AUTH      FAIL    140  535 5.7.8 Bad credentials',
        '    Hint: Ask for an app password.',
        '  TLSv1.3 TLS_AES_256_GCM_SHA384',
        '  certificate for mx.test, mail.test, issued by A Test Authority, until 2027-02-03 (12 days left)',
        '  faults: CERTIFICATE_NAME_DIFFERS',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [1, '1 day left'],
    [0, '0 days left'],
    [-1, 'expired today'],
    [-2, 'expired 1 day ago'],
    [-4, 'expired 3 days ago'],
  ])('says of a certificate with %i days left: %s', (daysLeft, words) => {
    const text = checksText([{ ...check, tls: { ...check.tls, daysLeft } }], {
      isColoured: false,
      columns: null,
    });
    expect(text).toContain(`, until 2027-02-03 (${words})\n`);
  });

  it('shows for whom a message was accepted', () => {
    const accepted = { ...check, status: 'PASS', acceptedFor: 'ada@shop.test', messageId: 'a1@gateway.test' };
    expect(checksText([accepted], { isColoured: false, columns: null })).toMatch(
      /\n +accepted for ada@shop\.test, Message-ID a1@gateway\.test\n$/,
    );
  });

  it('has nothing to show where nothing was tried', () => {
    const undone = { ...check, attempts: [], stages: [], tls: null };
    expect(checksText([undone], { isColoured: false, columns: null })).toBe(
      'EMAIL_DELIVERY  FAIL   The server refuses the password.\n',
    );
  });
});

describe('text', () => {
  it('is broken at blanks, and a longer word has a line of its own', () => {
    expect(wrapText('one two three-is-longer four', 8)).toEqual(['one two', 'three-is-longer', 'four']);
    expect(wrapText('', 8)).toEqual(['']);
  });
});
