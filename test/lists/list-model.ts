/** What lists answer, computed in memory from their descriptions alone. */

export const checkKinds = [
  'EMAIL_DELIVERY',
  'SPF',
  'DKIM',
  'DMARC',
  'SENDER_DOMAIN',
  'LINK_DOMAIN',
  'OPEN_DOMAIN',
] as const;

export interface ModelServer {
  id: number;
  name: string;
  /** The place of the name in the order of the database, as text that compares the same way. */
  weight: string;
  host: string;
  security: string;
  domains: (string | null)[];
  checks: string[];
  lastCheckedAt: number | null;
  isPaused: boolean;
  createdAt: number;
  updatedAt: number;
  assignments: { group: number; channel: string }[];
  tags: string[];
  /** The checks that this gateway made. */
  measured: string[];
  /** What measurements found, also those of checks that were reported since. */
  findings: { kind: string; code: string }[];
}

// biome-ignore lint/suspicious/noExplicitAny: filters of all shapes, made at random
type Filter = any;

export function holds(server: ModelServer, filter: Filter): boolean {
  return Object.entries(filter).every(
    ([field, value]) => value === null || tests[field]?.(server, value, filter),
  );
}

export function isFound(server: ModelServer, search: string | null): boolean {
  const texts = [server.name, server.host, ...server.domains].map((text) => folded(text ?? ''));
  const words = (search ?? '').split(/\s+/).filter(Boolean).map(folded);
  return words.every((word) => texts.some((text) => text.includes(word)));
}

const tests: Record<string, (server: ModelServer, value: Filter, whole: Filter) => boolean> = {
  name: (server, text) => textHolds(server.name, text),
  host: (server, text) => textHolds(server.host, text),
  security: (server, values) => values.includes(server.security),
  state: (server, state) => server.isPaused === (state === 'PAUSED'),
  isAllocated: (server, value) => server.assignments.length > 0 === value,
  userGroupId: isAssigned,
  channel: isAssigned,
  status: (server, values) => values.includes(overall(server.checks)),
  checks: (server, checks) =>
    checks.every(({ kind, status }: Filter) => status.includes(server.checks[checkKinds.indexOf(kind)])),
  findings: ({ measured, findings }, codes) =>
    findings.some(({ kind, code }) => measured.includes(kind) && codes.includes(code)),
  wasChecked: (server, value) => (server.lastCheckedAt !== null) === value,
  lastCheckedAt: ({ lastCheckedAt }, { before, after }) =>
    (!before || (lastCheckedAt !== null && lastCheckedAt < Date.parse(before))) &&
    (!after || (lastCheckedAt !== null && lastCheckedAt > Date.parse(after))),
  tags: ({ tags }, { anyOf, allOf }) =>
    (!anyOf || anyOf.some((tag: string) => tags.includes(tag.toLowerCase()))) &&
    (!allOf || allOf.every((tag: string) => tags.includes(tag.toLowerCase()))),
  and: (server, filters) => filters.every((filter: Filter) => holds(server, filter)),
  or: (server, filters) => filters.some((filter: Filter) => holds(server, filter)),
  not: (server, filter) => !holds(server, filter),
};

function isAssigned({ assignments }: ModelServer, _: unknown, { userGroupId, channel }: Filter): boolean {
  return assignments.some(
    (assignment) =>
      (!userGroupId || userGroupId === `ug_${assignment.group}`) &&
      (!channel || channel === assignment.channel),
  );
}

function overall(checks: readonly string[]): string {
  const worstFirst = ['FAIL', 'ERROR', 'NOT_CHECKED', 'WARN'];
  return worstFirst.find((status) => checks.includes(status)) ?? 'PASS';
}

function textHolds(text: string, { equals, oneOf, contains, startsWith }: Filter): boolean {
  const own = folded(text);
  return (
    (typeof equals !== 'string' || own === folded(equals)) &&
    (!oneOf || oneOf.map(folded).includes(own)) &&
    (typeof contains !== 'string' || own.includes(folded(contains))) &&
    (typeof startsWith !== 'string' || own.startsWith(folded(startsWith)))
  );
}

/** Without letter case and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const orderKeys: Record<string, (server: ModelServer) => string | number | null> = {
  NAME: ({ weight }) => weight,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  LAST_CHECKED_AT: ({ lastCheckedAt }) => lastCheckedAt,
  LEGACY_ID: ({ id }) => id,
};

/** In order, ties by number; what was never checked is the earliest. */
export function inOrder(
  servers: readonly ModelServer[],
  { field, direction }: { field: string; direction: string },
): ModelServer[] {
  const keyOf = orderKeys[field] as (server: ModelServer) => string | number | null;
  const compare = (one: ModelServer, other: ModelServer): number => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a === b) return one.id - other.id;
    if (a === null || b === null) return a === null ? -1 : 1;
    return a < b ? -1 : 1;
  };
  const ascending = [...servers].sort(compare);
  return direction === 'ASC' ? ascending : ascending.reverse();
}
