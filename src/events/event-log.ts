import type { EntityManager } from 'typeorm';
import type { Read } from '../sql/read.js';
import { isTrue } from '../sql/row-values.js';
import { takeTurn } from '../sql/take-turn.js';
import type { Transact } from '../sql/transact.js';
import type { Event } from './change.js';

/** What follows a position cannot be told: the events were removed, or the position is one that is yet to come. */
export class UnknownPositionError extends Error {
  override name = 'UnknownPositionError';
}

const maxPublished = 500;
const maxRemoved = 1_000;
/** A client that was away for longer does better to read the list again than to hear of each change. */
const keptHours = 24;

/** The events in the database: committed changes, in the order of their commits. */
export class EventLog {
  constructor(
    private readonly read: Read,
    private readonly transact: Transact,
  ) {}

  /**
   * Moves all changes that are committed by now from `outbox` to `events`. None of them gets a position before a known event.
   * What is committed meanwhile is left: where there is always something new, this would never end, and nobody be told.
   */
  async publishOutbox(): Promise<void> {
    if ((await this.read('SELECT id FROM outbox LIMIT 1')).length === 0) return;
    while ((await this.transact(publishSome)) === maxPublished);
  }

  /** How long the oldest change has been waiting, in seconds; 0 when none is. */
  async lagSeconds(): Promise<number> {
    const [row] = await this.read<{ seconds: number }>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, occurred_at, CURRENT_TIMESTAMP(3)) / 1000000 AS seconds
       FROM outbox ORDER BY id LIMIT 1`,
    );
    return Math.max(Number(row?.seconds ?? 0), 0);
  }

  /** The number of the newest event; 0 when there never was one. */
  async newest(): Promise<number> {
    const [row] = await this.read<{ newest: number }>(
      `SELECT GREATEST(removed_through, COALESCE((SELECT MAX(id) FROM events), 0)) AS newest
       FROM event_log WHERE id = 1`,
    );
    return row?.newest ?? 0;
  }

  /** The last event that was removed; 0 when none was. */
  async removedThrough(): Promise<number> {
    const [row] = await this.read<{ removedThrough: number }>(
      'SELECT removed_through AS removedThrough FROM event_log WHERE id = 1',
    );
    return row?.removedThrough ?? 0;
  }

  /**
   * The events that follow one, in order.
   * @throws UnknownPositionError when some of them are no longer there
   */
  async after(id: number, limit: number): Promise<Event[]> {
    const rows = await this.read<EventRow>(
      `SELECT e.id, e.subject, e.subject_id AS rowId, e.kind, e.version, e.occurred_at AS occurredAt,
              e.detail_id AS detailRowId, e.topic, e.lost_tags AS lostTags,
              l.removed_through AS removedThrough
       FROM event_log l LEFT JOIN events e ON e.id > ?
       WHERE l.id = 1 ORDER BY e.id LIMIT ${Math.trunc(limit)}`,
      [id],
    );
    if (rows[0] && rows[0].removedThrough > id)
      throw new UnknownPositionError('Events have been removed since.');
    return rows.flatMap(({ removedThrough: _, id, lostTags, ...event }) =>
      id === null ? [] : { id, ...event, lostTags: lostTags === null ? noTags : JSON.parse(lostTags) },
    );
  }

  /** Removes events that are older than a day, in short transactions. */
  async removeOld(): Promise<void> {
    while ((await this.transact(removeSome)) === maxRemoved);
  }
}

/** One list for all events that have none. */
const noTags: readonly string[] = [];

interface EventRow extends Omit<Event, 'id' | 'lostTags'> {
  lostTags: string | null;
  removedThrough: number;
  /** Null in the one row of an answer without events. */
  id: number | null;
}

/** In turns, so all events of one gateway are there before the next one adds its own. Gives how many there were. */
async function publishSome(manager: EntityManager): Promise<number> {
  await takeTurn(manager, 'EVENTS');
  const rows: { id: number }[] = await manager.query(
    `SELECT id FROM outbox ORDER BY id LIMIT ${maxPublished}`,
  );
  if (rows.length === 0) return 0;
  const ids = JSON.stringify(rows.map(({ id }) => id));
  await manager.query(
    `INSERT INTO events (subject, subject_id, kind, version, detail_id, topic, lost_tags, occurred_at)
     SELECT o.subject, o.subject_id, o.kind, o.version, o.detail_id, o.topic, o.lost_tags, o.occurred_at
     FROM ${seenInOutbox} ORDER BY o.id`,
    [ids],
  );
  await manager.query(`DELETE o FROM ${seenInOutbox}`, [ids]);
  return rows.length;
}

/**
 * The changes with the given numbers, and no others: one with a lower number may be committed at any moment. With IN the
 * server may walk through the whole table, and then waits for every writer that has not committed yet; a join in this
 * order looks up row by row.
 */
const seenInOutbox = `JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) seen
  STRAIGHT_JOIN outbox o FORCE INDEX (PRIMARY) ON o.id = seen.id`;

/** From the front, as long as they are old: what is left has no gap that a reader could miss. */
async function removeSome(manager: EntityManager): Promise<number> {
  await takeTurn(manager, 'EVENTS');
  const rows: { id: number; is_old: number }[] = await manager.query(
    `SELECT id, occurred_at < CURRENT_TIMESTAMP(3) - INTERVAL ${keptHours} HOUR AS is_old
     FROM events ORDER BY id LIMIT ${maxRemoved}`,
  );
  const firstYoung = rows.findIndex(({ is_old }) => !isTrue(is_old));
  const old = firstYoung === -1 ? rows : rows.slice(0, firstYoung);
  const last = old.at(-1);
  if (last === undefined) return 0;
  await manager.query('DELETE FROM events WHERE id <= ?', [last.id]);
  await manager.query('UPDATE event_log SET removed_through = ? WHERE id = 1', [last.id]);
  return old.length;
}
