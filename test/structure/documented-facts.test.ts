import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { expectationVariables } from '../../src/config/dns-expectations.js';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { failureAnswers } from '../../src/graphql/errors/failure-answers.js';
import { limits, maxCost, maxTargets } from '../../src/graphql/limits.js';
import { commands } from '../../src/legacy/commands/index.js';
import { ProtocolError } from '../../src/legacy/protocol-error.js';
import { Reason } from '../../src/problems/problem.js';
import { CheckKind, CheckStatus } from '../../src/verification/check.js';
import { noExpectations } from '../../src/verification/expectations.js';
import { FindingCode } from '../../src/verification/finding-code.js';
import { SmtpStageKind } from '../../src/verification/smtp/smtp-stage.js';
import { firstCells, root, sectionOf, textOf } from './documents.js';

/** What stands in backticks in the first column of the tables of a section. */
const namesIn = (page: string, heading: string) =>
  firstCells(sectionOf(page, heading)).flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

describe('the table of settings', () => {
  const lines = sectionOf('docs/operations.md', 'Settings').split('\n');

  it.each(environmentVariables)('has the row of $name', (variable) => {
    expect(lines).toContain(`| \`${variable.name}\` | ${variable.default} | ${variable.meaning} |`);
  });

  it('has the rows in their order, and no row of another variable', () => {
    expect(namesIn('docs/operations.md', 'Settings')).toEqual(environmentVariables.map(({ name }) => name));
  });
});

describe('the page on the GraphQL API', () => {
  const page = 'docs/graphql-api.md';

  it.each([
    ...Object.values(limits).map(({ max, meaning }) => [max, meaning.split(/[ ,]/, 1)[0]] as const),
    [maxTargets, 'servers'] as const,
    [maxCost, 'is refused'] as const,
  ])('has the limit of %i %s', (max, noun) => {
    const number = max === 1 ? 'one' : max.toLocaleString('en-US');
    const text = textOf(page)
      .replace(/\s+/g, ' ')
      .replaceAll('`signIn`', 'sign-in')
      .replaceAll('`dnsCheck`', 'dnsCheck');
    expect(text).toContain(` ${number} ${noun}`);
  });

  it('explains every code of a user error, and no other', () => {
    expect(namesIn(page, '`userErrors`: what a person can put right')).toEqual(Object.values(Reason));
  });
});

describe('the page on verification', () => {
  const page = 'docs/verification.md';

  it('explains every finding, and no other', () => {
    const headings = [
      ...['DNS does not answer', 'SPF', 'DKIM', 'DMARC', 'Host names', 'Delivery', 'Messages that come back'],
    ];
    const listed = headings.flatMap((heading) =>
      firstCells(sectionOf(page, heading)).map((cell) => /^`([A-Z\d_]+)`$/.exec(cell)?.[1]),
    );
    expect(listed.sort()).toEqual(Object.values(FindingCode).sort());
  });

  it('explains every stage of a delivery, in their order', () => {
    // TLS may stand before the greeting, and is explained where it mostly is.
    expect(namesIn(page, 'The stages of a delivery')).toEqual(Object.values(SmtpStageKind));
  });

  it('explains every status, and every check', () => {
    expect(namesIn(page, 'What a status means').sort()).toEqual(Object.values(CheckStatus).sort());
    expect(namesIn(page, 'The checks').sort()).toEqual(Object.values(CheckKind).sort());
  });

  it('has each field of the expectations with its settings', () => {
    const rows = sectionOf(page, 'Expectations').match(/^\| `.*$/gm) ?? [];
    const cells = rows.map((row) => row.split('|').map((cell) => cell.replaceAll('`', '').trim()));
    expect(cells.map(([, field]) => field).sort()).toEqual(Object.keys(noExpectations).sort());
    const settings = cells.flatMap(([, , names = '']) => names.split(', '));
    expect(settings.sort()).toEqual([...expectationVariables].sort());
  });
});

describe('the page on the legacy API', () => {
  it('lists every command, and no other', () => {
    const listed = namesIn('docs/legacy-api.md', 'Commands');
    expect(listed.sort()).toEqual(commands.map(({ name }) => name).sort());
  });
});

describe('the page for contributors', () => {
  it('describes every folder of the source, and no other', () => {
    const folders = readdirSync(resolve(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}/`);
    expect(namesIn('docs/contributing.md', 'How the source is laid out').sort()).toEqual(folders.sort());
  });

  it('describes every script, and no other', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
    expect(namesIn('docs/contributing.md', 'First steps').sort()).toEqual(Object.keys(scripts).sort());
  });
});

describe('the page on operations', () => {
  const said = textsOfSource();
  const rows = firstCells(sectionOf('docs/operations.md', 'Troubleshooting'));
  const messages = rows.flatMap((cell) =>
    [...cell.matchAll(/"([^"]+)"/g)].map(([, message = '']) => message),
  );

  it('explains each message once', () => {
    expect(messages.length).toBeGreaterThan(50);
    expect(new Set(messages).size).toBe(messages.length);
  });

  it.each(messages)('explains a message that the program has: %s', (message) => {
    expect(said.some((text) => text.includes(message))).toBe(true);
  });

  it('tells the right status of each failure of the database', () => {
    const told = rows.flatMap((cell) => {
      const [, status, message = ''] = /^(\d{3}) "([^"]+)"$/.exec(cell) ?? [];
      const answer = Object.values(failureAnswers).find((one) => one.message.startsWith(message));
      return answer && message ? [[Number(status), answer.status]] : [];
    });
    expect(told).toEqual([503, 503, 503, 503, 504].map((status) => [status, status]));
  });

  it('tells the right code of each failure of the legacy API', () => {
    const told = rows.flatMap((cell) => {
      const [, code, message] = /^code (\d+) "([^"]+)"$/.exec(cell) ?? [];
      return code ? [[message, new ProtocolError(Number(code) as never).message]] : [];
    });
    expect(told).toHaveLength(6);
    for (const [message, text] of told) expect(text).toBe(message);
  });
});

/** The texts in the code of the program and of the playground, without its comments. */
function textsOfSource(): string[] {
  const files = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const texts: string[] = [];
      const visit = (node: ts.Node) => {
        if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node))
          texts.push(node.text);
        ts.forEachChild(node, visit);
      };
      visit(
        ts.createSourceFile(file, readFileSync(resolve(root, 'src', file), 'utf8'), ts.ScriptTarget.Latest),
      );
      return texts;
    });
}
