import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/config.js';

describe('the README', () => {
  const lines = () => readFileSync(resolve(import.meta.dirname, '..', '..', 'README.md'), 'utf8').split('\n');

  it.each(environmentVariables)('has the row of $name', (variable) => {
    expect(lines()).toContain(`| \`${variable.name}\` | ${variable.default} | ${variable.meaning} |`);
  });

  it('has the rows in their order, and no row of another variable', () => {
    const named = lines().flatMap((line) => /^\| `([A-Z][A-Z0-9_]+)` \|/.exec(line)?.[1] ?? []);
    expect(named).toEqual(environmentVariables.map(({ name }) => name));
  });
});
