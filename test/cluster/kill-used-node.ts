import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ClusteredGateways } from './clustered-gateways.js';
import type { Writers } from './writers.js';

/** Kills the node that all gateways use, waits until writes go on at another, and starts it again. Gives its name. */
export async function killUsedNode(all: ClusteredGateways, writers: Writers): Promise<string> {
  await sleep(2_000);
  const [one, other] = await all.usedNodes();
  expect(one).toBe(other);
  const node = all.cluster.node(one);
  const acknowledged = writers.acknowledged.length;
  await node.kill();
  await expect
    .poll(() => writers.acknowledged.length, { timeout: 30_000 })
    .toBeGreaterThan(acknowledged + 20);
  await node.start();
  await node.synced();
  return node.name;
}

/** What is measured, for the reader of the run. */
export function reportKills(used: readonly string[], writers: Writers): void {
  console.log(
    `killed ${used}: ${writers.acknowledged.length} acknowledged, longest pause ${writers.gap} ms, answers ${JSON.stringify(writers.statuses)}`,
  );
}
