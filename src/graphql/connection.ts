import { GraphQLError } from 'graphql';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Reason } from '../problem.js';

@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page of a list stands (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first item; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item: give it as `after` to get the next page; null on an empty page.',
  })
  endCursor!: string | null;
}

export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
  /** Called only when the field is selected. */
  totalCount: () => Promise<number>;
}

/** The connection and edge types of a list (Relay), with `nodes` for those who need no cursors. */
export function connectionType(node: ClassType, name: string, noun: string): ClassType {
  @ObjectType(`${name}Edge`, {
    simpleResolvers: true,
    description: `One ${noun} of a list, with its place in it.`,
  })
  class Edge {
    @Field(() => String, { description: 'Opaque place in the list, for `after`.' })
    cursor!: string;

    @Field(() => node, { description: `The ${noun}.` })
    node!: object;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${noun}s.` })
  class ConnectionOfNodes {
    @Field(() => [Edge], { description: 'The items, each with its cursor.' })
    edges!: Edge[];

    @Field(() => [node], { description: 'The items alone.' })
    nodes!: object[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'Length of the whole list. Counted only when asked for.' })
    totalCount!: number;
  }
  return ConnectionOfNodes;
}

/** Reads one page and one item more, which tells whether there is a next page. */
export async function readPage<T, Position>(request: {
  first: number;
  after: string | null | undefined;
  largestPage: number;
  /** What the cursor of an item holds. */
  cursorContent(item: T): unknown;
  /** The place that the content of a cursor names; null when it is not a place in this list. */
  positionFrom(content: unknown): Position | null;
  read(after: Position | null, limit: number): Promise<T[]>;
  count(): Promise<number>;
}): Promise<Connection<T>> {
  const { first, after, largestPage } = request;
  if (!(first >= 1 && first <= largestPage)) {
    throw badArgument(
      'first',
      Reason.OUT_OF_RANGE,
      `"first" must be a whole number from 1 to ${largestPage}.`,
    );
  }
  const position =
    after === null || after === undefined ? null : positionFromCursor(after, request.positionFrom);
  const items = await request.read(position, first + 1);
  const nodes = items.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: cursorFrom(request.cursorContent(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: items.length > first,
      hasPreviousPage: position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => request.count(),
  };
}

export function cursorFrom(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws GraphQLError BAD_USER_INPUT when it is not a cursor of this list */
export function positionFromCursor<Position>(
  cursor: string,
  positionFrom: (content: unknown) => Position | null,
): Position {
  const position = positionFrom(contentOf(cursor));
  if (position !== null) return position;
  throw badArgument('after', Reason.INVALID, '"after" is not a cursor of this list. Begin again without it.');
}

function contentOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

/** An argument that the schema allows and the list does not. */
export function badArgument(field: string, code: Reason, message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: 'BAD_USER_INPUT',
      http: { status: 400 },
      fieldErrors: [{ field: [field], code, message }],
    },
  });
}

/** Where a page of a list by name begins. */
export function namePosition(content: unknown): { name: string; rowId: number } | null {
  const { name, rowId } = (content ?? {}) as { name?: unknown; rowId?: unknown };
  return typeof name === 'string' && Number.isInteger(rowId) ? { name, rowId: rowId as number } : null;
}
