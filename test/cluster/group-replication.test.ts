import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusteredGateways } from './clustered-gateways.js';
import { DatabaseProxy, withoutQuestions } from './database-proxy.js';
import { GroupCluster } from './group-cluster.js';
import type { GroupNode } from './group-node.js';
import { killUsedNode, reportKills } from './kill-used-node.js';
import { judge, Writers } from './writers.js';

let all: ClusteredGateways;
let trusting: DatabaseProxy;
let writers: Writers;

beforeAll(async () => {
  all = await ClusteredGateways.start(GroupCluster.start);
  trusting = await DatabaseProxy.start(all.cluster, withoutQuestions(all.cluster.haproxy));
  writers = new Writers(all.urls, all.adminKey, 2);
});
afterAll(async () => {
  await writers?.stop();
  await trusting?.stop();
  await all?.stop();
});

const maxGapMilliseconds = 10_000;

const states = () => Promise.all(all.proxies.map((proxy) => proxy.states()));

describe('two gateways on MySQL with group replication', () => {
  it('use the node that takes the writes, and no other is let through to', async () => {
    const used = { 'db-1': 'UP', 'db-2': 'DOWN', 'db-3': 'DOWN' };
    await expect.poll(states).toEqual([used, used]);
    expect(await all.usedNodes()).toEqual(['db-1', 'db-1']);
  });

  it('lose no acknowledged write and double none when it is killed three times, pause for 10 seconds at most, and answer nothing but 503 meanwhile', async () => {
    const used: string[] = [];
    for (let kill = 1; kill <= 3; kill += 1) {
      const name = await killUsedNode(all, writers);
      // It is there again, and nobody goes back to it.
      for (const node of await all.usedNodes()) expect(node).not.toBe(name);
      used.push(name);
    }
    reportKills(used, writers);
    expect(writers.surprises).toEqual([]);
    expect(writers.gap).toBeLessThan(maxGapMilliseconds);
    expect(await all.readiness()).toEqual([200, 200]);
    // Something was refused: the nodes were in use when they were killed.
    expect(writers.statuses[503]).toBeGreaterThan(0);
  });

  it('answer 503, /readyz too, when the other two nodes are killed, until the one that is left is told to go on alone', async () => {
    const [name] = await all.usedNodes();
    const survivor = all.cluster.node(name) as GroupNode;
    const others = all.cluster.nodes.filter((node) => node !== survivor);
    await Promise.all(others.map((node) => node.kill()));
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([503, 503]);
    await expect.poll(() => all.usedNodes()).toEqual([null, null]);
    // HAProxy that asks it nothing still lets through to it.
    expect((await trusting.states())[survivor.name]).toMatch(/^(UP|no check)$/);
    const before = writers.acknowledged.length;
    const refused = () => writers.statuses[503] ?? 0;
    const refusedBefore = refused();
    await expect.poll(refused).toBeGreaterThan(refusedBefore + 10);
    expect(writers.acknowledged).toHaveLength(before);

    await survivor.sql('SET GLOBAL group_replication_force_members = ?', [survivor.place.groupAddress]);
    await survivor.sql("SET GLOBAL group_replication_force_members = ''");
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([200, 200]);
    await expect.poll(() => writers.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
    for (const node of others) {
      await node.start();
      await node.synced();
    }
  });

  it('have lost nothing in all that, and have the same rows at all nodes', async () => {
    await writers.stop();
    expect(writers.surprises).toEqual([]);
    for (const node of all.cluster.nodes)
      expect(judge(writers.writes, await all.storedNames(node))).toEqual({ lost: [], doubled: [] });
  });
});
