import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Found } from './ledger.js';

const queryOf = (list: string) =>
  `query ($after: String) { ${list}(first: 100, after: $after) { nodes { id name version } pageInfo { hasNextPage endCursor } } }`;

/** Everything that is there. */
export async function readBack(client: Client): Promise<{ servers: Found[]; groups: Found[] }> {
  return { servers: await readAll(client, 'deliveryServers'), groups: await readAll(client, 'userGroups') };
}

async function readAll(client: Client, list: string): Promise<Found[]> {
  const found: Found[] = [];
  for (let after: string | null = null; ; ) {
    const { outcome, body } = await client.graphql('read back', queryOf(list), { after });
    if (outcome !== 'DONE') {
      await sleep(1_000);
      continue;
    }
    const { nodes, pageInfo } = body.data[list];
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}
