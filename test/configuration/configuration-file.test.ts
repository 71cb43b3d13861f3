import { describe, expect, it } from 'vitest';
import { yamlText } from '../../src/cli/configuration/export-text.js';
import { parseConfiguration } from '../../src/cli/configuration/parse-configuration.js';

const read = (text: string) => parseConfiguration(Buffer.from(text), 'f.yaml');

/** What is said of a text that is not accepted. */
function refusal(text: string | Uint8Array): string[] {
  try {
    parseConfiguration(typeof text === 'string' ? Buffer.from(text) : text, 'f.yaml');
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
}

const head = 'version: 1\nservers:\n';

describe('a configuration file', () => {
  it('is read by YAML 1.2: no, off, dates and numbers with zeros are what they look like', () => {
    const text = `${head}  - name: no\n    verifyEvery: off\n    smtp: { port: 0587, username: 2027-01-01 }\n`;
    expect(read(text).configuration.servers).toEqual([
      { name: 'no', verifyEvery: 'off', smtp: { port: 587, username: '2027-01-01' } },
    ]);
  });

  it('may have CRLF, a byte order mark, comments, anchors, and be JSON', () => {
    const expected = { version: 1, servers: [{ name: 'A' }, { name: 'A' }] };
    const lines = ['\uFEFF# a comment', 'version: 1', 'servers:', '  - &a { name: A } # one', '  - *a', ''];
    expect(read(lines.join('\r\n')).configuration).toEqual(expected);
    expect(read(JSON.stringify(expected, null, '\t')).configuration).toEqual(expected);
  });

  it('takes what is empty as left out, and words in any case', () => {
    const text = `${head}  - id: 12\n    name: A\n    tags:\n    smtp: { security: starttls, username: null }\n`;
    expect(read(text).configuration.servers).toEqual([
      { id: 'ds_12', name: 'A', smtp: { security: 'STARTTLS' } },
    ]);
  });

  it.each([
    ['nothing', '', 'f.yaml:1:1: The file must begin with "version: 1".'],
    [
      'another version',
      'version: 2\n',
      'f.yaml:1:10: version: This program knows version 1 of the file alone.',
    ],
    ['a list', '- a\n', 'f.yaml:1:1: This must have the keys version, servers, groups.'],
    [
      'a key that is misspelt',
      `${head}  - name: A\n    smpt: {}\n`,
      'f.yaml:4:5: servers[0].smpt: There is no such key here. Did you mean smtp?',
    ],
    [
      'a key of its own',
      `${head}  - name: A\n    owner: me\n`,
      'f.yaml:4:5: servers[0].owner: There is no such key here. There are id, name, smtp, domains, senderRotation, expectations, verifyEvery, tags, pause.',
    ],
    ['a key twice', `${head}  - name: A\n    name: B\n`, 'f.yaml:4:5: Map keys must be unique.'],
    [
      'a number for a name',
      `${head}  - name: 123\n`,
      'f.yaml:3:11: servers[0].name: This must be text. A number, true and false become text in quotes.',
    ],
    [
      'a port in quotes',
      `${head}  - smtp: { port: "25" }\n`,
      'f.yaml:3:19: servers[0].smtp.port: This must be a whole number, without quotes.',
    ],
    [
      'yes',
      `${head}  - smtp: { authRequired: yes }\n`,
      'f.yaml:3:27: servers[0].smtp.authRequired: This must be true or false, without quotes; yes, no, on and off are text.',
    ],
    [
      'another security',
      `${head}  - smtp: { security: SSL }\n`,
      'f.yaml:3:23: servers[0].smtp.security: This must be one of NONE, STARTTLS, IMPLICIT_TLS.',
    ],
    [
      'a date that is none',
      `${head}  - pause: { until: tomorrow }\n`,
      'f.yaml:3:21: servers[0].pause.until: This must be a time such as 2027-01-01T00:00:00Z, or a date.',
    ],
    [
      'an empty password',
      `${head}  - smtp: { password: }\n`,
      'f.yaml:3:23: servers[0].smtp.password: This must be kept, none, or fromEnvironment with the name of a variable; the password itself has no place in a file.',
    ],
    [
      'text for a list',
      `${head}  - tags: eu\n`,
      'f.yaml:3:11: servers[0].tags: This must be a list: a line with "- " for each item.',
    ],
    ['an empty item', `${head}  -\n  - name: A\n`, 'f.yaml:3:4: servers[0]: This item is empty.'],
    [
      'an id of another kind',
      `${head}  - id: ug_1\n`,
      'f.yaml:3:9: servers[0].id: This must be an id such as 12 or ds_12.',
    ],
    ['tabs', 'version: 1\nservers:\n\t- name: A\n', 'f.yaml:3:1: Tabs are not allowed as indentation.'],
    ['an unknown tag', 'version: !!js/function 1\n', expect.stringMatching(/^f\.yaml:1:10: Unresolved tag/)],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\nversion: 1\n',
      'f.yaml: The file must be YAML 1.2. Take its %YAML directive away.',
    ],
    [
      'two documents',
      'version: 1\n---\nversion: 1\n',
      'f.yaml:2:1: The file must end here: a line "---" begins another document.',
    ],
    ['an alias of nothing', 'version: *a\n', 'f.yaml:1:10: version: Nothing has the anchor of this alias.'],
  ])('with %s is refused at its line', (_, text, message) => {
    expect(refusal(text)[0]).toEqual(message);
  });

  it('is told all that is wrong with it at once', () => {
    const wrong = refusal(`${head}  - name: 1\n    smtp: { port: x, hots: y }\ngroup: []\n`);
    expect(wrong).toHaveLength(4);
    expect(refusal(`${head}${'  - name: 1\n'.repeat(60)}`).at(-1)).toBe('And 10 more.');
  });

  it('has bounds: its size, its values by aliases, its depth, its characters', () => {
    const items = Array.from({ length: 1_000 }, () => 'x').join(', ');
    const bomb = `${head}  - &a { tags: &t [${items}] }\n${'  - *a\n'.repeat(1_000)}`;
    expect(refusal(bomb)).toEqual(['f.yaml has too many values. Split it into several files.']);
    expect(refusal(`x: ${'['.repeat(20_000)}`)).toEqual(['f.yaml is nested too deep.']);
    expect(refusal(Buffer.alloc(16 * 1024 * 1024 + 1, '#'))).toEqual([
      'f.yaml has more than 16 MiB. Split it into several files.',
    ]);
    // What "export" prints of 20,000 servers has 7 MB, and half a million values.
    expect(read(`${head}  - name: x\n# ${'x'.repeat(7_000_000)}\n`).configuration.servers).toHaveLength(1);
    expect(refusal(Uint8Array.of(0xff, 0xfe, 0x41))).toEqual(['f.yaml is not UTF-8 text.']);
    expect(refusal('version: &a [*a]\n')[0]).toMatch(/^f\.yaml:1:1\d: version: This must be a whole number/);
  });

  it('gives back every text that was written into it', () => {
    const texts = [
      'no',
      '1',
      '',
      ' a ',
      '# b',
      'a: b',
      '- c',
      '\t',
      'ä\u2028b',
      '\r\n',
      "it's",
      '"',
      '*x',
      '&y',
      '!z',
      'null',
      '~',
      '0x1f',
      '2027-01-01',
      '{}',
      '\u0007',
    ];
    const servers = texts.map((name) => ({ name }));
    expect(read(yamlText({ version: 1, servers })).configuration.servers).toEqual(servers);
  });
});
