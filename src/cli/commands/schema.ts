import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { programDirectory } from '../../installation/program-directory.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

export function defineSchema(program: Command, terminal: Terminal): void {
  leaf(program, 'schema', 'print the GraphQL schema of this release; needs no gateway', ({ isJson }) => {
    const text = readFileSync(join(programDirectory, 'schema.graphql'), 'utf8');
    return print(terminal, isJson, { text, json: { schema: text } });
  });
}
