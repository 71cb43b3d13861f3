import type { Slice } from '../../lists/list-order.js';
import type { Read } from '../../sql/read.js';
import type { CheckKind } from '../../verification/check.js';
import type { CheckTransition } from '../check-transition.js';
import type { LatestCheck, RunResult, VerificationRun } from '../verification-run.js';
import { type CheckTransitionRow, transitionColumns, transitionFromRow } from './check-transition.row.js';
import { isOpen } from './claim-runs.js';
import {
  type RunResultRow,
  resultColumns,
  resultFromRow,
  runColumns,
  runFromRow,
  type VerificationRunRow,
} from './verification-run.row.js';

/** Reads runs and results, each method with one statement. */
export class VerificationRunRepository {
  constructor(private readonly read: Read) {}

  async find(rowIds: readonly number[]): Promise<Map<number, VerificationRun>> {
    const rows = await this.read<VerificationRunRow>(
      `SELECT ${runColumns} FROM verification_runs WHERE id IN (?)`,
      [rowIds],
    );
    return new Map(rows.map((row) => [row.id, runFromRow(row)]));
  }

  /** The results of runs by the number of the run, those of each in the order of the checks. */
  async results(runRowIds: readonly number[]): Promise<Map<number, RunResult[]>> {
    const rows = await this.read<RunResultRow & { runRowId: number }>(
      `SELECT r.run_id AS runRowId, ${resultColumns} FROM verification_results r
       WHERE r.run_id IN (?) ORDER BY r.run_id, r.kind`,
      [runRowIds],
    );
    return grouped(rows, ({ runRowId }) => runRowId, resultFromRow);
  }

  /** The newest measurements of servers, by the number of the server. */
  async latest(serverRowIds: readonly number[]): Promise<Map<number, LatestCheck[]>> {
    type Row = RunResultRow & {
      serverRowId: number;
      kind: CheckKind;
      checked_at: Date;
      passed_at: Date | null;
      failing_since: Date | null;
    };
    const rows = await this.read<Row>(
      `SELECT l.delivery_server_id AS serverRowId, l.kind, l.checked_at, l.last_passed_at AS passed_at,
              l.failing_since, ${resultColumns}
       FROM latest_checks l LEFT JOIN verification_results r ON r.run_id = l.run_id AND r.kind = l.kind
       WHERE l.delivery_server_id IN (?)`,
      [serverRowIds],
    );
    return grouped(
      rows,
      ({ serverRowId }) => serverRowId,
      (row) => ({
        kind: row.kind,
        checkedAt: row.checked_at,
        lastPassedAt: row.passed_at,
        failingSince: row.failing_since,
        result: row.result === null ? null : resultFromRow(row),
      }),
    );
  }

  async transitions(rowIds: readonly number[]): Promise<Map<number, CheckTransition>> {
    const rows = await this.read<CheckTransitionRow>(
      `SELECT ${transitionColumns} FROM check_transitions WHERE id IN (?)`,
      [rowIds],
    );
    return new Map(rows.map((row) => [row.id, transitionFromRow(row)]));
  }

  /** A part of the runs of a server, the newest first. Costs the same wherever it begins. */
  async page(serverRowId: number, slice: Slice<number>): Promise<VerificationRun[]> {
    const { after, before, limit, fromEnd, isInclusive } = slice;
    const orEqual = isInclusive ? '=' : '';
    const conditions = ['delivery_server_id = ?'];
    if (after !== null) conditions.push(`id <${orEqual} ?`);
    if (before !== null) conditions.push(`id >${orEqual} ?`);
    const rows = await this.read<VerificationRunRow>(
      `SELECT ${runColumns} FROM verification_runs FORCE INDEX (verification_runs_by_server)
       WHERE ${conditions.join(' AND ')} ORDER BY id ${fromEnd ? 'ASC' : 'DESC'} LIMIT ${Math.trunc(limit)}`,
      [serverRowId, after, before].filter((value) => value !== null),
    );
    const runs = rows.map(runFromRow);
    return fromEnd ? runs.reverse() : runs;
  }

  async count(serverRowId: number): Promise<number> {
    const [row] = await this.read<{ count: number }>(
      'SELECT COUNT(*) AS count FROM verification_runs WHERE delivery_server_id = ?',
      [serverRowId],
    );
    return row?.count ?? 0;
  }

  /** Whether there is a run that some gateway has to take up. */
  async isAnyOpen(): Promise<boolean> {
    const rows = await this.read(`SELECT id FROM verification_runs WHERE ${isOpen} LIMIT 1`);
    return rows.length > 0;
  }
}

function grouped<Row, Item>(
  rows: readonly Row[],
  keyOf: (row: Row) => number,
  itemFrom: (row: Row) => Item,
): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(itemFrom(row));
    else groups.set(keyOf(row), [itemFrom(row)]);
  }
  return groups;
}
