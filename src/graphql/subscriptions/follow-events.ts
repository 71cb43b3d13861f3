import type { ChangeSubject, Event } from '../../events/change.js';
import { UnknownPositionError } from '../../events/event-log.js';
import { globalId, type IdPrefix, invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { Reason } from '../../problems/problem.js';
import type { SubscriptionContext } from '../context.js';
import { badArgument } from '../inputs/bad-arguments.js';

const maxIds = 100;

interface Following<Args> {
  args: Args & { ids?: readonly string[] | null; after?: string | null };
  context: SubscriptionContext;
}

/**
 * Begins a subscription to the changes of one kind of object.
 * @param topicsOf the topics that the arguments ask for; all changes when left out
 */
export function followEvents<Args>(
  subject: ChangeSubject,
  prefix: IdPrefix,
  topicsOf: (args: Args) => ReadonlySet<string> | null = () => null,
) {
  return async ({ args, context }: Following<Args>) => {
    const rowIds = rowIdsFrom(args.ids, prefix);
    const filter = {
      subject,
      rowIds,
      topics: topicsOf(args),
      sight: context.sight,
      after: eventIdFrom(args.after),
    };
    return withKnownEnd(await context.follow(filter, context.signal).catch(throwKnownEnd));
  };
}

/** What the types of events have in common. */
export function eventFields({ id, kind, occurredAt, version, rowId, detailRowId }: Event) {
  return { id: globalId('ev', id), kind, occurredAt, version, rowId, detailRowId };
}

function rowIdsFrom(ids: readonly string[] | null | undefined, prefix: IdPrefix): ReadonlySet<number> | null {
  if (!ids) return null;
  if (ids.length > maxIds) throw badArgument('ids', Reason.TOO_LONG, `"ids" takes at most ${maxIds} ids.`);
  return new Set(ids.map((id) => rowIdFromGlobalId(prefix, id) ?? refuseId('ids', prefix)));
}

function eventIdFrom(after: string | null | undefined): number | null {
  return after == null ? null : (rowIdFromGlobalId('ev', after) ?? refuseId('after', 'ev'));
}

function refuseId(argument: string, prefix: IdPrefix): never {
  const { reason, message } = invalidId([argument], prefix);
  throw badArgument(argument, reason, message);
}

async function* withKnownEnd(events: AsyncIterable<Event>): AsyncGenerator<Event, void, void> {
  try {
    yield* events;
  } catch (error) {
    throwKnownEnd(error);
  }
}

function throwKnownEnd(error: unknown): never {
  if (!(error instanceof UnknownPositionError)) throw error;
  const message =
    'What came after this event is no longer known. Subscribe without "after", then read the list again.';
  throw badArgument('after', Reason.OUT_OF_RANGE, message);
}
