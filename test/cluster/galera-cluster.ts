import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/database/embedded/free-port.js';
import { textIn } from '../deployment/deployment-files.js';
import { DatabaseCluster, startCluster } from './database-cluster.js';
import { GaleraNode, type NodePorts } from './galera-node.js';

const run = promisify(execFile);

/** Three nodes of MariaDB with Galera on loopback, with throwaway data, which end when this process does. */
export class GaleraCluster extends DatabaseCluster<GaleraNode> {
  readonly haproxy = textIn('deploy', 'galera', 'haproxy.cfg');
  readonly nameQuery = 'SELECT @@wsrep_node_name AS name';

  static start(): Promise<GaleraCluster> {
    const password = randomBytes(24).toString('base64url');
    return startCluster(
      () => GaleraCluster.place(password),
      (cluster) => cluster.bootstrap(password),
    );
  }

  private static async place(password: string): Promise<GaleraCluster> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-galera-'));
    // Root's servers run as another user.
    await chmod(directory, 0o755);
    const ports: NodePorts[] = [];
    for (const _ of ['db-1', 'db-2', 'db-3'])
      ports.push({
        sql: await freePort(),
        group: await freePort(),
        ist: await freePort(),
        sst: await freePort(),
      });
    const address = `gcomm://${ports.map(({ group }) => `127.0.0.1:${group}`).join()}`;
    const nodes = ports.map(
      (own, index) => new GaleraNode(`db-${index + 1}`, directory, own, address, password),
    ) as unknown as [GaleraNode, GaleraNode, GaleraNode];
    return new GaleraCluster(directory, nodes);
  }

  private async bootstrap(password: string): Promise<void> {
    const [first] = this.nodes;
    for (const node of this.nodes) await node.writeFiles();
    await run('mariadb-install-db', [
      `--defaults-file=${first.settingsFile}`,
      '--user=mysql',
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--wsrep-on=OFF',
    ]);
    const init = join(this.directory, 'init.sql');
    await writeFile(
      init,
      [
        `CREATE USER 'gateway'@'127.0.0.1' IDENTIFIED BY '${password}';`,
        "GRANT ALL ON *.* TO 'gateway'@'127.0.0.1' WITH GRANT OPTION;",
        "CREATE USER 'haproxy'@'127.0.0.1';",
        '',
      ].join('\n'),
    );
    await first.start('--wsrep-new-cluster', `--init-file=${init}`);
    await first.synced();
    for (const node of this.nodes.slice(1)) {
      await node.start();
      await node.synced();
    }
  }
}
