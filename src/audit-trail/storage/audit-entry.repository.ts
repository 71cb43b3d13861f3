import type { AuditAction } from '../../audit/audit-action.js';
import { type AuditEntryRow, auditEntryColumns } from '../../audit/audit-entry.row.js';
import { allOf, type Condition, isOneOf, matchAll, whenGiven } from '../../lists/condition.js';
import {
  conditionAfter,
  type ListOrder,
  OrderDirection,
  reversed,
  type Slice,
  timeColumn,
} from '../../lists/list-order.js';
import type { ConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import type { Read } from '../../sql/read.js';
import type { AuditEntry, AuditEntryFilter } from '../audit-entry.js';
import { auditEntryFromRow } from './read-audit-entry.js';

/** The newest first. */
export const auditOrder: ListOrder<AuditEntry> = {
  ...timeColumn<AuditEntry>('occurred_at', 'audit_entries_by_time', ({ occurredAt }) => occurredAt),
  name: 'auditEntries',
  direction: OrderDirection.DESC,
};

/** Reads entries, each method with one statement. */
export class AuditEntryRepository {
  constructor(private readonly read: Read) {}

  async find(rowId: number): Promise<AuditEntry | null> {
    const [row] = await this.read<AuditEntryRow>(
      `SELECT ${auditEntryColumns} FROM audit_entries e WHERE e.id = ?`,
      [rowId],
    );
    return row ? auditEntryFromRow(row) : null;
  }

  /**
   * A part of the entries, the newest first. Each index ends with the time, so that a page is read along one and costs the
   * same wherever it begins. Several actions are several pages, of which the newest entries are taken.
   */
  async page(
    filter: AuditEntryFilter,
    slice: Slice,
    limitConcurrency: ConcurrencyLimit,
  ): Promise<AuditEntry[]> {
    const { after, before, limit, fromEnd, isInclusive } = slice;
    const order = fromEnd ? reversed(auditOrder) : auditOrder;
    const condition = allOf([
      conditionOf(filter),
      after ? conditionAfter(auditOrder, after, isInclusive) : matchAll,
      before ? conditionAfter(reversed(auditOrder), before, isInclusive) : matchAll,
    ]);
    const actions = filter.action ? new Set(filter.action) : [null];
    const parts = [...actions].map((action) => partOf(filter, action, condition));
    if (parts.length === 0) return [];
    const end = (time: string) =>
      `ORDER BY ${time} ${order.direction}, id ${order.direction} LIMIT ${Math.trunc(limit)}`;
    const [only] = parts;
    const pages = parts.map((part) => `(${part.sql} ${end('e.occurred_at')})`).join(' UNION ALL ');
    const sql =
      only && parts.length === 1
        ? `${only.sql} ${end('e.occurred_at')}`
        : `SELECT * FROM (${pages}) pages ${end('occurredAt')}`;
    const rows = await limitConcurrency(() =>
      this.read<AuditEntryRow>(
        sql,
        parts.flatMap(({ values }) => values),
      ),
    );
    const entries = rows.map(auditEntryFromRow);
    return fromEnd ? entries.reverse() : entries;
  }

  async count(filter: AuditEntryFilter, limitConcurrency: ConcurrencyLimit): Promise<number> {
    const { sql, values } = allOf([
      conditionOf(filter),
      whenGiven(filter.action, (actions) => isOneOf('e.action', actions)),
    ]);
    const [row] = await limitConcurrency(() =>
      this.read<{ count: number }>(`SELECT COUNT(*) AS count FROM audit_entries e WHERE ${sql}`, values),
    );
    return row?.count ?? 0;
  }
}

/** All that a filter asks but for the action. */
function conditionOf({ objectId, actorId, from, to }: AuditEntryFilter): Condition {
  return allOf([
    whenGiven(objectId, (id) => ({ sql: 'e.object_id = ?', values: [id] })),
    whenGiven(actorId, (id) => ({ sql: 'e.author_id = ?', values: [id] })),
    whenGiven(from, (time) => ({ sql: 'e.occurred_at >= ?', values: [time] })),
    whenGiven(to, (time) => ({ sql: 'e.occurred_at < ?', values: [time] })),
  ]);
}

/** Of the indexes that the filter narrows down the server takes the one with the fewest entries. */
function partOf(filter: AuditEntryFilter, action: AuditAction | null, condition: Condition): Condition {
  const where = allOf([whenGiven(action, (one) => ({ sql: 'e.action = ?', values: [one] })), condition]);
  const narrowing = [
    ...(filter.objectId ? ['audit_entries_by_object'] : []),
    ...(filter.actorId ? ['audit_entries_by_author'] : []),
    ...(action ? ['audit_entries_by_action'] : []),
  ];
  const indexes = narrowing.length > 0 ? narrowing.join(', ') : auditOrder.index;
  return {
    sql: `SELECT ${auditEntryColumns} FROM audit_entries e FORCE INDEX (${indexes}) WHERE ${where.sql}`,
    values: where.values,
  };
}
