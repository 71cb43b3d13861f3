import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filterProblems } from '../../src/lists/filter-problems.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { checkKinds, holds, inOrder, isFound, type ModelServer } from './list-model.js';

const seed = 20_251_228;

let app: TestApp;
let servers: ModelServer[];

const letters = [...'aAbBäÄé%_!\\1', ' '];
const name = fc
  .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 6 })
  .map((characters) => characters.join('').trim() || 'a');
const host = fc.constantFrom('smtp1.example.com', 'smtp2.example.com', 'mail_1.example.org', '192.0.2.7');
const domain = fc.constantFrom(
  'track.example.com',
  'open.example.com',
  'b%unce.example.org',
  'täglich.example',
);
const security = fc.constantFrom('NONE', 'STARTTLS', 'IMPLICIT_TLS');
const status = fc.constantFrom('NOT_CHECKED', 'PASS', 'FAIL', 'WARN', 'ERROR');
const kind = fc.constantFrom(...checkKinds);
const code = fc.constantFrom('SPF_MULTIPLE_RECORDS', 'DKIM_TESTING', 'DNS_TIMEOUT');
const channel = fc.constantFrom('MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER');
const tag = fc.constantFrom('eu', 'us', 'warm', 'größe', '50%');
/** Few instants, so that many rows share one. */
const time = fc.integer({ min: 0, max: 40 }).map((n) => Date.parse('2025-12-28T10:30:00.000Z') + 7 * n);
const groupCount = 30;

const serverToBe = fc.record({
  name,
  host,
  security,
  domains: fc.tuple(domain, domain, domain, fc.option(domain)),
  checks: fc.oneof(
    fc.array(status, { minLength: 7, maxLength: 7 }),
    fc.constant(Array<string>(7).fill('PASS')),
    fc.constant(Array<string>(7).fill('NOT_CHECKED')),
  ),
  lastCheckedAt: fc.option(time),
  pause: fc.constantFrom('none', 'open', 'over', 'running'),
  createdAt: time,
  updatedAt: time,
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
  measured: fc.uniqueArray(kind),
  findings: fc.uniqueArray(fc.record({ kind, code }), {
    maxLength: 3,
    selector: (found) => `${found.kind} ${found.code}`,
  }),
});

beforeAll(async () => {
  app = await startTestApp();
  const made = fc.sample(serverToBe, { numRuns: 300, seed });
  const pauses: Record<string, [Date | null, Date | null]> = {
    none: [null, null],
    open: [new Date('2020-01-01'), null],
    over: [new Date('2020-01-01'), new Date('2020-01-02')],
    running: [new Date('2020-01-01'), new Date('2999-01-01')],
  };
  await app.sql(
    `INSERT INTO delivery_servers (id, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
       link_tracking_domain, open_tracking_domain, mail_from, enforced_from,
       ${checkKinds.map((kind) => `check_${kind.toLowerCase()}`).join(', ')},
       check_measured, check_last_checked_at, paused_at, paused_until, created_at, updated_at) VALUES ?`,
    [
      made.map((server, index) => [
        index + 1,
        server.name,
        server.host,
        587,
        server.security,
        30,
        false,
        ...server.domains,
        ...server.checks,
        server.measured.join(',') || null,
        server.lastCheckedAt === null ? null : new Date(server.lastCheckedAt),
        ...(pauses[server.pause] ?? []),
        new Date(server.createdAt),
        new Date(server.updatedAt),
      ]),
    ],
  );
  await app.sql('INSERT INTO delivery_server_tags VALUES ?', [
    made.flatMap(({ tags }, index) => tags.map((text) => [index + 1, text])),
  ]);
  await app.sql('INSERT INTO latest_findings VALUES ?', [
    made.flatMap(({ findings }, index) => findings.map((found) => [index + 1, found.kind, found.code])),
  ]);
  const assigned = fc.sample(fc.tuple(channel, fc.integer({ min: 1, max: 60 })), { numRuns: 80, seed });
  const assignments = new Map(
    assigned.map(([use, server], index) => [`${1 + (index % groupCount)} ${use}`, server]),
  );
  await app.sql('INSERT INTO user_groups (id, name) VALUES ?', [
    Array.from({ length: groupCount }, (_, index) => [index + 1, `Group ${index + 1}`]),
  ]);
  await app.sql('INSERT INTO channel_assignments VALUES ?', [
    [...assignments].map(([key, server]) => [...key.split(' '), server]),
  ]);
  const weights = await app.sql(
    'SELECT HEX(WEIGHT_STRING(name)) AS weight FROM delivery_servers ORDER BY id',
  );
  servers = made.map(({ pause, ...server }, index) => ({
    ...server,
    id: index + 1,
    weight: weights[index].weight,
    isPaused: pause === 'open' || pause === 'running',
    assignments: [...assignments]
      .filter(([, row]) => row === index + 1)
      .map(([key]) => ({ group: Number(key.split(' ')[0]), channel: `${key.split(' ')[1]}` })),
  }));
});
afterAll(() => app?.stop());

const someOf = <T>(values: fc.Arbitrary<T>) => fc.array(values, { maxLength: 3 });
const part = fc.oneof(name, fc.constantFrom(...letters), fc.constant(''));
const timeText = time.map((milliseconds) => new Date(milliseconds).toISOString());
const textFilter = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ equals: text }),
    fc.record({ oneOf: someOf(text) }),
    fc.record({ contains: part }),
    fc.record({ startsWith: fc.oneof(part, text) }),
    fc.record({ contains: part, startsWith: part }),
  );

