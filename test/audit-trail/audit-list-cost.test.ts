import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersUpTo } from '../support/numbers.js';
import { startQuietApp, statementsOf } from '../support/statements.js';
import type { TestApp } from '../support/test-app.js';

/** Of a million entries a page costs the same; that many would only take the test longer. */
const count = Number(process.env.AUDIT_ENTRIES ?? 20_000);
const rareEvery = count / 5;
const pageSize = 20;
const begin = 1_600_000_000;
const isoAt = (entry: number) => new Date((begin + entry) * 1000).toISOString();

let app: TestApp;
let auditor: string;

beforeAll(async () => {
  app = await startQuietApp();
  auditor = await app.createKey(['AUDIT']);
  for (let done = 0; done < count; done += 20_000)
    await app.sql(
      `INSERT INTO audit_entries (occurred_at, author_kind, author_id, author_name, operation, action, object_id, object_name)
       SELECT FROM_UNIXTIME(${begin + done} + seq), 'API_KEY', IF(seq % 10 = 0, 'key_92', 'key_91'), 'x', 'x',
         IF((${done} + seq) % ${rareEvery} = 0, 'USER_GROUP_DELETED', 'DELIVERY_SERVER_UPDATED'),
         CONCAT('ds_', IF(seq % 2 = 0, 1, seq % 100)), 'x'
       FROM ${numbersUpTo(20_000)}`,
    );
  await app.sql('ANALYZE TABLE audit_entries');
}, 600_000);
afterAll(() => app?.stop());

const query = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEntryFilter) {
  auditEntries(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { id } pageInfo { startCursor endCursor }
  }
}`;

/** How many rows and entries of indexes the server looks at for the statements about a table. */
async function looksOf(table: string, work: () => Promise<unknown>): Promise<number> {
  const reads = (await statementsOf(app, work)).filter(({ sql }) => sql.includes(table));
  expect(reads).toHaveLength(1);
  await app.sql('FLUSH STATUS');
  await app.sql(reads[0]?.sql as string, reads[0]?.values);
  const status = await app.sql("SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'");
  return status.reduce((sum, { Value }) => sum + Number(Value), 0);
}

async function page(filter: object, args: object) {
  const found: { startCursor: string; endCursor: string }[] = [];
  const looks = await looksOf('audit_entries', async () => {
    const { data } = await app.graphql(query, { filter, ...args }, auditor);
    found.push(data.auditEntries.pageInfo);
  });
  return { looks, pageInfo: found[0] as (typeof found)[number] };
}

const middle = isoAt(count / 2);
const common = ['DELIVERY_SERVER_UPDATED'];
const rare = ['USER_GROUP_DELETED'];

/** For each entry one of the index and its row, the one entry more, and a few to find the place. */
const maxLooks = 2 * (pageSize + 1) + 10;

describe('a page of the audit trail costs the same wherever it begins', () => {
  it.each<[object, number]>([
    [{}, 1],
    [{ objectId: 'ds_1' }, 1],
    [{ actorId: 'key_91' }, 1],
    [{ action: common }, 1],
    [{ action: rare }, 1],
    // A part for each action, and what they found once more.
    [{ action: [...rare, ...common] }, 3],
    [{ from: isoAt(1_000), to: middle }, 1],
    [{ objectId: 'ds_1', from: isoAt(1_000), to: middle }, 1],
    [{ actorId: 'key_92', from: isoAt(1_000), to: middle }, 1],
    [{ action: common, to: middle }, 1],
    [{ actorId: 'key_91', action: common, to: middle }, 2],
    [{ objectId: 'ds_1', action: common }, 2],
    // As many as there are of that action.
    [{ actorId: 'key_92', action: rare }, 1],
  ])('with %j', async (filter, times) => {
    const first = await page(filter, { first: pageSize });
    const second = await page(filter, { first: pageSize, after: first.pageInfo.endCursor });
    const last = await page(filter, { last: pageSize });
    const beforeLast = await page(filter, { last: pageSize, before: last.pageInfo.startCursor });
    for (const { looks } of [first, second, last, beforeLast]) expect(looks).toBeLessThan(times * maxLooks);
  });

  it('and so does a part of its chain that is checked', async () => {
    await app.sql('UPDATE audit_entries SET position = id, hash = ?', [Buffer.alloc(32)]);
    await app.sql('UPDATE audit_chain SET position = (SELECT MAX(id) FROM audit_entries)');
    for (const position of [0, count / 2, count - 100]) {
      const after = `${position}:${'00'.repeat(32)}`;
      const looks = await looksOf('audit_chain', () =>
        app.graphql(
          `query ($after: String) { auditChainVerify(first: ${pageSize}, after: $after) { checked } }`,
          { after },
          auditor,
        ),
      );
      // Each is put aside, sorted and read again.
      expect(looks).toBeLessThan(3 * maxLooks);
    }
  });

  it('as a counter of what is looked at shows, which sees a walk', async () => {
    await app.sql('FLUSH STATUS');
    await app.sql("SELECT id FROM audit_entries WHERE operation = 'y' LIMIT 1");
    const status = await app.sql("SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'");
    expect(status.reduce((sum, { Value }) => sum + Number(Value), 0)).toBeGreaterThan(count - 1);
  });
});
