import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { EntityManager } from 'typeorm';
import { execute } from '../../sql/execute.js';

/** Who posts to whom. */
export interface Poster {
  gatewayId: string;
  /** A fingerprint of the URL under each key: gateways may seal with different ones during a rotation. */
  receivers: readonly Buffer[];
}

/** What is posted, as long as the lease lasts. */
export interface Attempt {
  eventId: number;
  body: string;
  /** Attempts in a row that failed before. */
  failedAttempts: number;
}

type Row<T> = T & RowDataPacket;

/** Leases the first of what is to be posted; null when nothing is due, or another gateway is at it. */
export async function beginAttempt(
  manager: EntityManager,
  { gatewayId, receivers }: Poster,
  leaseMilliseconds: number,
): Promise<Attempt | null> {
  const [webhook] = await execute<Row<{ failedAttempts: number }>[]>(
    manager,
    `SELECT failed_attempts AS failedAttempts FROM webhook
     WHERE id = 1 AND receiver IN (?)
       AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3))
       AND (next_attempt_at IS NULL OR next_attempt_at <= CURRENT_TIMESTAMP(3))
     FOR UPDATE`,
    [receivers],
  );
  if (!webhook) return null;
  const [first] = await execute<Row<{ eventId: number; body: string }>[]>(
    manager,
    'SELECT event_id AS eventId, body FROM webhook_posts ORDER BY event_id LIMIT 1',
    [],
  );
  if (!first) return null;
  await execute(
    manager,
    `UPDATE webhook SET gateway_id = ?, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND,
       last_attempt_at = CURRENT_TIMESTAMP(3)
     WHERE id = 1`,
    [gatewayId, leaseMilliseconds * 1_000],
  );
  return { eventId: first.eventId, body: first.body, failedAttempts: webhook.failedAttempts };
}

/** Whoever has lost the lease has nothing more to say: another gateway posts the same. */
async function endAttempt(
  manager: EntityManager,
  { gatewayId, receivers }: Poster,
  assignments: string,
  values: readonly (string | number | null)[],
): Promise<boolean> {
  const { affectedRows } = await execute<ResultSetHeader>(
    manager,
    `UPDATE webhook SET gateway_id = NULL, lease_until = NULL ${assignments}
     WHERE id = 1 AND gateway_id = ? AND receiver IN (?)`,
    [...values, gatewayId, receivers],
  );
  return affectedRows > 0;
}

/** As if it had not been begun. */
export async function abandonAttempt(manager: EntityManager, poster: Poster): Promise<void> {
  await endAttempt(manager, poster, '', []);
}

/** The receiver has taken it: the next one is due at once. */
export async function recordTaken(
  manager: EntityManager,
  poster: Poster,
  eventId: number,
  status: number | null,
): Promise<void> {
  const isHeld = await endAttempt(
    manager,
    poster,
    `, failed_attempts = 0, next_attempt_at = NULL, last_status = ?, last_error = NULL,
       last_delivered_at = CURRENT_TIMESTAMP(3)`,
    [status],
  );
  if (isHeld) await execute(manager, 'DELETE FROM webhook_posts WHERE event_id = ?', [eventId]);
}

export interface FailedAttempt {
  status: number | null;
  error: string;
  /** Until the next attempt. */
  pauseMilliseconds: number;
  /** What is older is given up. */
  giveUpMilliseconds: number;
}

/** @returns how many were given up, that one and those that waited behind it */
export async function recordFailed(
  manager: EntityManager,
  poster: Poster,
  { status, error, pauseMilliseconds, giveUpMilliseconds }: FailedAttempt,
): Promise<number> {
  const isHeld = await endAttempt(
    manager,
    poster,
    `, failed_attempts = failed_attempts + 1, last_status = ?, last_error = ?,
       next_attempt_at = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND`,
    [status, error, pauseMilliseconds * 1_000],
  );
  if (!isHeld) return 0;
  const { affectedRows } = await execute<ResultSetHeader>(
    manager,
    'DELETE FROM webhook_posts WHERE occurred_at < CURRENT_TIMESTAMP(3) - INTERVAL ? MICROSECOND',
    [giveUpMilliseconds * 1_000],
  );
  if (affectedRows > 0)
    await execute(manager, 'UPDATE webhook SET given_up = given_up + ? WHERE id = 1', [affectedRows]);
  return affectedRows;
}