const condition = fc.oneof(
  fc.record({ name: textFilter(name) }),
  fc.record({ host: textFilter(host) }),
  fc.record({ security: someOf(security) }),
  fc.record({ state: fc.constantFrom('ENABLED', 'PAUSED') }),
  fc.record({ isAllocated: fc.boolean() }),
  fc.record({ userGroupId: fc.integer({ min: 1, max: groupCount + 2 }).map((n) => `ug_${n}`) }),
  fc.record({ channel }),
  fc.record({ userGroupId: fc.integer({ min: 1, max: groupCount }).map((n) => `ug_${n}`), channel }),
  fc.record({ status: someOf(status) }),
  fc.record({ checks: someOf(fc.record({ kind: fc.constantFrom(...checkKinds), status: someOf(status) })) }),
  fc.record({ findings: someOf(code) }),
  fc.record({ wasChecked: fc.boolean() }),
  fc.record({
    lastCheckedAt: fc.record({ before: fc.option(timeText), after: fc.option(timeText) }),
  }),
  fc.record({ tags: fc.record({ anyOf: fc.option(someOf(fc.oneof(tag, fc.constant('EU')))) }) }),
  fc.record({ tags: fc.record({ allOf: someOf(tag) }) }),
  fc.constant({ name: null, security: null, and: null, or: null, not: null }),
);

const { filter } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    condition,
    fc.tuple(condition, condition).map(([one, other]) => ({ ...one, ...other })),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 2 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
    fc.tuple(condition, tie('filter')).map(([one, other]) => ({ ...one, not: other })),
  ),
}));

const search = fc.oneof(
  fc.constantFrom(null, '', '  '),
  fc
    .array(
      fc.oneof(fc.constantFrom(...letters), fc.constantFrom('smtp1', 'TRACK', 'b%unce', 'taglich', 'org')),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((words) => words.join(' ')),
);

const allowed = fc
  .tuple(
    fc.option(filter, { freq: 10 }),
    fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: search }),
  )
  .filter(([asked, words]) => filterProblems(asked, words).length === 0);

const orderBy = fc.record({
  field: fc.constantFrom('NAME', 'CREATED_AT', 'UPDATED_AT', 'LAST_CHECKED_AT', 'LEGACY_ID'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

interface Page {
  ids: number[];
  cursors: string[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  totalCount: number;
}

async function read(variables: object): Promise<Page> {
  const { data, errors } = await app.graphql(
    `query ($first: Int, $after: String, $last: Int, $before: String, $search: String, $filter: DeliveryServerFilter,
      $orderBy: DeliveryServerOrder!) {
      deliveryServers(first: $first, after: $after, last: $last, before: $before, search: $search, filter: $filter,
        orderBy: $orderBy) {
        edges { cursor node { legacyId } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount
      }
    }`,
    variables,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { edges, pageInfo, totalCount } = data.deliveryServers;
  return {
    ids: edges.map(({ node }: { node: { legacyId: number } }) => node.legacyId),
    cursors: edges.map(({ cursor }: { cursor: string }) => cursor),
    pageInfo,
    totalCount,
  };
}

/** Every id and cursor of a list, read page by page from its beginning or from its end. */
async function walk(list: object, size: number, isForward: boolean): Promise<Pick<Page, 'ids' | 'cursors'>> {
  const pages: Page[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await read({
      ...list,
      ...(isForward ? { first: size, after: cursor } : { last: size, before: cursor }),
    });
    expect(page.ids.length).toBeLessThanOrEqual(size);
    expect(isForward ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage).toBe(cursor !== null);
    pages.splice(isForward ? pages.length : 0, 0, page);
    if (!(isForward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) break;
    cursor = isForward ? page.pageInfo.endCursor : page.pageInfo.startCursor;
  }
  return { ids: pages.flatMap(({ ids }) => ids), cursors: pages.flatMap(({ cursors }) => cursors) };
}

describe('a list of servers', () => {
  it('is what its filter, search and order say, in pages from either end', { timeout: 60_000 }, async () => {
    const lengths = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        allowed,
        orderBy,
        fc.integer({ min: 20, max: 100 }),
        async ([asked, words], order, size) => {
          const found = servers.filter((server) => holds(server, asked ?? {}) && isFound(server, words));
          const expected = inOrder(found, order).map(({ id }) => id);
          lengths.add(expected.length);
          const list = { filter: asked, search: words, orderBy: order };
          expect((await read({ ...list, first: 1 })).totalCount).toBe(expected.length);
          expect((await walk(list, size, true)).ids).toEqual(expected);
          expect((await walk(list, size, false)).ids).toEqual(expected);
        },
      ),
      { seed, numRuns: 120 },
    );
    // Not all of it was about empty lists and whole ones.
    expect(lengths.size).toBeGreaterThan(30);
  });

  it('shows what is between two cursors, the beginning of it or the end', { timeout: 60_000 }, async () => {
    const place = fc.nat({ max: servers.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        orderBy,
        place,
        place,
        fc.integer({ min: 1, max: 100 }),
        async (order, from, to, size) => {
          const { ids, cursors } = await walk({ orderBy: order }, 100, true);
          const between = ids.slice(from + 1, to);
          const window = { orderBy: order, after: cursors[from], before: cursors[to] };

          const beginning = await read({ ...window, first: size });
          expect(beginning.ids).toEqual(between.slice(0, size));
          expect(beginning.pageInfo).toMatchObject({
            hasNextPage: between.length > size,
            hasPreviousPage: true,
          });
          const end = await read({ ...window, last: size });
          expect(end.ids).toEqual(between.slice(-size));
          expect(end.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: between.length > size });
        },
      ),
      { seed, numRuns: 30 },
    );
  });
});
