import type { Command } from 'commander';

/** What was given to a command: its operands in order, and its options by name. */
export interface Given {
  operands: unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: as commander has them; each command knows its own
  options: Record<string, any>;
  isJson: boolean;
}

/** Commands under one word. */
export function group(program: Command, name: string, help: string): Command {
  return program.command(name).description(help).helpCommand(false);
}

/** A command that does something, as opposed to a group of commands. */
export function leaf(
  parent: Command,
  name: string,
  help: string,
  run: (given: Given) => Promise<void>,
): Command {
  return parent
    .command(name)
    .description(help)
    .option('--json', 'for programs')
    .action((...parts: unknown[]) => {
      // After the operands commander gives the options and the command.
      const options = parts.at(-2) as Given['options'];
      return run({ operands: parts.slice(0, -2), options, isJson: options.json === true });
    });
}
