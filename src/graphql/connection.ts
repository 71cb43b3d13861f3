import { GraphQLError } from 'graphql';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { type Problem, Reason } from '../problem.js';
import type { PageArguments } from './page.args.js';

@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page of a list stands (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Cursor of the first item: give it as `before` to get the previous page; null on an empty page.',
  })
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
    @Field(() => String, { description: 'Opaque place in the list and its order, for `after` and `before`.' })
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

/** What is given to the list behind a page. `after` and `before` are places in it. */
export interface PageSlice<Position> {
  after: Position | null;
  before: Position | null;
  limit: number;
  /** Read the last items before `before` instead of the first after `after`. */
  fromEnd: boolean;
}

interface PageRequest<T, Position> {
  page: PageArguments;
  largestPage: number;
  /** What is wrong with the other arguments; told together with what is wrong with the page. */
  problems?: readonly Problem[];
  /** What the cursor of an item holds. */
  cursorContent(item: T): unknown;
  /** The place that the content of a cursor names; null when it is not a place in this list. */
  positionFrom(content: unknown): Position | null;
  /** Reads a slice, in the order of the list also when it is read from the end. */
  read(slice: PageSlice<Position>): Promise<T[]>;
  count(): Promise<number>;
}

const usualPage = 20;

/**
 * Reads one page and one item more, which tells whether the list goes on. Behind a cursor that was given there is an
 * item, or there was one.
 * @throws GraphQLError BAD_USER_INPUT with everything that is wrong with the arguments
 */
export async function readPage<T, Position>(request: PageRequest<T, Position>): Promise<Connection<T>> {
  const { page, largestPage, positionFrom } = request;
  const after = readCursor('after', page.after, positionFrom);
  const before = readCursor('before', page.before, positionFrom);
  const problems = [
    ...sizeProblems(page, largestPage),
    ...after.problems,
    ...before.problems,
    ...(request.problems ?? []),
  ];
  if (problems.length > 0) throw badArguments(problems);

  const fromEnd = isGiven(page.last);
  const size = page.last ?? page.first ?? usualPage;
  const slice = { after: after.position, before: before.position, limit: size + 1, fromEnd };
  const items = await request.read(slice);
  const isMore = items.length > size;
  const nodes = fromEnd ? items.slice(-size) : items.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: cursorFrom(request.cursorContent(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: fromEnd ? before.position !== null : isMore,
      hasPreviousPage: fromEnd ? isMore : after.position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => request.count(),
  };
}

function sizeProblems({ first, last }: PageArguments, largestPage: number): Problem[] {
  const problems = Object.entries({ first, last })
    .filter(([, size]) => isGiven(size) && !(size >= 1 && size <= largestPage))
    .map(([name]) => ({
      path: [name],
      reason: Reason.OUT_OF_RANGE,
      message: `"${name}" must be a whole number from 1 to ${largestPage}.`,
    }));
  if (!isGiven(first) || !isGiven(last)) return problems;
  const message = 'Give either "first" or "last": how many from the beginning, or how many from the end.';
  return [
    ...problems.filter(({ path }) => path[0] !== 'last'),
    { path: ['last'], reason: Reason.INVALID, message },
  ];
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

export function cursorFrom(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Far more than the longest name in a cursor takes. */
const longestCursor = 4_096;

/** The place that a cursor names, which is null when none was given. */
export function readCursor<Position>(
  argument: string,
  cursor: string | null | undefined,
  positionFrom: (content: unknown) => Position | null,
): { position: Position | null; problems: Problem[] } {
  if (!isGiven(cursor)) return { position: null, problems: [] };
  const position = cursor.length > longestCursor ? null : positionFrom(contentOf(cursor));
  if (position !== null) return { position, problems: [] };
  const message = `"${argument}" is not a cursor of this list in this order. Begin again without it.`;
  return { position, problems: [{ path: [argument], reason: Reason.INVALID, message }] };
}

function contentOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

/** An argument that the schema allows and the list does not. */
export function badArgument(field: string, reason: Reason, message: string): GraphQLError {
  return badArguments([{ path: [field], reason, message }]);
}

export function badArguments(problems: readonly Problem[]): GraphQLError {
  const paths = problems.map(({ path }) => path.join('.')).join(', ');
  const message =
    problems.length === 1 && problems[0]
      ? sentenceOf(problems[0])
      : `${problems.length} arguments cannot be used: ${paths}.`;
  const fieldErrors = problems.map(({ path, reason, message }) => ({ field: path, code: reason, message }));
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 }, fieldErrors },
  });
}

/** A message that does not name its argument by itself is led by the path. */
function sentenceOf({ path, message }: Problem): string {
  return message.includes(`"${path[0]}"`) ? message : `${path.join('.')}: ${message}`;
}
