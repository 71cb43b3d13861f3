import type { Slice } from '../../lists/list-order.js';
import { type Problem, Reason } from '../../problems/problem.js';
import { badArguments } from '../inputs/bad-arguments.js';
import { defaultPageLength } from '../limits.js';
import type { Connection } from './connection.js';
import { cursorFrom, readCursor } from './cursor.js';
import type { PageArgs } from './page.args.js';

interface PageRequest<T, Position> {
  page: PageArgs;
  maxPageSize: number;
  /** What is wrong with the other arguments; told together with what is wrong with the page. */
  problems?: readonly Problem[];
  /** What the cursor of an item holds. */
  cursorContent(item: T): unknown;
  /** The place that the content of a cursor names; null when it is not a place in this list. */
  positionFrom(content: unknown): Position | null;
  /** Reads a slice, in the order of the list also when it is read from the end. */
  read(slice: Slice<Position>): Promise<T[]>;
  /** Whether a slice has an item. */
  isAny(slice: Slice<Position>): Promise<boolean>;
  count(): Promise<number>;
}

/**
 * Reads one page and one item more, which tells whether the list goes on. At a cursor that was given there was an item
 * once; whether there still is one, there or further on, takes another look, made only for who asks.
 * @throws GraphQLError BAD_USER_INPUT with everything that is wrong with the arguments
 */
export async function readPage<T, Position>(request: PageRequest<T, Position>): Promise<Connection<T>> {
  const { page, maxPageSize, positionFrom } = request;
  const after = readCursor('after', page.after, positionFrom);
  const before = readCursor('before', page.before, positionFrom);
  const problems = [
    ...sizeProblems(page, maxPageSize),
    ...after.problems,
    ...before.problems,
    ...(request.problems ?? []),
  ];
  if (problems.length > 0) throw badArguments(problems);

  // Whoever gives nothing but "before" wants what is right before it.
  const isOnlyBefore = isGiven(page.before) && !isGiven(page.first) && !isGiven(page.after);
  const fromEnd = isGiven(page.last) || isOnlyBefore;
  const size = page.last ?? page.first ?? defaultPageLength;
  const slice = { after: after.position, before: before.position, limit: size + 1, fromEnd };
  const items = await request.read(slice);
  const isMore = items.length > size;
  const nodes = fromEnd ? items.slice(-size) : items.slice(0, size);
  const cursorOf = (node: T) => cursorFrom(request.cursorContent(node));
  const look = { limit: 1, isInclusive: true };
  const isAnyFrom = (place: Position | null) =>
    place !== null && request.isAny({ ...look, after: place, before: null, fromEnd: false });
  const isAnyUpTo = (place: Position | null) =>
    place !== null && request.isAny({ ...look, after: null, before: place, fromEnd: true });
  const [first = null] = nodes;
  const last = nodes.at(-1) ?? null;
  return {
    edges: () => nodes.map((node) => ({ cursor: cursorOf(node), node })),
    nodes,
    pageInfo: {
      hasNextPage: () => (fromEnd ? isAnyFrom(before.position) : isMore),
      hasPreviousPage: () => (fromEnd ? isMore : isAnyUpTo(after.position)),
      startCursor: first && cursorOf(first),
      endCursor: last && cursorOf(last),
    },
    totalCount: () => request.count(),
  };
}

function sizeProblems({ first, last }: PageArgs, maxPageSize: number): Problem[] {
  const problems = Object.entries({ first, last })
    .filter(([, size]) => isGiven(size) && !(size >= 1 && size <= maxPageSize))
    .map(([name]) => ({
      path: [name],
      reason: Reason.OUT_OF_RANGE,
      message: `"${name}" must be a whole number from 1 to ${maxPageSize}.`,
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
