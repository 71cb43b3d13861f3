/** One page of a list of the gateway. */
export interface Connection<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const maxPageSize = 100;

/** Reads a list page by page, to its end or to so many items. */
export async function readList<Node>(
  readPage: (page: { first: number; after: string | null }) => Promise<Connection<Node>>,
  most: number | null = null,
): Promise<Node[]> {
  const items: Node[] = [];
  const wanted = most ?? Number.POSITIVE_INFINITY;
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await readPage({
      first: Math.min(maxPageSize, wanted - items.length),
      after,
    });
    items.push(...nodes);
    after = pageInfo.hasNextPage && items.length < wanted ? pageInfo.endCursor : null;
  } while (after !== null);
  return items;
}
