import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../src/database/embedded/free-port.js';
import type { ServerBinary } from '../../src/database/embedded/program/server-binary.js';
import { textIn } from '../deployment/deployment-files.js';
import { fetchMySql } from '../support/database-servers/mysql-binary.js';
import { DatabaseCluster, startCluster } from './database-cluster.js';
import { GroupNode, type GroupPlace } from './group-node.js';

const cacheDirectory = resolve(import.meta.dirname, '..', '..', '.cache');

/** Three nodes of MySQL with group replication on loopback, with throwaway data, which end when this process does. */
export class GroupCluster extends DatabaseCluster<GroupNode> {
  readonly haproxy = textIn('deploy', 'group-replication', 'haproxy.cfg');
  readonly nameQuery = "SELECT CONCAT('db-', @@server_id) AS name";

  static async start(): Promise<GroupCluster> {
    const binary = await fetchMySql(cacheDirectory, (message) => console.error(message));
    const password = randomBytes(24).toString('base64url');
    return startCluster(
      () => GroupCluster.place(binary, password),
      (cluster) => cluster.bootstrap(password),
    );
  }

  private static async place(binary: ServerBinary, password: string): Promise<GroupCluster> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-group-'));
    const places: GroupPlace[] = [];
    for (const id of [1, 2, 3])
      places.push({ id, port: await freePort(), groupAddress: `127.0.0.1:${await freePort()}` });
    const seeds = places.map(({ groupAddress }) => groupAddress).join();
    const nodes = places.map(
      (place) => new GroupNode(directory, place, seeds, binary, password),
    ) as unknown as [GroupNode, GroupNode, GroupNode];
    return new GroupCluster(directory, nodes);
  }

  /** As docs/operations.md has it. */
  private async bootstrap(password: string): Promise<void> {
    const [first, ...others] = this.nodes;
    const accounts = [
      `CREATE USER gateway@'127.0.0.1' IDENTIFIED BY '${password}'`,
      "GRANT ALL ON *.* TO gateway@'127.0.0.1'",
      "CREATE USER haproxy@'127.0.0.1'",
      "GRANT SELECT ON performance_schema.replication_group_members TO haproxy@'127.0.0.1'",
      `CREATE USER replication@'127.0.0.1' IDENTIFIED BY '${password}'`,
      "GRANT REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO replication@'127.0.0.1'",
    ];
    for (const node of this.nodes) {
      await node.initialise(accounts);
      await node.start('--group_replication_start_on_boot=OFF');
      await node.answers();
      await node.sql(
        `CHANGE REPLICATION SOURCE TO SOURCE_USER = 'replication', SOURCE_PASSWORD = '${password}'
         FOR CHANNEL 'group_replication_recovery'`,
      );
    }
    await first.sql('SET GLOBAL group_replication_bootstrap_group = ON');
    await first.sql('START GROUP_REPLICATION');
    await first.sql('SET GLOBAL group_replication_bootstrap_group = OFF');
    await first.synced();
    for (const node of others) {
      await node.sql('START GROUP_REPLICATION');
      await node.synced();
    }
  }
}
