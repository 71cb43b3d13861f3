import type { Command } from 'commander';
import { readState } from '../configuration/gateway-state.js';
import { Gateway } from '../gateway/gateway.js';
import { addOption } from '../input/input-option.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

const more = `
What it prints is a file for "apply", which people keep in git. No password is in it.
docs/operations.md has more, under "Configuration in git".
`;

export function defineExport(program: Command, terminal: Terminal): void {
  const help = 'print servers, groups and their channels as YAML for apply';
  const command = leaf(program, 'export', help, async ({ options, isJson }) => {
    const state = await readState(Gateway.from(terminal.environment));
    // Loaded here alone, as most commands need none of it and start sooner without.
    const { exportOf, yamlText } = await import('../configuration/export-text.js');
    const exported = exportOf(state, options.withoutIds !== true);
    await print(terminal, isJson, { text: yamlText(exported), json: exported });
  });
  command.addHelpText('after', more);
  addOption(command, {
    flags: '--without-ids',
    path: '',
    help: 'go by names, for another gateway',
    value: null,
  });
}
