import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/config/config.js';
import { limits, maxTargets, mostCost } from '../../src/graphql/limits.js';

describe('the README', () => {
  const lines = () => readFileSync(resolve(import.meta.dirname, '..', '..', 'README.md'), 'utf8').split('\n');

  it.each(environmentVariables)('has the row of $name', (variable) => {
    expect(lines()).toContain(`| \`${variable.name}\` | ${variable.default} | ${variable.meaning} |`);
  });

  it('has the rows in their order, and no row of another variable', () => {
    const named = lines().flatMap((line) => /^\| `([A-Z][A-Z0-9_]+)` \|/.exec(line)?.[1] ?? []);
    expect(named).toEqual(environmentVariables.map(({ name }) => name));
  });

  it.each([
    ...Object.values(limits).map(({ most, meaning }) => [most, meaning.split(/[ ,]/, 1)[0]] as const),
    [maxTargets, 'servers'] as const,
    [mostCost, 'is refused'] as const,
  ])('has the limit of %i %s', (most, noun) => {
    const number = most === 1 ? 'one' : most.toLocaleString('en-US');
    const text = lines().join(' ').replace(/\s+/g, ' ').replaceAll('`signIn`', 'sign-in');
    expect(text).toContain(` ${number} ${noun}`);
  });
});
