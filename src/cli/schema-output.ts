import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Output } from './output.js';

/** The schema of this release, which needs no gateway. */
export function schemaOutput(): Output {
  const text = readFileSync(resolve(import.meta.dirname, '..', '..', 'schema.graphql'), 'utf8');
  return { text, json: { schema: text } };
}
