import type { DataLayout } from './data-layout.js';
import type { ServerBinary } from './program/server-binary.js';

/**
 * The settings of the running server. None comes from the machine's my.cnf, and none is a secret.
 * @param bufferPool in MiB
 */
export function serverArguments(
  binary: ServerBinary,
  layout: DataLayout,
  port: number,
  bufferPool: number,
): string[] {
  return [
    ...commonArguments(binary),
    `--innodb-buffer-pool-size=${bufferPool}M`,
    dataDirectoryArgument(layout),
    `--tmpdir=${layout.temporary}`,
    `--secure-file-priv=${layout.temporary}`,
    `--init-file=${layout.initSql}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    // An empty name means no socket file: nothing to clean up, and no 107 byte limit on the path.
    '--socket=',
    '--skip-name-resolve',
    '--local-infile=OFF',
    '--max-connections=200',
    '--default-time-zone=+00:00',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-doublewrite=ON',
    '--innodb-fast-shutdown=1',
    ...binary.engine.serverSettings(layout),
  ];
}

/** The settings for creating the system tables in `directory`, with SQL from standard input. */
export function bootstrapArguments(binary: ServerBinary, directory: string, temporary: string): string[] {
  return [
    ...commonArguments(binary),
    `--datadir=${directory}`,
    `--tmpdir=${temporary}`,
    ...binary.engine.bootstrap.settings,
    // Nothing of it counts before it is complete, and the copy is flushed.
    '--innodb-flush-log-at-trx-commit=0',
  ];
}

/** By this argument a server process is known to work on this data directory. */
export function dataDirectoryArgument(layout: DataLayout): string {
  return `--datadir=${layout.data}`;
}

function commonArguments(binary: ServerBinary): string[] {
  return [
    '--no-defaults',
    // The server refuses to run as root unless told so. The data belongs to whoever runs the gateway.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    `--basedir=${binary.baseDirectory}`,
    ...binary.engine.formatSettings,
    // io_uring is forbidden in many containers and its memory limited elsewhere.
    '--innodb-use-native-aio=OFF',
    // Reading the hot pages back would slow down every start for a database that fits into memory soon.
    '--innodb-buffer-pool-dump-at-shutdown=OFF',
    '--innodb-buffer-pool-load-at-startup=OFF',
    '--performance-schema=OFF',
    '--skip-log-bin',
  ];
}
