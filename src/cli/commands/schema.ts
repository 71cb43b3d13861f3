import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

export function defineSchema(program: Command, terminal: Terminal): void {
  leaf(program, 'schema', 'print the GraphQL schema of this release; needs no gateway', ({ isJson }) => {
    const text = readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'schema.graphql'), 'utf8');
    return print(terminal, isJson, { text, json: { schema: text } });
  });
}
