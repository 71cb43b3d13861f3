import { expect } from 'vitest';
import { createGroup, createServer } from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** An app with 45 servers of one name, and five groups. */
export async function startWithNamesakes(): Promise<{ app: TestApp; serverIds: string[] }> {
  const app = await startTestApp();
  const servers = await Promise.all(
    Array.from({ length: 45 }, () => createServer(app, { name: 'Namesake' })),
  );
  await Promise.all(['b', 'B', 'a', 'ä', 'c '].map((name) => createGroup(app, name)));
  return { app, serverIds: servers.sort((a, b) => a.legacyId - b.legacyId).map(({ id }) => id) };
}

export interface Page {
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  totalCount: number;
}

export async function page(app: TestApp, variables: object, list = 'deliveryServers'): Promise<Page> {
  const { data, errors } = await app.graphql(
    `query ($first: Int!, $after: String) {
      ${list}(first: $first, after: $after) {
        edges { cursor node { id } }
        nodes { id }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount
      }
    }`,
    variables,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data[list];
}

export async function everyId(app: TestApp, first: number, list = 'deliveryServers'): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo }: Page = await page(app, { first, after }, list);
    expect(nodes.length).toBeLessThanOrEqual(first);
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}
