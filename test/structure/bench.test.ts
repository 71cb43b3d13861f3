import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './documents.js';

/** The benchmark is not checked by the compiler. */
const programs = readdirSync(join(root, 'bench'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.mjs') && !file.includes('node_modules'),
);

it('the benchmark imports only what its build makes of the source', () => {
  const imported = programs.flatMap((file) =>
    [
      ...readFileSync(join(root, 'bench', file), 'utf8').matchAll(
        /'(?:\.\.\/)+\.cache\/gateway\/([\w/.-]+)\.js'/g,
      ),
    ].map(([, path = '']) => path),
  );
  expect(imported.length).toBeGreaterThan(3);
  expect(imported.filter((path) => !existsSync(join(root, 'src', `${path}.ts`)))).toEqual([]);
});
