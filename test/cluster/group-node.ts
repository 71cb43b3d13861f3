import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../src/database/embedded/program/run-command.js';
import type { ServerBinary } from '../../src/database/embedded/program/server-binary.js';
import { complaintIn } from '../../src/database/embedded/server-log.js';
import { textIn } from '../deployment/deployment-files.js';
import { changed } from '../proxies/configurations.js';
import { ClusterNode } from './cluster-node.js';

/** What a node and the others know of one another. */
export interface GroupPlace {
  id: number;
  /** Of clients. */
  port: number;
  /** Where it hears the others. */
  groupAddress: string;
}

const initialiseMilliseconds = 60_000;

/** A node with `deploy/group-replication/60-group-replication.cnf`, of which only the marked lines and the ports are changed. */
export class GroupNode extends ClusterNode {
  protected readonly readInSync = "SET SESSION group_replication_consistency = 'BEFORE'";
  protected readonly state = {
    query: `SELECT MEMBER_STATE AS Value FROM performance_schema.replication_group_members
      WHERE MEMBER_ID = @@server_uuid`,
    whenSynced: 'ONLINE',
  };

  constructor(
    parent: string,
    readonly place: GroupPlace,
    private readonly seeds: string,
    private readonly binary: ServerBinary,
    password: string,
  ) {
    super(`db-${place.id}`, parent, place.port, password);
  }

  /** Makes its system tables, with these accounts alone. */
  async initialise(accounts: readonly string[]): Promise<void> {
    for (const folder of ['', 'tmp', 'data']) await mkdir(join(this.directory, folder), { mode: 0o700 });
    const { id, port, groupAddress } = this.place;
    const example = changed(textIn('deploy', 'group-replication', '60-group-replication.cnf'), [
      ['server_id = 1', `server_id = ${id}`],
      ['report_host = 10.0.0.1', 'report_host = 127.0.0.1'],
      ['bind_address = 10.0.0.1', 'bind_address = 127.0.0.1'],
      ['local_address = 10.0.0.1:33061', `local_address = ${groupAddress}`],
      ['10.0.0.1:33061,10.0.0.2:33061,10.0.0.3:33061', this.seeds],
    ]);
    const { baseDirectory, engine } = this.binary;
    const own = `
basedir = ${baseDirectory}
plugin_dir = ${join(baseDirectory, 'lib', 'mysql', 'plugin')}
lc_messages_dir = ${join(baseDirectory, 'share', 'mysql')}
datadir = ${join(this.directory, 'data')}
tmpdir = ${join(this.directory, 'tmp')}
socket = ${join(this.directory, 'socket')}
pid_file = ${join(this.directory, 'own.pid')}
port = ${port}
mysqlx = OFF
secure_file_priv = NULL
innodb_buffer_pool_size = 64M
# io_uring and AIO are forbidden in many containers.
innodb_use_native_aio = OFF
${process.getuid?.() === 0 ? 'user = root' : ''}
`;
    await writeFile(this.settingsFile, example + own);
    const init = join(this.directory, 'init.sql');
    await writeFile(init, [...accounts, ''].join(';\n'), { mode: 0o600 });
    const [program, ...first] = this.binary.command;
    const { code, output } = await runCommand(
      program,
      [...first, ...this.settings, ...engine.bootstrap.settings, `--init-file=${init}`],
      { env: this.binary.environment, signal: AbortSignal.timeout(initialiseMilliseconds) },
    );
    await rm(init);
    if (code !== 0) throw new Error(`MySQL cannot make its system tables: ${complaintIn(output)}`);
  }

  private get settings(): string[] {
    return [`--defaults-file=${this.settingsFile}`];
  }

  async start(...options: string[]): Promise<void> {
    await this.spawn([...this.binary.command, ...this.settings, ...options], this.binary.environment);
  }

  /** Waits until it answers, whether it takes part or not. */
  async answers(): Promise<void> {
    await this.reaches("SELECT 'yes' AS Value", 'yes');
  }
}
