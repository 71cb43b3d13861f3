import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './documents.js';

/** The benchmark is not checked by the compiler. */
const programs = readdirSync(join(root, 'bench'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.mjs') && !file.includes('node_modules'),
);

it('the benchmark imports what its build makes of the source, and nothing else', async () => {
  const imported = programs.flatMap((file) =>
    [
      ...readFileSync(join(root, 'bench', file), 'utf8').matchAll(
        /'(?:\.\.\/)+\.cache\/gateway\/([\w/.-]+)\.js'/g,
      ),
    ].map(([, path = '']) => path),
  );
  const { default: built } = await import(join(root, 'bench', 'vite.config.mjs'));
  const parts: Record<string, string> = built.build.rolldownOptions.input;
  expect([...new Set(imported)].sort()).toEqual(Object.keys(parts).sort());
  expect(Object.values(parts).filter((source) => !existsSync(source))).toEqual([]);
});
