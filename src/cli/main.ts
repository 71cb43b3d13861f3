#!/usr/bin/env node
import { CommanderError } from 'commander';
import { calledName } from './called-name.js';
import { createProgram, usageErrorFrom } from './program.js';
import { CliError, exitCodes } from './terminal/cli-error.js';
import { processTerminal } from './terminal/terminal.js';

const name = calledName(process.argv[1] ?? '', process.env);
const terminal = processTerminal(process);

function fail(thrown: unknown): void {
  const error = thrown instanceof CommanderError ? usageErrorFrom(thrown, name) : thrown;
  if (error === null) return;
  const isOurs = error instanceof CliError;
  terminal.note(isOurs ? error.message : 'The command failed for a reason of its own. Please report it.');
  process.exitCode = isOurs ? error.exitCode : exitCodes.refused;
}

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  // Whoever reads the output may have seen enough of it, as `head` does.
  if (code === 'EPIPE' && !terminal.isOutputTaken) process.exit();
  terminal.note(`The output cannot be written (${code}).`);
  process.exit(exitCodes.refused);
});
process.stderr.on('error', () => {});

createProgram(terminal, name).parseAsync(process.argv).catch(fail);
