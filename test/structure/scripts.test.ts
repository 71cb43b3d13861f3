import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './documents.js';

const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

/** Windows has cmd in place of a POSIX shell; && means the same to both. */
describe('the scripts of package.json', () => {
  it.each(Object.entries<string>(scripts))('need no POSIX shell: %s', (_, script) => {
    for (const command of script.split(' && ')) {
      expect(command).toMatch(/^(exec node|node|npm|biome|tsc|vitest)( [\w@./:=-]+)+$/);
    }
  });

  it('have exec where the shell has none', () => {
    const batch = readFileSync(resolve(root, 'exec.cmd'), 'utf8').split('\r\n');
    expect(batch.filter((line) => !line.startsWith('@rem'))).toEqual(['@%*', '']);
  });
});
