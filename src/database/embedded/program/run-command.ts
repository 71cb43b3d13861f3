import { spawn } from 'node:child_process';

export interface CommandOptions {
  input?: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the command; the promise then resolves like for any other failed command. */
  signal?: AbortSignal;
}

export interface CommandResult {
  /** Null if the command could not be started or was ended by a signal. */
  code: number | null;
  /** The end of what it wrote to both outputs. */
  output: string;
}

const keptOutput = 64 * 1024;

/** Runs a program to its end and never rejects: a missing program is a failed command as well. */
export function runCommand(
  command: string,
  args: string[],
  { input, env, signal }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'pipe',
      ...(env && { env }),
      ...(signal && { signal, killSignal: 'SIGKILL' as const }),
    });
    let output = '';
    const collect = (chunk: string) => {
      output = (output + chunk).slice(-keptOutput);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', () => resolve({ code: null, output }));
    child.on('close', (code) => resolve({ code, output }));
    // A program that fails early does not read on; its exit code tells the reason, not our broken pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
