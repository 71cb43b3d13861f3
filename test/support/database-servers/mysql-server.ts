import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../src/database/embedded/free-port.js';
import { runCommand } from '../../../src/database/embedded/program/run-command.js';
import type { ServerBinary } from '../../../src/database/embedded/program/server-binary.js';
import { databaseName, userName } from '../../../src/database/embedded/server-account.js';
import { complaintIn, readServerLog, serverLogSize } from '../../../src/database/embedded/server-log.js';
import { type ServerProcess, spawnServer } from '../../../src/database/embedded/server-process.js';
import { makeDataFolder } from '../data-folder.js';
import { fetchMySql } from './mysql-binary.js';

/** A MySQL server on loopback with throwaway data, which ends when this process does. */
export interface MySqlServer {
  /** `mysql://user:password@127.0.0.1:port/database`; the account may do everything, by caching_sha2_password. */
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  /** The PEM file of the authority that signed the server's certificate. */
  readonly certificateAuthority: string;
  /** Ends it as a crash would, and starts it again on the same port and data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export interface MySqlServerOptions {
  /** Where the packages are kept. */
  cacheDirectory: string;
  report(message: string): void;
  /** Settings of the test, such as `--default-time-zone=+09:00`. */
  settings?: readonly string[];
}

const initialiseMilliseconds = 60_000;
const startMilliseconds = 60_000;
const portAttempts = 5;

/**
 * Starts a server of the newest MySQL that Debian packages and resolves once it takes connections.
 * @throws EmbeddedDatabaseError when the packages cannot be had
 */
export async function startMySqlServer(options: MySqlServerOptions): Promise<MySqlServer> {
  const binary = await fetchMySql(options.cacheDirectory, options.report);
  const directory = await makeDataFolder('mysql-server-');
  try {
    const password = randomBytes(24).toString('base64url');
    const settings = [...settingsFor(binary, directory), ...(options.settings ?? [])];
    await initialise(binary, directory, settings, password);
    let { server, port } = await startOnFreePort(binary, directory, settings);
    return {
      url: `mysql://${userName}:${password}@127.0.0.1:${port}/${databaseName}`,
      get pid() {
        return server.pid as number;
      },
      version: binary.version,
      certificateAuthority: join(directory, 'data', 'ca.pem'),
      async crash() {
        process.kill(server.pid as number, 'SIGKILL');
        await server.stop();
        server = await start(binary, directory, settings, port);
      },
      async stop() {
        await server.stop();
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** As a server comes, but for what would need another port, more memory, or files elsewhere. Commits are durable. */
function settingsFor({ baseDirectory }: ServerBinary, directory: string): string[] {
  return [
    '--no-defaults',
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    `--basedir=${baseDirectory}`,
    `--lc-messages-dir=${join(baseDirectory, 'share', 'mysql')}`,
    `--datadir=${join(directory, 'data')}`,
    `--socket=${join(directory, 'socket')}`,
    `--pid-file=${join(directory, 'own.pid')}`,
    '--secure-file-priv=NULL',
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--mysqlx=OFF',
    '--skip-log-bin',
    '--max-connections=200',
    '--innodb-buffer-pool-size=128M',
    '--innodb-redo-log-capacity=64M',
    // io_uring and AIO are forbidden in many containers.
    '--innodb-use-native-aio=OFF',
    '--innodb-buffer-pool-dump-at-shutdown=OFF',
    '--innodb-buffer-pool-load-at-startup=OFF',
  ];
}

/** Makes the system tables, one account with a password for the tests, and leaves no other that can log in. */
async function initialise(
  { command, version, environment }: ServerBinary,
  directory: string,
  settings: string[],
  password: string,
): Promise<void> {
  const initSql = join(directory, 'init.sql');
  const account = `'${userName}'@'127.0.0.1'`;
  const statements = [
    `CREATE DATABASE ${databaseName};`,
    `CREATE USER ${account} IDENTIFIED WITH caching_sha2_password BY '${password}';`,
    `GRANT ALL ON *.* TO ${account} WITH GRANT OPTION;`,
    "ALTER USER 'root'@'localhost' ACCOUNT LOCK;",
    '',
  ];
  await writeFile(initSql, statements.join('\n'), { mode: 0o600 });
  await mkdir(join(directory, 'data'), { mode: 0o700 });
  const [program, ...first] = command;
  const { code, output } = await runCommand(
    program,
    [...first, ...settings, '--initialize-insecure', `--init-file=${initSql}`],
    { env: environment, signal: AbortSignal.timeout(initialiseMilliseconds) },
  );
  await rm(initSql);
  if (code !== 0) throw new Error(`MySQL ${version} cannot make its system tables: ${complaintIn(output)}`);
}

async function startOnFreePort(binary: ServerBinary, directory: string, settings: string[]) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, server: await start(binary, directory, settings, port) };
    } catch (error) {
      if (attempt === portAttempts || !/Bind on TCP\/IP port/.test((error as Error).message)) throw error;
    }
  }
}

async function start(
  { command, version, environment }: ServerBinary,
  directory: string,
  settings: string[],
  port: number,
): Promise<ServerProcess> {
  const log = join(directory, 'log');
  const earlier = await serverLogSize(log);
  const server = await spawnServer([...command, ...settings, `--port=${port}`], environment, {
    log,
    serverPid: join(directory, 'pid'),
  });
  let end: string | undefined;
  void server.ended.then((how) => {
    end = how;
  });
  const deadline = Date.now() + startMilliseconds;
  for (;;) {
    const said = await readServerLog(log, earlier);
    // Nobody else's answer on this port can be taken for this, and it needs no log-in.
    if (/ready for connections/.test(said)) break;
    if (end !== undefined || Date.now() > deadline) {
      await server.stop();
      throw new Error(`MySQL ${version} did not start (${end ?? 'no answer in time'}): ${complaintIn(said)}`);
    }
    await sleep(20);
  }
  server.markReady();
  return server;
}
