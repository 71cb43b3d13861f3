import type { GraphQLEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../../src/app/schema.js';
import { createGroup, createServer } from '../../support/operations.js';
import type { GraphQLAnswer, TestApp } from '../../support/test-app.js';
import { everyId, type Page, page, startWithNamesakes } from './page.js';

let app: TestApp;
let serverIds: string[];

beforeAll(async () => {
  ({ app, serverIds } = await startWithNamesakes());
});
afterAll(() => app?.stop());

describe('a list of 45 servers with equal names', () => {
  it.each([1, 2, 7, 15, 44, 45, 46, 100])(
    'is whole in pages of %d, each server once, by number',
    async (first) => {
      expect(await everyId(app, first)).toEqual(serverIds);
    },
  );

  it('says of every page where it stands', async () => {
    const firstPage = await page(app, { first: 20 });
    expect(firstPage.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: firstPage.edges[0]?.cursor,
      endCursor: firstPage.edges[19]?.cursor,
    });
    const last = await page(app, { first: 25, after: firstPage.pageInfo.endCursor });
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(last.nodes).toHaveLength(25);
    expect(last.totalCount).toBe(45);
  });

  it('goes on after the cursor of any edge', async () => {
    const { edges } = await page(app, { first: 45 });
    expect(edges.map(({ node }) => node.id)).toEqual(serverIds);
    const { nodes } = await page(app, { first: 3, after: edges[30]?.cursor });
    expect(nodes.map(({ id }) => id)).toEqual(serverIds.slice(31, 34));
  });

  it('has an empty page after its last cursor', async () => {
    const { pageInfo } = await page(app, { first: 45 });
    expect(await page(app, { first: 5, after: pageInfo.endCursor })).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      totalCount: 45,
    });
  });

  it('has a first page of 20 when nothing is asked for', async () => {
    const { data } = await app.graphql('{ deliveryServers { nodes { id } pageInfo { hasNextPage } } }');
    expect(data.deliveryServers.nodes.map(({ id }: { id: string }) => id)).toEqual(serverIds.slice(0, 20));
    expect(data.deliveryServers.pageInfo.hasNextPage).toBe(true);
  });

  it('goes on after a server that was deleted meanwhile', async () => {
    const doomed = await createServer(app, { name: 'Aardvark' });
    const { pageInfo, nodes } = await page(app, { first: 1 });
    expect(nodes).toEqual([{ id: doomed.id }]);
    await app.sql('DELETE FROM delivery_servers WHERE id = ?', [doomed.legacyId]);
    const next = await page(app, { first: 1, after: pageInfo.endCursor });
    expect(next.nodes).toEqual([{ id: serverIds[0] }]);
  });
});

describe.each(['deliveryServers', 'userGroups'])('what a page of %s says is before and after it', (list) => {
  const create = {
    deliveryServers: createServer,
    userGroups: (app: TestApp, { name }: { name: string }) => createGroup(app, name),
  };
  const table = list === 'deliveryServers' ? 'delivery_servers' : 'user_groups';
  const orders = ['NAME', 'CREATED_AT', 'UPDATED_AT'].flatMap((field) =>
    ['ASC', 'DESC'].map((direction) => ({ field, direction })),
  );

  it.each(orders)('is true of the list as it is now: by $field $direction', async ({ field, direction }) => {
    const names = ['Passing 1', 'Passing 2', 'Passing 3'];
    for (const name of names) await create[list as keyof typeof create](app, { name });
    const args = `orderBy: { field: ${field}, direction: ${direction} }, filter: { name: { startsWith: "Passing" } }`;
    const pageInfo = async (cursors: string) => {
      const { data } = await app.graphql(
        `{ ${list}(${cursors}, ${args}) { nodes { name } pageInfo { hasNextPage hasPreviousPage } } }`,
      );
      const { hasNextPage, hasPreviousPage } = data[list].pageInfo;
      return [data[list].nodes.length, hasPreviousPage, hasNextPage];
    };
    const { data } = await app.graphql(
      `{ ${list}(first: 3, ${args}) { edges { cursor node { legacyId } } } }`,
    );
    const [first, middle, last] = data[list].edges;
    const remove = ({ node }: typeof first) => app.sql(`DELETE FROM ${table} WHERE id = ?`, [node.legacyId]);

    expect(await pageInfo(`first: 1, after: "${first.cursor}"`)).toEqual([1, true, true]);
    expect(await pageInfo(`last: 1, before: "${last.cursor}"`)).toEqual([1, true, true]);
    expect(await pageInfo(`first: 5, after: "${last.cursor}"`)).toEqual([0, true, false]);
    expect(await pageInfo(`last: 5, before: "${first.cursor}"`)).toEqual([0, false, true]);

    await remove(first);
    expect(await pageInfo(`first: 1, after: "${first.cursor}"`)).toEqual([1, false, true]);
    expect(await pageInfo(`first: 1, after: "${middle.cursor}"`)).toEqual([1, true, false]);
    await remove(last);
    expect(await pageInfo(`last: 1, before: "${last.cursor}"`)).toEqual([1, false, false]);
    expect(await pageInfo(`first: 1, after: "${last.cursor}"`)).toEqual([0, true, false]);
    await remove(middle);
    expect(await pageInfo(`first: 1, after: "${middle.cursor}"`)).toEqual([0, false, false]);
    expect(await pageInfo(`last: 1, before: "${middle.cursor}"`)).toEqual([0, false, false]);
  });
});

