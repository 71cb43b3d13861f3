import { allOf, anyOf, type Condition, isOneOf, matchAll, negate, whenGiven } from '../../lists/condition.js';
import type { ListFilter } from '../../lists/list.repository.js';
import { searchCondition } from '../../lists/search.js';
import { type TextFilter, textCondition } from '../../lists/text-filter.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { isSeen } from '../../sight/seen-servers.js';
import type { Channel } from '../../user-groups/user-group.js';
import { type CheckKind, CheckStatus } from '../../verification/check.js';
import type { FindingCode } from '../../verification/finding-code.js';
import type { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { DeliveryServerState, worstFirst } from '../delivery-server.js';
import { normalTags } from '../tags.js';
import { checkColumns } from './check-columns.js';

/** Which servers of a list to show. All that is given has to hold; null is the same as left out. */
export interface DeliveryServerFilter {
  name?: TextFilter | null;
  host?: TextFilter | null;
  security?: readonly SmtpSecurity[] | null;
  state?: DeliveryServerState | null;
  isAllocated?: boolean | null;
  userGroupId?: string | null;
  channel?: Channel | null;
  status?: readonly CheckStatus[] | null;
  checks?: readonly { kind: CheckKind; status: readonly CheckStatus[] }[] | null;
  findings?: readonly FindingCode[] | null;
  wasChecked?: boolean | null;
  lastCheckedAt?: { before?: Date | null; after?: Date | null } | null;
  expiresBefore?: Date | null;
  tags?: { anyOf?: readonly string[] | null; allOf?: readonly string[] | null } | null;
  and?: readonly DeliveryServerFilter[] | null;
  or?: readonly DeliveryServerFilter[] | null;
  not?: DeliveryServerFilter | null;
}

/** What narrows a list of servers down. */
export interface DeliveryServerListFilter extends ListFilter<DeliveryServerFilter> {
  /** Only the server of this row. */
  rowId?: number | null | undefined;
}

const searchedColumns = [
  'name',
  'smtp_host',
  'link_tracking_domain',
  'open_tracking_domain',
  'mail_from',
  'enforced_from',
];

/** What `overallStatus` says of the checks of a row. */
const overallStatus = `CASE
  ${worstFirst.map((status) => `WHEN '${status}' IN (${Object.values(checkColumns).join(', ')}) THEN '${status}'`).join('\n  ')}
  ELSE '${CheckStatus.PASS}' END`;

export function whereFor({ sight, filter, search, rowId }: DeliveryServerListFilter): Condition {
  return allOf([
    isSeen(sight, 'id'),
    whenGiven(rowId, (id) => ({ sql: 'id = ?', values: [id] })),
    searchCondition(searchedColumns, search),
    whenGiven(filter, filterCondition),
  ]);
}

function filterCondition(filter: DeliveryServerFilter): Condition {
  return allOf([
    whenGiven(filter.name, (name) => textCondition('name', name)),
    whenGiven(filter.host, (host) => textCondition('smtp_host', host)),
    whenGiven(filter.security, (securities) => isOneOf('smtp_security', securities)),
    whenGiven(filter.state, isInState),
    whenGiven(filter.isAllocated, (isAllocated) => (isAllocated ? hasAssignment : negate(hasAssignment))),
    assignmentCondition(filter),
    whenGiven(filter.status, (statuses) => isOneOf(overallStatus, statuses)),
    ...(filter.checks ?? []).map(({ kind, status }) => isOneOf(checkColumns[kind], status)),
    whenGiven(filter.findings, hasFindingOf),
    whenGiven(filter.wasChecked, (wasChecked) => (wasChecked ? hasBeenChecked : negate(hasBeenChecked))),
    whenGiven(filter.lastCheckedAt?.before, (time) => ({ sql: 'check_last_checked_at < ?', values: [time] })),
    whenGiven(filter.lastCheckedAt?.after, (time) => ({ sql: 'check_last_checked_at > ?', values: [time] })),
    whenGiven(filter.expiresBefore, (time) => ({ sql: 'certificate_expires_at < ?', values: [time] })),
    whenGiven(filter.tags?.anyOf, hasTagOf),
    whenGiven(filter.tags?.allOf, hasTags),
    whenGiven(filter.and, (filters) => allOf(filters.map(filterCondition))),
    whenGiven(filter.or, (filters) => anyOf(filters.map(filterCondition))),
    whenGiven(filter.not, (other) => negate(filterCondition(other))),
  ]);
}

/** What a caller reported has no findings: those of the measurement before are not meant. */
function hasFindingOf(codes: readonly FindingCode[]): Condition {
  const { sql, values } = isOneOf('code', codes);
  return {
    sql: `id IN (SELECT delivery_server_id FROM latest_findings WHERE ${sql} AND FIND_IN_SET(kind, check_measured))`,
    values,
  };
}

const hasBeenChecked: Condition = { sql: 'check_last_checked_at IS NOT NULL', values: [] };

/**
 * Asked of each server in turn, so that a page is read in its order until it is full. For `id IN (SELECT ...)` some servers
 * begin with all assignments and sort what they find.
 */
const hasAssignment: Condition = {
  sql: '(SELECT 1 FROM channel_assignments WHERE delivery_server_id = delivery_servers.id LIMIT 1) IS NOT NULL',
  values: [],
};

/** A group and a channel that are given together are meant of one and the same assignment. */
function assignmentCondition({ userGroupId, channel }: DeliveryServerFilter): Condition {
  const ofGroup = whenGiven(userGroupId, (id) => isOneOf('user_group_id', rowIds(id)));
  const { sql, values } = allOf([ofGroup, whenGiven(channel, (name) => isOneOf('channel', [name]))]);
  return whenGiven(userGroupId ?? channel, () => ({
    sql: `id IN (SELECT delivery_server_id FROM channel_assignments WHERE ${sql})`,
    values,
  }));
}

function rowIds(userGroupId: string): number[] {
  const rowId = rowIdFromGlobalId('ug', userGroupId);
  return rowId === null ? [] : [rowId];
}

/** A pause whose end has come is over, though the row still has it. */
function isInState(state: DeliveryServerState): Condition {
  const isPaused: Condition = {
    sql: '(paused_at IS NOT NULL AND (paused_until IS NULL OR paused_until > ?))',
    values: [new Date()],
  };
  return state === DeliveryServerState.PAUSED ? isPaused : negate(isPaused);
}

function hasTags(tags: readonly string[]): Condition {
  const wanted = normalTags(tags);
  return wanted.length === 0 ? matchAll : hasSomeOf(wanted, wanted.length);
}

function hasTagOf(tags: readonly string[]): Condition {
  return hasSomeOf(normalTags(tags), 1);
}

/**
 * Grouped, so that several tags take the database no longer than one look at each of them. Without groups it would, inside
 * of "or" and "not", sometimes look for each tag of each server; with them MySQL does not begin with what has a tag, which
 * is best for one.
 */
function hasSomeOf(tags: readonly string[], least: number): Condition {
  const { sql, values } = isOneOf('tag', tags);
  const grouped = tags.length === 1 ? '' : `GROUP BY delivery_server_id HAVING COUNT(*) >= ${least}`;
  return {
    sql: `id IN (SELECT delivery_server_id FROM delivery_server_tags WHERE ${sql} ${grouped})`,
    values,
  };
}
