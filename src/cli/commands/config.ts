import type { Command } from 'commander';
import type { DescribedVariable } from '../../config/describe-config.js';
import { CliError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import { tableText } from '../terminal/table-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { group, leaf } from './leaf.js';

const elsewhere = `
It tells of the environment and the folder that it runs in. To check what a gateway is given elsewhere, run it there:
  docker compose run --rm --no-deps gateway node dist/cli/main.js config check
  kubectl exec deployment/delivery-gateway -- node dist/cli/main.js config check
docs/operations.md has more, under "Settings".
`;

/** The one command that is not a client: it tells what a gateway started here would use. */
export function defineConfig(program: Command, terminal: Terminal): void {
  const config = group(program, 'config', 'the settings of a gateway');
  const help = 'tell what a gateway started here would use, and from where; needs no gateway';
  leaf(config, 'check', help, async ({ isJson }) => {
    const description = await describe(terminal);
    const { variables, mistakes, unknown, misspelt } = description;
    const rows = variables.map((variable) => [variable.name, variable.source, valueText(variable)]);
    const { text } = tableText([['NAME', 'FROM', 'VALUE'], ...rows], null, 300);
    const notes = [...misspelt];
    if (unknown.length > 0) notes.push(`No setting of the gateway, in .env: ${unknown.join(', ')}.`);
    const below = notes.map((line) => `\n${printable(line)}\n`).join('');
    await print(terminal, isJson, { text: text + below, json: description });
    if (mistakes.length > 0) throw new CliError(mistakes.join('\n'));
  }).addHelpText('after', elsewhere);
}

function valueText({ value, source, default: byDefault }: DescribedVariable): string {
  return value ?? (source === 'default' ? byDefault.replaceAll('`', '') : '(of no use)');
}

/** Loaded here alone, as the other commands need none of it and start sooner without. */
async function describe({ environment }: Terminal) {
  const { ConfigError } = await import('../../config/config-error.js');
  const { describeConfig } = await import('../../config/describe-config.js');
  const { readDotEnv } = await import('../../config/dot-env.js');
  try {
    return describeConfig(environment, readDotEnv());
  } catch (error) {
    throw error instanceof ConfigError ? new CliError(error.message) : error;
  }
}
