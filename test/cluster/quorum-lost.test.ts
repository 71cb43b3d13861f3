import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusteredGateways } from './clustered-gateways.js';
import { DatabaseProxy, withoutQuestions } from './database-proxy.js';
import { GaleraCluster } from './galera-cluster.js';
import { judge, Writers } from './writers.js';

let all: ClusteredGateways;
let trusting: DatabaseProxy;
let writers: Writers;

beforeAll(async () => {
  all = await ClusteredGateways.start(GaleraCluster.start);
  trusting = await DatabaseProxy.start(all.cluster, withoutQuestions(all.cluster.haproxy));
  writers = new Writers(all.urls, all.adminKey, 1);
});
afterAll(async () => {
  await writers?.stop();
  await trusting?.stop();
  await all?.stop();
});

describe('two gateways on a cluster of which two nodes are killed', () => {
  it('answer 503, /readyz too, as long as one node is left alone', async () => {
    const [survivor, ...others] = all.cluster.nodes;
    await Promise.all(others.map((node) => node.kill()));
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([503, 503]);

    const before = writers.acknowledged.length;
    const refused = () => writers.statuses[503] ?? 0;
    const refusedBefore = refused();
    await expect.poll(refused).toBeGreaterThan(refusedBefore + 10);
    expect(writers.acknowledged).toHaveLength(before);
    expect(await all.readiness()).toEqual([503, 503]);
    await expect.poll(() => all.usedNodes()).toEqual([null, null]);
    for (const proxy of all.proxies) expect((await proxy.states())[survivor.name]).toBe('DOWN');
    const [status] = await survivor.sql<{ Value: string }>("SHOW STATUS LIKE 'wsrep_cluster_status'");
    expect(status?.Value).toBe('non-Primary');
  });

  it('would be let through to it by a HAProxy that asks it nothing', async () => {
    const [survivor] = all.cluster.nodes;
    expect((await trusting.states())[survivor.name]).toMatch(/^(UP|no check)$/);
    expect(await trusting.usedNode(all.cluster)).toBe(survivor.name);
    const lost = survivor.sql(`SELECT COUNT(*) FROM ${all.database}.delivery_servers`);
    await expect(lost).rejects.toMatchObject({ errno: 1047 });
  });

  it('go on by themselves when the two are back, with nothing lost, doubled or answered otherwise', async () => {
    const [, ...others] = all.cluster.nodes;
    await Promise.all(others.map((node) => node.start()));
    for (const node of all.cluster.nodes) await node.synced();
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([200, 200]);
    const before = writers.acknowledged.length;
    await expect.poll(() => writers.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10);
    await writers.stop();
    expect(writers.surprises).toEqual([]);
    expect(judge(writers.writes, await all.storedNames())).toEqual({ lost: [], doubled: [] });
  });

  it('go on by themselves also after all three were killed at once', async () => {
    const { nodes } = all.cluster;
    const names = (await all.storedNames()).sort();
    await Promise.all(nodes.map((node) => node.kill()));
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([503, 503]);
    await Promise.all(nodes.map((node) => node.start()));
    for (const node of nodes) await node.synced();
    await expect.poll(() => all.readiness(), { timeout: 30_000 }).toEqual([200, 200]);
    expect((await all.storedNames()).sort()).toEqual(names);
  });
});
