import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { type CliRun, endOf, projectRoot } from '../cli/run-cli.js';
import type { GatewayFixture } from '../support/gateway-process.js';

/** The two commands, as an operator gives them in the folder of a gateway. */
export class BackupCommands {
  readonly program = join(projectRoot, 'dist', 'cli', 'main.js');

  constructor(private readonly fixture: GatewayFixture) {}

  path(name: string): string {
    return join(this.fixture.directory, name);
  }

  /** @param line words with blanks between them; files are in the folder of the test */
  async run(line: string, env: Record<string, string> = {}): Promise<CliRun> {
    const run = await endOf(this.start(line, env));
    this.fixture.transcript.note(run.stdout + run.stderr);
    return run;
  }

  start(line: string, env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [this.program, ...line.split(' ')], {
      cwd: this.fixture.directory,
      env: { PATH: process.env.PATH, DATA_DIR: this.fixture.dataDirectory, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** Speaks to the embedded database of a gateway that runs. */
export async function sqlIn<Row>(dataDirectory: string, statement: string): Promise<Row[]> {
  const [password, port] = await Promise.all(
    ['password', 'server.port'].map((name) => readFile(join(dataDirectory, 'database', name), 'utf8')),
  );
  const connection = await createConnection(
    `mysql://gateway:${password?.trim()}@127.0.0.1:${port?.trim()}/gateway`,
  );
  const [rows] = await connection.query(statement).finally(() => connection.end());
  return rows as Row[];
}

/** So that a backup and a restore take a while: 64,000 user groups. */
export async function addManyRows(dataDirectory: string): Promise<void> {
  await sqlIn(dataDirectory, "INSERT INTO user_groups (name) VALUES ('one of many')");
  for (let rows = 1; rows < 64_000; rows *= 2)
    await sqlIn(dataDirectory, 'INSERT INTO user_groups (name) SELECT name FROM user_groups');
}
