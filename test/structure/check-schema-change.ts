import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { earlierSchema } from './earlier-schema.js';
import { schemaProblems } from './schema-change.js';

// Part of `npm run check`: fails when schema.graphql would break clients of the main branch.
const projectRoot = resolve(import.meta.dirname, '..', '..');
const before = earlierSchema(projectRoot);
if (before === null) process.stdout.write('There is no earlier schema.graphql to compare with.\n');

const after = readFileSync(join(projectRoot, 'schema.graphql'), 'utf8');
const today = new Date().toISOString().slice(0, 10);
const problems = await schemaProblems(before, after, today);
if (problems.length > 0) {
  process.stderr.write(
    `schema.graphql would break clients:\n${problems.map((line) => `  - ${line}\n`).join('')}` +
      'Keep what clients may use, mark it @deprecated(reason: "Use X. Removal on YYYY-MM-DD UTC."), and remove it ' +
      'from that day on.\n',
  );
  process.exitCode = 1;
}
