import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { textIn } from '../deployment/deployment-files.js';
import { changed } from '../proxies/configurations.js';
import { ClusterNode } from './cluster-node.js';

const run = promisify(execFile);

export interface NodePorts {
  /** Of clients. */
  sql: number;
  /** Between the nodes: of the group, and of those that are missing little or all. */
  group: number;
  ist: number;
  sst: number;
}

/** A node with `deploy/galera/60-galera.cnf`, of which only the marked lines and the ports are changed. */
export class GaleraNode extends ClusterNode {
  protected readonly readInSync = 'SET SESSION wsrep_sync_wait = 1';
  protected readonly state = {
    query: "SHOW STATUS LIKE 'wsrep_local_state_comment'",
    whenSynced: 'Synced',
  };

  constructor(
    name: string,
    parent: string,
    private readonly ports: NodePorts,
    private readonly clusterAddress: string,
    password: string,
  ) {
    super(name, parent, ports.sql, password);
  }

  async writeFiles(): Promise<void> {
    for (const folder of [this.directory, join(this.directory, 'data'), join(this.directory, 'tmp')]) {
      await mkdir(folder);
      if (process.getuid?.() === 0) await run('chown', ['mysql:mysql', folder]);
    }
    const { sql, group, ist, sst } = this.ports;
    const example = changed(textIn('deploy', 'galera', '60-galera.cnf'), [
      ['gcomm://10.0.0.1,10.0.0.2,10.0.0.3', this.clusterAddress],
      ['wsrep_node_name = db-1', `wsrep_node_name = ${this.name}`],
      ['wsrep_node_address = 10.0.0.1', 'wsrep_node_address = 127.0.0.1'],
      ['bind_address = 10.0.0.1', 'bind_address = 127.0.0.1'],
      [
        'gcache.size=512M',
        `gcache.size=32M; gmcast.listen_addr=tcp://127.0.0.1:${group}; ist.recv_addr=127.0.0.1:${ist}`,
      ],
    ]);
    const own = `
[mariadbd]
datadir = ${join(this.directory, 'data')}
tmpdir = ${join(this.directory, 'tmp')}
socket = ${join(this.directory, 'socket')}
pid_file = ${join(this.directory, 'own.pid')}
port = ${sql}
wsrep_sst_receive_address = 127.0.0.1:${sst}
innodb_buffer_pool_size = 64M
# io_uring and AIO are forbidden in many containers.
innodb_use_native_aio = OFF
`;
    await writeFile(this.settingsFile, example + own);
  }

  async start(...options: string[]): Promise<void> {
    const settings = `--defaults-file=${this.settingsFile}`;
    const { stdout } = await run('galera_recovery', [settings]);
    await this.spawn(
      ['/usr/sbin/mariadbd', settings, '--user=mysql', ...stdout.split(/\s+/).filter(Boolean), ...options],
      { PATH: `${process.env.PATH}:/usr/sbin` },
    );
  }
}
