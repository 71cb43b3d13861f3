import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { processesNaming } from '../support/processes.js';
import type { ClusterNode } from './cluster-node.js';

const attempts = 3;

/** Starts a cluster. Ports that were free when its nodes got them may be taken when they want them: then all get others. */
export async function startCluster<Cluster extends DatabaseCluster>(
  place: () => Promise<Cluster>,
  bootstrap: (cluster: Cluster) => Promise<void>,
): Promise<Cluster> {
  for (let attempt = 1; ; attempt++) {
    const cluster = await place();
    try {
      await bootstrap(cluster);
      return cluster;
    } catch (error) {
      await cluster.stop();
      if (attempt === attempts) throw error;
      console.error(error);
    }
  }
}

/** Three nodes on loopback, with throwaway data, which end when this process does. */
export abstract class DatabaseCluster<Node extends ClusterNode = ClusterNode> {
  /** The example of HAProxy for it. */
  abstract readonly haproxy: string;
  /** Asks for the `name` of the node that answers. */
  abstract readonly nameQuery: string;

  protected constructor(
    protected readonly directory: string,
    readonly nodes: readonly [Node, Node, Node],
  ) {}

  /** An empty database, at all nodes. */
  async createDatabase(): Promise<string> {
    const name = `test_${randomBytes(4).toString('hex')}`;
    await this.nodes[0].sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    for (const node of this.nodes)
      await vi.waitFor(async () => expect(await node.sql(`SHOW DATABASES LIKE '${name}'`)).toHaveLength(1));
    return name;
  }

  node(name: string | null | undefined): Node {
    const found = this.nodes.find((node) => node.name === name);
    if (!found) throw new Error('No node is used.');
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    // What was helping a node to get its data.
    for (const pid of await processesNaming(`${this.directory}/`)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile.
      }
    }
    await rm(this.directory, { recursive: true, force: true });
  }
}
