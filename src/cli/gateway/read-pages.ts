/** One page of a list of the gateway. */
export interface Connection<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const maxPageSize = 100;

/** Reads a list page by page, to its end or to so many items. */
export async function* readPages<Node>(
  readPage: (page: { first: number; after: string | null }) => Promise<Connection<Node>>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Node[]> {
  let wanted = most;
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: Connection<Node> = await readPage({
      first: Math.min(maxPageSize, wanted),
      after,
    });
    yield nodes;
    wanted -= nodes.length;
    after = pageInfo.hasNextPage && wanted > 0 ? pageInfo.endCursor : null;
  } while (after !== null);
}
