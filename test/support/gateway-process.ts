import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, inject, vi } from 'vitest';
import { makeDataFolder } from './data-folder.js';
import { processesNaming } from './processes.js';
import { Transcript } from './transcript.js';

const projectRoot = resolve(import.meta.dirname, '..', '..');

export type Environment = Readonly<Record<string, string>>;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The built gateway as a process of its own, with everything that it says. */
export interface GatewayProcess {
  readonly pid: number;
  /** Base address, from the banner; throws before {@link ready} has resolved. */
  readonly url: string;
  /** The key that the banner shows, or null. */
  readonly printedKey: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly exited: Promise<Exit>;
  /** Resolves when the banner has been printed, rejects when the process ends before. */
  ready(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Closes the reading end of its standard output. */
  leaveOutput(): void;
  /** Lets what it writes to standard output wait from now on, until it has ended. */
  holdOutput(): void;
}

/** The gateways of one test, which start on a folder of their own and are ended and judged after it. */
export class GatewayFixture {
  private readonly gateways: Gateway[] = [];

  private constructor(
    /** Exists; what is below it is up to the test. */
    readonly directory: string,
    readonly transcript: Transcript,
  ) {}

  static async create(): Promise<GatewayFixture> {
    const directory = await makeDataFolder('gateway-process-');
    return new GatewayFixture(directory, new Transcript(inject('transcriptDirectory')));
  }

  get dataDirectory(): string {
    return join(this.directory, 'data');
  }

  /** Starts the program with these variables and no others; the port is the system's choice. */
  spawn(environment: Environment = {}, argv: readonly string[] = []): GatewayProcess {
    const gateway = new Gateway(
      { DATA_DIR: this.dataDirectory, ...environment },
      argv,
      this.directory,
      this.transcript,
    );
    this.gateways.push(gateway);
    return gateway;
  }

  async start(environment: Environment = {}): Promise<GatewayProcess> {
    const gateway = this.spawn(environment);
    await gateway.ready();
    return gateway;
  }

  /** Ends what still runs, removes the folder, and holds every process to the rules of its output. */
  async dispose(): Promise<void> {
    for (const gateway of this.gateways) gateway.kill('SIGTERM');
    for (const gateway of this.gateways) await gateway.exited;
    await vi.waitFor(async () => expect(await processesNaming(this.directory)).toEqual([]), {
      timeout: 60_000,
    });
    await this.guardFile('secrets.key', 'sealing key');
    await this.guardFile('database/password', 'database password');
    await rm(this.directory, { recursive: true, force: true });
    for (const { stdout, stderr } of this.gateways) {
      this.transcript.note(withoutPrintedKey(stdout));
      this.transcript.note(stderr);
      expect(indiscretionsIn(stdout + stderr)).toEqual([]);
    }
  }

  private async guardFile(name: string, kind: string): Promise<void> {
    const secret = (await readFile(join(this.dataDirectory, name), 'utf8').catch(() => '')).trim();
    if (secret !== '') this.transcript.guard(kind, secret);
  }
}

/** Stack traces, SQL and the places of source files, none of which belongs into output. */
export function indiscretionsIn(output: string): string[] {
  const patterns = [
    /^.* {4}at .*$/gm,
    /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE|SET SESSION) \S+/g,
    /\S*\.[cm]?[jt]s\b\S*/g,
  ];
  return patterns.flatMap((pattern) => output.match(pattern) ?? []);
}

const bannerEnd = /^ {2}Data .*\n\n/m;
const keyLine = /^( {2}Admin API key +)(\S+)$/m;

function withoutPrintedKey(stdout: string): string {
  return stdout.replace(keyLine, '$1-');
}

class Gateway implements GatewayProcess {
  stdout = '';
  stderr = '';
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;

  constructor(
    environment: Environment,
    argv: readonly string[],
    directory: string,
    private readonly transcript: Transcript,
  ) {
    this.child = spawn(process.execPath, [join(projectRoot, 'dist', 'main.js'), ...argv], {
      // Not the project's folder, where a developer may have a `.env`.
      cwd: directory,
      env: { PATH: process.env.PATH, PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text) => (this.stdout += text));
    this.child.stderr?.on('data', (text) => (this.stderr += text));
    this.exited = new Promise((done) => this.child.once('close', (code, signal) => done({ code, signal })));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get url(): string {
    const url = /^ {2}GraphQL +(http:\S+)\/graphql$/m.exec(this.stdout)?.[1];
    if (url === undefined) throw new Error('The gateway has not said where it is.');
    return url;
  }

  get printedKey(): string | null {
    const key = keyLine.exec(this.stdout)?.[2];
    return key === undefined ? null : this.transcript.guard('printed key', key);
  }

  async ready(): Promise<void> {
    const banner = new Promise<void>((resolve) => {
      const look = () => bannerEnd.test(this.stdout) && resolve();
      this.child.stdout?.on('data', look);
    });
    const end = this.exited.then(({ code, signal }) => {
      throw new Error(`The gateway ended before it was ready (${code ?? signal}): ${this.stderr}`);
    });
    await Promise.race([banner, end]);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  leaveOutput(): void {
    this.child.stdout?.destroy();
  }

  holdOutput(): void {
    this.child.stdout?.pause();
    this.child.once('exit', () => this.child.stdout?.resume());
  }
}
