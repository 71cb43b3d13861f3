import type { EntityManager } from 'typeorm';
import { type Fingerprints, isAmong } from '../../secrets/fingerprint.js';
import { execute } from '../../sql/execute.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';

export interface Pace {
  /** Failures that may come all at once. */
  burst: number;
  /** After which time one more may come. */
  intervalMilliseconds: number;
}

/** Something that failures are counted for, such as an address. */
export interface FailureCount {
  name: string;
  pace: Pace;
}

const daysKnown = 30;
const maxNetworks = 50;
const maxRemoved = 10_000;

/**
 * Failures to sign in, counted for all gateways on the database and by its clock. They come at a steady pace: a burst,
 * then one more after each interval (a leaky bucket, in the form known as GCRA). So the next attempt never waits longer
 * than an interval, however many failed before it. Also remembers from which networks administrators signed in.
 */
export class FailureCounts {
  constructor(
    private readonly read: Read,
    /** User names that somebody tries may be passwords in the wrong field, so nothing is stored as it is. */
    private readonly fingerprints: Fingerprints,
  ) {}

  /**
   * @returns for each count how long it takes until nothing counts against it any more, in milliseconds, and whether the
   * administrator of this name signed in from this network within 30 days
   */
  async look(
    names: readonly string[],
    { username, network }: { username: string; network: string },
  ): Promise<{ emptyIn: Map<string, number>; isKnown: boolean }> {
    const named = new Map(names.map((name) => [this.idOf(name).toString('hex'), name]));
    const networkIds = this.fingerprints(networkText(network));
    const rows = await this.read<{ id: Buffer; emptyIn: number }>(
      `SELECT id, TIMESTAMPDIFF(MICROSECOND, CURRENT_TIMESTAMP(3), empty_at) DIV 1000 AS emptyIn
       FROM sign_in_failures WHERE id IN (?)
       UNION ALL
       SELECT n.network, 0 FROM sign_in_networks n JOIN admins a ON a.id = n.admin_id
       WHERE a.username = ? AND n.network IN (?)
         AND n.last_signed_in_at > CURRENT_TIMESTAMP(3) - INTERVAL ${daysKnown} DAY`,
      [[...named.keys()].map((id) => Buffer.from(id, 'hex')), username, networkIds],
    );
    const emptyIn = new Map<string, number>();
    for (const row of rows) {
      const name = named.get(row.id.toString('hex'));
      if (name !== undefined) emptyIn.set(name, Math.max(row.emptyIn, 0));
    }
    return { emptyIn, isKnown: rows.some(({ id }) => isAmong(networkIds, id)) };
  }

  /** Counts one failure for each, in the transaction that records it. */
  async note(manager: EntityManager, counts: readonly FailureCount[]): Promise<void> {
    const rows = counts
      .map(({ name, pace }) => ({ id: this.idOf(name), ...pace }))
      // In one order, so that two failures do not wait for one another's rows.
      .sort((a, b) => a.id.compare(b.id));
    for (const { id, burst, intervalMilliseconds } of rows)
      await execute(
        manager,
        `INSERT INTO sign_in_failures (id, interval_milliseconds, burst, empty_at)
         VALUES (?, ?, ?, CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND)
         ON DUPLICATE KEY UPDATE empty_at = LEAST(
           GREATEST(empty_at, CURRENT_TIMESTAMP(3)) + INTERVAL (interval_milliseconds * 1000) MICROSECOND,
           CURRENT_TIMESTAMP(3) + INTERVAL (interval_milliseconds * burst * 1000) MICROSECOND)`,
        [id, intervalMilliseconds, burst, intervalMilliseconds * 1_000],
      );
  }

  async clear(manager: EntityManager, name: string): Promise<void> {
    await execute(manager, 'DELETE FROM sign_in_failures WHERE id = ?', [this.idOf(name)]);
  }

  /** Remembers that an administrator signed in from a network, the last 50 of each for 30 days. */
  async rememberNetwork(manager: EntityManager, adminId: number, network: string): Promise<void> {
    await execute(
      manager,
      `INSERT INTO sign_in_networks (admin_id, network, last_signed_in_at) VALUES (?, ?, CURRENT_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE last_signed_in_at = CURRENT_TIMESTAMP(3)`,
      [adminId, this.fingerprints(networkText(network))[0]],
    );
    await execute(
      manager,
      `DELETE FROM sign_in_networks WHERE admin_id = ? AND network NOT IN
         (SELECT network FROM (SELECT network FROM sign_in_networks
            WHERE admin_id = ? AND last_signed_in_at > CURRENT_TIMESTAMP(3) - INTERVAL ${daysKnown} DAY
            ORDER BY last_signed_in_at DESC LIMIT ${maxNetworks}) AS kept)`,
      [adminId, adminId],
    );
  }

  private idOf(name: string): Buffer {
    return this.fingerprints(`count ${name}`)[0];
  }
}

function networkText(network: string): string {
  return `network ${network}`;
}

/** Removes what counts no more. */
export async function removeEmptyCounts(transact: Transact): Promise<void> {
  await transact((manager) =>
    manager.query(`DELETE FROM sign_in_failures WHERE empty_at < CURRENT_TIMESTAMP(3) LIMIT ${maxRemoved}`),
  );
}