describe('the order of a list of servers', () => {
  const fields = schema.getType('DeliveryServerOrderField') as GraphQLEnumType;
  const orders = fields
    .getValues()
    .flatMap(({ name }) => ['ASC', 'DESC'].map((direction) => ({ field: name, direction })));

  async function pageInOrder(orderBy: object, first: number, after: string | null = null) {
    const { data, errors } = await app.graphql(
      `query ($first: Int!, $after: String, $orderBy: DeliveryServerOrder!) {
        deliveryServers(first: $first, after: $after, orderBy: $orderBy) {
          nodes { id } pageInfo { hasNextPage endCursor }
        }
      }`,
      { first, after, orderBy },
    );
    return { errors, ...data?.deliveryServers };
  }

  beforeAll(async () => {
    // Some were checked at one and the same time, some never.
    await app.sql(
      "UPDATE delivery_servers SET check_last_checked_at = '2025-12-28 10:30:00' WHERE id % 3 = 0",
    );
    await app.sql(
      "UPDATE delivery_servers SET check_last_checked_at = '2025-12-29 10:30:00' WHERE id % 3 = 1",
    );
  });

  it.each(orders)('is the same in pages as in one piece: $field $direction', async (orderBy) => {
    const whole: string[] = (await pageInOrder(orderBy, 100)).nodes.map(({ id }: { id: string }) => id);
    expect([...whole].sort()).toEqual([...serverIds].sort());
    for (const first of [1, 7]) {
      const ids: string[] = [];
      for (let after: string | null = null; ; ) {
        const { nodes, pageInfo } = await pageInOrder(orderBy, first, after);
        ids.push(...nodes.map(({ id }: { id: string }) => id));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(ids).toEqual(whole);
    }
  });

  it.each(orders)('does not take a cursor of another order: $field $direction', async (orderBy) => {
    const { pageInfo } = await pageInOrder(orderBy, 1);
    for (const other of orders) {
      if (other === orderBy) continue;
      const { errors } = await pageInOrder(other, 1, pageInfo.endCursor);
      expect(errors?.[0].extensions.fieldErrors).toMatchObject([{ field: ['after'], code: 'INVALID' }]);
    }
  });
});

describe('a list whose names differ by case, accent or padding alone', () => {
  it.each([1, 2, 3, 5])('is whole in pages of %d', async (first) => {
    const ids = await everyId(app, first, 'userGroups');
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toEqual(await everyId(app, 100, 'userGroups'));
  });
});

describe('"before" alone', () => {
  it('gives what is right before it, and says what lies beyond', async () => {
    const { edges } = await page(app, { first: 40 });
    const cursor = edges[30]?.cursor;
    const { data } = await app.graphql(
      `{ deliveryServers(before: "${cursor}") { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`,
    );
    expect(data.deliveryServers).toEqual({
      nodes: edges.slice(10, 30).map(({ node }) => node),
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
  });
});

describe('a walk through a list that others add to', () => {
  it.each(['first', 'last'])('shows each server that stays exactly once, by %s', async (size) => {
    const isForward = size === 'first';
    const shown: string[] = [];
    for (let cursor: string | null = null, isMore = true; isMore; ) {
      const answer: GraphQLAnswer<{ deliveryServers: Page }> = await app.graphql(
        `query ($cursor: String) {
          deliveryServers(${size}: 10, ${isForward ? 'after' : 'before'}: $cursor, orderBy: { field: UPDATED_AT }) {
            nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }`,
        { cursor },
      );
      const page = answer.data?.deliveryServers;
      if (!page) throw new Error(JSON.stringify(answer.errors));
      const { nodes, pageInfo } = page;
      const ids = nodes.map(({ id }) => id);
      shown.splice(isForward ? shown.length : 0, 0, ...ids);
      cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
      isMore = isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
      // Before, at, and behind every place, with times that others have too.
      await app.sql(
        `INSERT INTO delivery_servers (name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
           link_tracking_domain, open_tracking_domain, mail_from, updated_at)
         SELECT 'Added', 'h', 25, 'NONE', 30, 0, 'l', 'o', 'm', updated_at FROM delivery_servers
         WHERE name <> 'Added' AND id % 9 = 0`,
      );
      expect(shown.length).toBeLessThan(1_000);
    }
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.filter((id) => serverIds.includes(id)).sort()).toEqual([...serverIds].sort());
    await app.sql("DELETE FROM delivery_servers WHERE name = 'Added'");
  });
});
