import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersUpTo } from '../support/numbers.js';
import { type Statement, startQuietApp, statementsOf } from '../support/statements.js';
import type { GraphQLAnswer, TestApp } from '../support/test-app.js';

const count = 12_000;
const groupCount = 3_000;
const pageSize = 20;
const sizes: Record<string, number> = { deliveryServers: count, userGroups: groupCount };

let app: TestApp;

beforeAll(async () => {
  app = await startQuietApp();
  // Half of them were never checked; some names and times belong to many.
  await app.sql(
    `INSERT INTO delivery_servers (id, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
       smtp_auth_required, link_tracking_domain, open_tracking_domain, mail_from, check_last_checked_at, created_at,
       updated_at)
     SELECT seq, IF(seq <= 3000, 'Namesake', CONCAT('Server ', (seq * 7919) % ${count})),
       CONCAT('smtp', seq % 100, '.example.com'), 587, ELT(1 + seq % 3, 'NONE', 'STARTTLS', 'IMPLICIT_TLS'), 30, 1,
       't.example.com', 'o.example.com', 'b.example.com',
       IF(seq % 2 = 0, NULL, FROM_UNIXTIME(1700000000 + (seq * 31) % 3000)),
       FROM_UNIXTIME(1700000000 + seq DIV 500), FROM_UNIXTIME(1710000000 + (seq * 17) % ${count})
     FROM ${numbersUpTo(count)}`,
  );
  await app.sql(
    `INSERT INTO user_groups (id, name, created_at, updated_at)
     SELECT seq, CONCAT('Group ', seq % 1700), FROM_UNIXTIME(1700000000 + seq DIV 500), FROM_UNIXTIME(1710000000 - seq)
     FROM ${numbersUpTo(groupCount)}`,
  );
  await app.sql(`INSERT INTO channel_assignments SELECT seq, 'MARKETING', seq * 9 FROM ${numbersUpTo(1000)}`);
  await app.sql(
    `INSERT INTO channel_assignments SELECT seq, 'TRANSACTIONAL', seq * 7 FROM ${numbersUpTo(1000)}`,
  );
  await app.sql(`INSERT INTO delivery_server_tags SELECT seq * 500, 'rare' FROM ${numbersUpTo(24)}`);
  await app.sql(`INSERT INTO delivery_server_tags SELECT seq * 2, 'common' FROM ${numbersUpTo(6000)}`);
  await app.sql('ANALYZE TABLE delivery_servers, user_groups, channel_assignments, delivery_server_tags');
});
afterAll(() => app?.stop());

interface Cost {
  /** Rows and index entries that the server looked at. */
  looks: number;
  sortedRows: number;
  /** Tables that are read from their beginning to their end, not along an index. */
  wholeTables: string[];
  usesFilesort: boolean;
}

async function costOf({ sql, values }: Statement): Promise<Cost> {
  await app.sql('FLUSH STATUS');
  await app.sql(sql, values);
  const status: { Variable_name: string; Value: string }[] = await app.sql(
    `SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler\\_read\\_%' OR Variable_name IN ('Handler_icp_attempts', 'Sort_rows')`,
  );
  const counters = status.map(({ Variable_name, Value }) => [Variable_name, Number(Value)] as const);
  const plan = await app.sql(`EXPLAIN ${sql}`, values);
  return {
    looks: counters.reduce((sum, [name, value]) => sum + (name === 'Sort_rows' ? 0 : value), 0),
    sortedRows: counters.find(([name]) => name === 'Sort_rows')?.[1] ?? 0,
    wholeTables: plan
      .filter(({ type, table }) => type === 'ALL' && !table.startsWith('<'))
      .map(({ table }) => table),
    usesFilesort: plan.some(({ Extra }) => Extra?.includes('filesort')),
  };
}

interface Page {
  cost: Cost;
  startCursor: string;
  endCursor: string;
  nodes: { id: string }[];
}

/** A page, and what its one statement costs. */
async function page(list: string, args: string): Promise<Page> {
  let answer: { data?: Record<string, { nodes: Page['nodes']; pageInfo: Page }>; errors?: unknown } = {};
  const statements = await statementsOf(app, async () => {
    answer = await app.graphql(`{ ${list}(${args}) { nodes { id } pageInfo { startCursor endCursor } } }`);
  });
  const read = answer.data?.[list];
  const [statement] = statements;
  if (!read || !statement) throw new Error(JSON.stringify(answer.errors));
  expect(statements).toHaveLength(1);
  const { startCursor, endCursor } = read.pageInfo;
  return { cost: await costOf(statement), startCursor, endCursor, nodes: read.nodes };
}

/** What the look for something beyond the cursor costs. */
async function lookCost(list: string, args: string, field: string): Promise<Cost> {
  const statements = await statementsOf(app, () =>
    app.graphql(`{ ${list}(${args}) { nodes { id } pageInfo { ${field} } } }`),
  );
  const look = statements.find(({ sql }) => / LIMIT 1$/.test(sql.trim()));
  if (!look) throw new Error('There is no look.');
  return costOf(look);
}

const orders = [
  ...['NAME', 'CREATED_AT', 'UPDATED_AT', 'LAST_CHECKED_AT', 'LEGACY_ID'].map((field) => [
    'deliveryServers',
    field,
  ]),
  ...['NAME', 'CREATED_AT', 'UPDATED_AT'].map((field) => ['userGroups', field]),
].flatMap(([list, field]) => ['ASC', 'DESC'].map((direction) => [`${list}`, `${field}`, direction] as const));

