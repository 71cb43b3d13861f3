import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusteredGateways } from './clustered-gateways.js';
import { GaleraCluster } from './galera-cluster.js';
import { killUsedNode, reportKills } from './kill-used-node.js';
import { judge, longestGap, Writers } from './writers.js';

let all: ClusteredGateways;
let writers: Writers;

beforeAll(async () => {
  all = await ClusteredGateways.start(GaleraCluster.start);
});
afterAll(async () => {
  await writers?.stop();
  await all?.stop();
});

const maxGapMilliseconds = 10_000;

describe('two gateways on a cluster whose written node is killed', () => {
  it('lose no acknowledged write and double none, pause for 10 seconds at most, and answer nothing but 503 meanwhile', async () => {
    writers = new Writers(all.urls, all.adminKey, 2);
    const used: string[] = [];
    for (let kill = 1; kill <= 3; kill += 1) {
      const name = await killUsedNode(all, writers);
      // It is there again, and nobody goes back to it.
      await expect.poll(async () => (await all.proxies[0]?.states())?.[name]).toBe('UP');
      for (const node of await all.usedNodes()) expect(node).not.toBe(name);
      used.push(name);
    }
    await writers.stop();
    expect(new Set(used).size).toBeGreaterThan(1);
    reportKills(used, writers);

    expect(writers.surprises).toEqual([]);
    expect(judge(writers.writes, await all.storedNames())).toEqual({ lost: [], doubled: [] });
    expect(writers.gap).toBeLessThan(maxGapMilliseconds);
    expect(await all.readiness()).toEqual([200, 200]);
    // Something was refused: the nodes were in use when they were killed.
    expect(writers.statuses[503]).toBeGreaterThan(0);
  });

  it('have the same rows at all nodes', async () => {
    const names = async (node: number) => (await all.storedNames(all.cluster.nodes[node])).sort();
    const first = await names(0);
    for (const node of [1, 2]) expect(await names(node)).toEqual(first);
  });

  it('are judged by a test that notices a lost write, a doubled one and a long pause', async () => {
    const [lost, doubled] = writers.acknowledged;
    const table = `${all.database}.delivery_servers`;
    const [node] = all.cluster.nodes;
    await node.sql(`DELETE FROM ${table} WHERE name = ?`, [lost?.name]);
    await node.sql(`UPDATE ${table} SET name = ? WHERE name = ?`, [
      doubled?.name,
      writers.acknowledged[2]?.name,
    ]);
    const verdict = judge(writers.writes, await all.storedNames());
    expect(verdict.lost.map(({ name }) => name)).toEqual([lost?.name, writers.acknowledged[2]?.name]);
    expect(verdict.doubled.map(({ name }) => name)).toEqual([doubled?.name]);
    expect(longestGap([0, 5, maxGapMilliseconds + 5, maxGapMilliseconds + 6])).toBe(maxGapMilliseconds);
  });
});
