import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { cursorContent, placeIn } from '../../graphql/pages/list-cursor.js';
import type { PageArgs } from '../../graphql/pages/page.args.js';
import { readPage } from '../../graphql/pages/read-page.js';
import type { Place } from '../../lists/list-order.js';
import type { AuditEntry as AuditEntryData, AuditEntryFilter } from '../audit-entry.js';
import { auditFilterProblems } from '../audit-entry-filter.rules.js';
import { type AuditEntryRepository, auditOrder } from '../storage/audit-entry.repository.js';
import { AuditEntry } from './audit-entry.type.js';

export const AuditEntryConnection = connectionType(AuditEntry, 'AuditEntry', 'audit entry', 'audit entries');

export function readAuditPage(
  entries: AuditEntryRepository,
  filter: AuditEntryFilter,
  page: PageArgs,
  { maxPageSize, limitConcurrency }: Pick<GatewayContext, 'maxPageSize' | 'limitConcurrency'>,
): Promise<Connection<AuditEntryData>> {
  return readPage<AuditEntryData, Place>({
    page,
    maxPageSize,
    problems: auditFilterProblems(filter),
    cursorContent: (entry) => cursorContent(auditOrder, entry, entry.rowId),
    positionFrom: placeIn(auditOrder),
    read: (slice) => entries.page(filter, slice, limitConcurrency),
    isAny: async (slice) => (await entries.page(filter, slice, limitConcurrency)).length > 0,
    count: () => entries.count(filter, limitConcurrency),
  });
}