/** An entry of the index and a row for each item, the one item more, and a few to find the place. */
const maxLooks = 2 * (pageSize + 1) + 10;

describe('the cost of a statement', () => {
  it('is noticed', async () => {
    const table = 'SELECT id FROM delivery_servers';
    const sorted = await costOf({ sql: `${table} ORDER BY mail_from, id LIMIT 20`, values: [] });
    expect(sorted).toMatchObject({ wholeTables: ['delivery_servers'], usesFilesort: true });
    expect(sorted.looks).toBeGreaterThan(count);
    const skipping = await costOf({ sql: `${table} ORDER BY id LIMIT 20 OFFSET 5000`, values: [] });
    expect(skipping.looks).toBeGreaterThan(5_000);
  });
});

describe.each(orders)('%s by %s %s', (list, field, direction) => {
  const orderBy = `orderBy: { field: ${field}, direction: ${direction} }`;
  const flat = { sortedRows: 0, wholeTables: [], usesFilesort: false };

  it('costs the same near the beginning, at the border of what has no value, and near the end', async () => {
    const costs: Cost[] = [];
    let cursor: string | null = null;
    for (let place = 0; place < (sizes[list] ?? 0); place += place === 0 ? 95 : 100) {
      const after: string = cursor === null ? '' : `, after: "${cursor}"`;
      // At 2995, 5995 ...: also where a page begins with items that were never checked and ends with others.
      if (place % 3_000 === 2_995 || place === 0) {
        const forward = await page(list, `first: ${pageSize}${after}, ${orderBy}`);
        const backward = await page(list, `last: ${pageSize}, before: "${forward.endCursor}", ${orderBy}`);
        costs.push(forward.cost, backward.cost);
        const behind = `after: "${forward.endCursor}", ${orderBy}`;
        const ahead = `last: 1, before: "${forward.startCursor}", ${orderBy}`;
        for (const look of [
          await lookCost(list, behind, 'hasPreviousPage'),
          await lookCost(list, ahead, 'hasNextPage'),
        ]) {
          expect(look).toMatchObject(flat);
          expect(look.looks).toBeLessThanOrEqual(10);
        }
      }
      const jump = place === 0 ? 95 : 100;
      const { data }: GraphQLAnswer<Record<string, { pageInfo: Page }>> = await app.graphql(
        `{ ${list}(first: ${jump}${after}, ${orderBy}) { pageInfo { endCursor } } }`,
      );
      cursor = data?.[list]?.pageInfo.endCursor ?? null;
    }
    costs.push((await page(list, `last: ${pageSize}, ${orderBy}`)).cost);
    for (const cost of costs) {
      expect(cost).toMatchObject(flat);
      expect(cost.looks).toBeLessThanOrEqual(maxLooks);
    }
  });
});

describe('a filter', () => {
  const find = (filter: string, args = '') =>
    page('deliveryServers', `first: ${pageSize}, filter: ${filter}${args}`);

  it.each(['ASC', 'DESC'])('by host follows an index in order of the name: %s', async (direction) => {
    const orderBy = `, orderBy: { direction: ${direction} }`;
    const filter = '{ host: { equals: "SMTP7.example.com" } }';
    const first = await find(filter, orderBy);
    const second = await find(filter, `${orderBy}, after: "${first.endCursor}"`);
    for (const { nodes, cost } of [first, second]) {
      expect(nodes).toHaveLength(pageSize);
      expect(cost).toMatchObject({ sortedRows: 0, wholeTables: [], usesFilesort: false });
      // The server looks at each host's 120 at most.
      expect(cost.looks).toBeLessThanOrEqual(maxLooks + 120);
    }
  });

  it('by user group looks at what the group has', async () => {
    const { nodes, cost } = await find('{ userGroupId: "ug_7" }');
    expect(nodes.map(({ id }) => id).sort()).toEqual(['ds_49', 'ds_63']);
    expect(cost.wholeTables).toEqual([]);
    expect(cost.looks).toBeLessThanOrEqual(30);
  });

  it('by tag looks at what has the tag', async () => {
    const { nodes, cost } = await find('{ tags: { anyOf: ["Rare"] } }');
    expect(nodes).toHaveLength(pageSize);
    expect(cost.wholeTables).toEqual([]);
    expect(cost.looks).toBeLessThanOrEqual(5 * 24);
  });

  it.each([true, false])(
    'by allocation looks at the assignments, not at all servers: %s',
    async (isAllocated) => {
      const { nodes, cost } = await find(`{ isAllocated: ${isAllocated} }`);
      expect(nodes).toHaveLength(pageSize);
      expect(cost).toMatchObject({ wholeTables: [], usesFilesort: false });
      expect(cost.looks).toBeLessThan(count / 2);
    },
  );

  it.each([
    '{ security: [NONE] }',
    '{ state: ENABLED }',
    '{ wasChecked: false }',
    '{ not: { status: [PASS] } }',
  ])('for which there is no index follows the order: %s', async (filter) => {
    const { nodes, cost } = await find(filter, ', orderBy: { field: UPDATED_AT, direction: DESC }');
    expect(nodes).toHaveLength(pageSize);
    expect(cost).toMatchObject({ wholeTables: [], usesFilesort: false });
    expect(cost.looks).toBeLessThanOrEqual(4 * maxLooks);
  });
});
