import { CommanderError } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { CliError } from '../../src/cli/terminal/cli-error.js';
import { processTerminal, type Terminal } from '../../src/cli/terminal/terminal.js';
import type { CliRun } from '../cli/run-cli.js';
import type { TestApp } from '../support/test-app.js';

interface Circumstances {
  /** Variables besides those that say where the gateway is. */
  env?: Record<string, string>;
  key?: string;
  /** What is typed when it asks; it runs at no terminal, when left out. */
  answer?: string;
  isColoured?: boolean;
  /** Called when it asks, or would ask if it had to. */
  whenAsked?: () => Promise<unknown>;
}

/** Runs the command line against a gateway in this process, which is faster than to start another one. */
export async function runHere(
  app: TestApp,
  args: readonly string[],
  { env = {}, key = app.adminKey, answer, isColoured = false, whenAsked }: Circumstances = {},
): Promise<CliRun> {
  let stdout = '';
  const notes: string[] = [];
  const terminal: Terminal = {
    ...processTerminal(process),
    environment: { GATEWAY_URL: app.url, GATEWAY_API_KEY: key, ...env },
    isColoured,
    columns: null,
    isInputTerminal: answer !== undefined,
    async write(text) {
      stdout += text;
    },
    note: (line) => void notes.push(line),
    async ask() {
      await whenAsked?.();
      return answer ?? '';
    },
  };
  const code = await createProgram(terminal, 'cli')
    .parseAsync(['node', 'cli', ...args])
    .then(
      () => 0,
      (error: unknown) => {
        if (!(error instanceof CliError || error instanceof CommanderError)) throw error;
        notes.push(error.message);
        return error.exitCode;
      },
    );
  app.transcript.note(stdout);
  app.transcript.note(notes.join('\n'));
  return { code, stdout, stderr: notes.join('\n') };
}
