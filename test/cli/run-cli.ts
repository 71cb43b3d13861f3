import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { TestApp } from '../support/test-app.js';

export const projectRoot = resolve(import.meta.dirname, '..', '..');

/** The command line as it is built. */
export const cliProgram = resolve(projectRoot, 'dist', 'cli', 'main.js');

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Circumstances {
  /** What it reads from standard input; nothing, unless told. */
  input?: string;
  directory?: string;
}

/** Starts the command line with these variables and no others. */
export function startCli(
  args: readonly string[],
  env: Record<string, string> = {},
  { input, directory = projectRoot }: Circumstances = {},
): ChildProcess {
  const child = spawn(process.execPath, [cliProgram, ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may end without reading.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return child;
}

/** Runs it to its end. */
export function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
  circumstances: Circumstances = {},
): Promise<CliRun> {
  return endOf(startCli(args, env, circumstances));
}

/** All that a process says until its end. */
export function endOf(child: ChildProcess): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => (stdout += text));
  child.stderr?.on('data', (text) => (stderr += text));
  return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })));
}

/** The command line of those who use a gateway; its output is held against all secrets. */
export class CliUser {
  constructor(
    private readonly app: TestApp,
    private readonly key = app.adminKey,
  ) {}

  get environment(): Record<string, string> {
    return { GATEWAY_URL: this.app.url, GATEWAY_API_KEY: this.key };
  }

  /** @param line words with blanks between them, or the words */
  async run(line: string | string[], input?: string, env: Record<string, string> = {}): Promise<CliRun> {
    const args = typeof line === 'string' ? line.split(' ') : line;
    const given = input === undefined ? {} : { input };
    const run = await runCli(args, { ...this.environment, ...env }, given);
    const secret = /dgk_\w+/.exec(run.stdout)?.[0];
    if (secret === undefined) this.app.transcript.note(run.stdout);
    else this.app.transcript.guard('API key', secret);
    this.app.transcript.note(run.stderr);
    return run;
  }

  /** What a run that succeeds prints for programs. */
  async json(line: string | string[], input?: string) {
    const args = typeof line === 'string' ? line.split(' ') : line;
    const { code, stdout, stderr } = await this.run([...args, '--json'], input);
    if (code !== 0 || stderr !== '') throw new Error(`It ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  }

  /** Runs it at a terminal of its own, and types when it asks. What it says comes together, with all that the terminal does. */
  async typeAt(question: string, typed: string, line: string): Promise<CliRun> {
    const command = `${process.execPath} ${cliProgram} ${line}`;
    const env = { PATH: process.env.PATH, NO_COLOR: '1', ...this.environment };
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: projectRoot, env });
    let said = '';
    child.stdout.on('data', function type(text) {
      said += text;
      if (!said.includes(question)) return;
      child.stdout.off('data', type);
      child.stdin.write(typed);
    });
    const run = await endOf(child);
    this.app.transcript.note(run.stdout);
    return run;
  }
}
