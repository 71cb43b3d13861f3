import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { limits, maxCost, maxTargets } from '../../src/graphql/limits.js';
import { commands } from '../../src/legacy/commands/index.js';
import { Reason } from '../../src/problems/problem.js';
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
    const text = textOf(page).replace(/\s+/g, ' ').replaceAll('`signIn`', 'sign-in');
    expect(text).toContain(` ${number} ${noun}`);
  });

  it('explains every code of a user error, and no other', () => {
    expect(namesIn(page, '`userErrors`: what a person can put right')).toEqual(Object.values(Reason));
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
  const source = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(resolve(root, 'src', file), 'utf8'))
    .join('\n');
  const messages = firstCells(sectionOf('docs/operations.md', 'Troubleshooting')).flatMap(
    (cell) => /^"(.*)"$/.exec(cell)?.[1] ?? [],
  );

  it('explains messages', () => {
    expect(messages.length).toBeGreaterThan(10);
  });

  it.each(messages)('explains a message that the program has: %s', (message) => {
    expect(source).toContain(message);
  });
});
