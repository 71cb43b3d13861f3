import type { Sight } from '../../caller/sight.js';
import { allOf, type Condition, isOneOf, whenGiven } from '../../lists/condition.js';
import type { Slice } from '../../lists/list-order.js';
import { isSeen } from '../../sight/seen-servers.js';
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

  async find(rowIds: readonly number[], sight: Sight): Promise<Map<number, VerificationRun>> {
    const where = allOf([isOneOf('id', rowIds), isSeen(sight, 'delivery_server_id')]);
    const rows = await this.read<VerificationRunRow>(
      `SELECT ${runColumns} FROM verification_runs WHERE ${where.sql}`,
      where.values,
    );
    return new Map(rows.map((row) => [row.id, runFromRow(row)]));
  }

  /** The results of runs by the number of the run, those of each in the order of the checks. */
  async results(runRowIds: readonly number[], sight: Sight): Promise<Map<number, RunResult[]>> {
    const server = '(SELECT delivery_server_id FROM verification_runs WHERE id = r.run_id)';
    const where = allOf([isOneOf('r.run_id', runRowIds), isSeen(sight, server)]);
    const rows = await this.read<RunResultRow & { runRowId: number }>(
      `SELECT r.run_id AS runRowId, ${resultColumns} FROM verification_results r
       WHERE ${where.sql} ORDER BY r.run_id, r.kind`,
      where.values,
    );
    return grouped(rows, ({ runRowId }) => runRowId, resultFromRow);
  }

  /** The newest measurements of servers, by the number of the server. */
  async latest(serverRowIds: readonly number[], sight: Sight): Promise<Map<number, LatestCheck[]>> {
    type Row = RunResultRow & {
      serverRowId: number;
      kind: CheckKind;
      checked_at: Date;
      passed_at: Date | null;
      failing_since: Date | null;
    };
    const where = allOf([
      isOneOf('l.delivery_server_id', serverRowIds),
      isSeen(sight, 'l.delivery_server_id'),
    ]);
    const rows = await this.read<Row>(
      `SELECT l.delivery_server_id AS serverRowId, l.kind, l.checked_at, l.last_passed_at AS passed_at,
              l.failing_since, ${resultColumns}
       FROM latest_checks l LEFT JOIN verification_results r ON r.run_id = l.run_id AND r.kind = l.kind
       WHERE ${where.sql}`,
      where.values,
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

  async transitions(rowIds: readonly number[], sight: Sight): Promise<Map<number, CheckTransition>> {
    const where = allOf([isOneOf('id', rowIds), isSeen(sight, 'delivery_server_id')]);
    const rows = await this.read<CheckTransitionRow>(
      `SELECT ${transitionColumns} FROM check_transitions WHERE ${where.sql}`,
      where.values,
    );
    return new Map(rows.map((row) => [row.id, transitionFromRow(row)]));
  }

  /** A part of the runs of a server, the newest first. Costs the same wherever it begins. */
  async page(serverRowId: number, sight: Sight, slice: Slice<number>): Promise<VerificationRun[]> {
    const { after, before, limit, fromEnd, isInclusive } = slice;
    const orEqual = isInclusive ? '=' : '';
    const where = allOf([
      isOfServer(serverRowId, sight),
      whenGiven(after, (rowId) => ({ sql: `id <${orEqual} ?`, values: [rowId] })),
      whenGiven(before, (rowId) => ({ sql: `id >${orEqual} ?`, values: [rowId] })),
    ]);
    const rows = await this.read<VerificationRunRow>(
      `SELECT ${runColumns} FROM verification_runs FORCE INDEX (verification_runs_by_server)
       WHERE ${where.sql} ORDER BY id ${fromEnd ? 'ASC' : 'DESC'} LIMIT ${Math.trunc(limit)}`,
      where.values,
    );
    const runs = rows.map(runFromRow);
    return fromEnd ? runs.reverse() : runs;
  }

  async count(serverRowId: number, sight: Sight): Promise<number> {
    const { sql, values } = isOfServer(serverRowId, sight);
    const [row] = await this.read<{ count: number }>(
      `SELECT COUNT(*) AS count FROM verification_runs WHERE ${sql}`,
      values,
    );
    return row?.count ?? 0;
  }

  /** Whether there is a run that some gateway has to take up. */
  async isAnyOpen(): Promise<boolean> {
    const rows = await this.read(`SELECT id FROM verification_runs WHERE ${isOpen} LIMIT 1`);
    return rows.length > 0;
  }
}

function isOfServer(rowId: number, sight: Sight): Condition {
  return allOf([isOneOf('delivery_server_id', [rowId]), isSeen(sight, 'delivery_server_id')]);
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
