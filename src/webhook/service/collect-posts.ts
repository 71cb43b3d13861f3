import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { ChangeKind, type Event } from '../../events/change.js';
import { type EventLog, UnknownPositionError } from '../../events/event-log.js';
import type { Transact } from '../../sql/transact.js';
import type { CheckTransition } from '../../verification-runs/check-transition.js';
import { addPosts, type WebhookPost } from '../storage/add-posts.js';
import { webhookBody } from '../webhook-body.js';

export interface CollectParts {
  eventLog: Pick<EventLog, 'after' | 'removedThrough'>;
  transact: Transact;
  transitions(rowIds: readonly number[]): Promise<ReadonlyMap<number, CheckTransition>>;
  servers(rowIds: readonly number[]): Promise<readonly DeliveryServer[]>;
  /** Told when events were removed before any gateway with the webhook saw them. */
  onGap(): void;
}

const maxPerRead = 200;

/** Takes over from the log what follows an event: what is to be posted about it, and how far it has come. */
export async function collectPosts(
  parts: CollectParts,
  receivers: readonly Buffer[],
  position: number,
): Promise<void> {
  for (let after = position; ; ) {
    const events = await eventsAfter(parts, after);
    const last = events.at(-1);
    if (last === undefined) return;
    const read = { after, through: last.id };
    const posts = await postsAbout(parts, events);
    await parts.transact((manager) => addPosts(manager, receivers, read, posts));
    // Where another gateway was faster, it has noted the same.
    if (events.length < maxPerRead) return;
    after = last.id;
  }
}

async function eventsAfter({ eventLog, onGap }: CollectParts, position: number): Promise<Event[]> {
  try {
    return await eventLog.after(position, maxPerRead);
  } catch (error) {
    if (!(error instanceof UnknownPositionError)) throw error;
    onGap();
    return eventLog.after(await eventLog.removedThrough(), maxPerRead);
  }
}

/** A transition that is gone by now went with its server. */
async function postsAbout(parts: CollectParts, events: readonly Event[]): Promise<WebhookPost[]> {
  const turns = events.filter(({ kind }) => kind === ChangeKind.CHECK_CHANGED);
  if (turns.length === 0) return [];
  const transitions = await parts.transitions(turns.flatMap(({ detailRowId }) => detailRowId ?? []));
  const servers = await parts.servers([...new Set(turns.map(({ rowId }) => rowId))]);
  const names = new Map(servers.map(({ legacyId, name }) => [legacyId, name]));
  return turns.flatMap(({ id, rowId, detailRowId, occurredAt }) => {
    const transition = transitions.get(detailRowId ?? 0);
    const name = names.get(rowId);
    if (transition === undefined || name === undefined) return [];
    return [{ eventId: id, body: webhookBody(id, occurredAt, name, transition), occurredAt }];
  });
}
