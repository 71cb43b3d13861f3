import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, everyServerField } from '../support/operations.js';
import { sendTogether } from '../support/send-together.js';
import { startQuietApp, statementsOf } from '../support/statements.js';
import type { TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startQuietApp();
  const servers = await Promise.all(
    Array.from({ length: 101 }, (_, index) => createServer(app, { name: `Server ${index}` })),
  );
  const groups = await Promise.all(
    Array.from({ length: 40 }, (_, index) => createGroup(app, `Group ${index}`)),
  );
  await Promise.all(
    groups.flatMap(({ id }, index) =>
      ['MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER'].map((channel, offset) =>
        assign(app, id, channel, servers[(3 * index + offset) % 101].id),
      ),
    ),
  );
});
afterAll(() => app?.stop());

const listServers = (first: number, fields = everyServerField) =>
  statementsOf(app, async () => {
    const { data, errors } = await app.graphql(
      `query ($first: Int!) { deliveryServers(first: $first) { nodes { ${fields} } totalCount } }`,
      { first },
    );
    expect(errors).toBeUndefined();
    expect(data.deliveryServers.nodes).toHaveLength(first);
  });

describe('the count of SQL statements', () => {
  it('notices every statement', async () => {
    const { length } = await statementsOf(app, () =>
      Promise.all([
        app.graphql('{ deliveryServer(id: "ds_1") { id } }'),
        app.graphql('{ userGroup(id: "ug_1") { id } }'),
      ]),
    );
    expect(length).toBe(2);
  });
});

describe('a node', () => {
  it('is read once, also by a query that is compiled', async () => {
    const look = async () =>
      (
        await statementsOf(app, () =>
          app.graphql('{ node(id: "ds_1") { id ... on DeliveryServer { name } } }'),
        )
      ).length;
    expect([await look(), await look(), await look()]).toEqual([1, 1, 1]);
  });
});

describe('a page of servers with all that there is of them', () => {
  it('takes 5 SQL statements, whatever its size: servers, assignments, tags, passwords to be looked at and the count', async () => {
    const [small, large] = [await listServers(10), await listServers(100)];
    expect(small).toHaveLength(5);
    expect(large).toHaveLength(5);
  });

  it('takes one statement without assignments and two with them and no count', async () => {
    const list = (fields: string) =>
      statementsOf(app, () => app.graphql(`{ deliveryServers(first: 100) { nodes { ${fields} } } }`));
    expect(await list('id name smtp { host hasPassword }')).toHaveLength(1);
    expect(await list('id isAllocated assignments { userGroup { id name } }')).toHaveLength(2);
  });

  it.each(['deliveryServers', 'userGroups'])('counts only when totalCount is selected: %s', async (list) => {
    const counts = async (selection: string) => {
      const statements = await statementsOf(app, () =>
        app.graphql(
          `{ ${list}(last: 5, search: "1", filter: { not: { name: { equals: "x" } } }) { ${selection} } }`,
        ),
      );
      return statements.filter(({ sql }) => sql.includes('COUNT(')).length;
    };
    expect(await counts('nodes { id } edges { cursor } pageInfo { hasNextPage }')).toBe(0);
    expect(await counts('totalCount')).toBe(1);
  });
});

describe.each(['deliveryServers', 'userGroups'])('what is before and after a page of %s', (list) => {
  it('takes one more look beyond a cursor that was given, only for who asks', async () => {
    const { data } = await app.graphql(`{ ${list}(first: 2) { pageInfo { endCursor } } }`);
    const cursor = data[list].pageInfo.endCursor;
    const count = async (args: string, selection: string) =>
      (await statementsOf(app, () => app.graphql(`{ ${list}(${args}) { nodes { id } ${selection} } }`)))
        .length;
    const both = 'pageInfo { hasNextPage hasPreviousPage }';
    expect(await count('first: 2', both)).toBe(1);
    expect(await count('last: 2', both)).toBe(1);
    expect(await count(`first: 2, after: "${cursor}"`, 'pageInfo { hasNextPage endCursor }')).toBe(1);
    expect(await count(`first: 2, after: "${cursor}"`, both)).toBe(2);
    expect(await count(`last: 2, before: "${cursor}"`, 'pageInfo { hasPreviousPage startCursor }')).toBe(1);
    expect(await count(`last: 2, before: "${cursor}"`, both)).toBe(2);
  });
});

describe('a page of groups with the servers of their channels', () => {
  it('takes the same number of SQL statements for 5 and for 40 groups', async () => {
    const list = (first: number) =>
      statementsOf(app, () =>
        app.graphql(
          `{ userGroups(first: ${first}) { nodes { id assignments { channel deliveryServer { name assignments { userGroup { name } } } } } } }`,
        ),
      );
    const [small, large] = [await list(5), await list(40)];
    expect(small).toHaveLength(4);
    expect(large).toHaveLength(4);
  });
});

describe('100 nodes', () => {
  it('take one statement for each type', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => (index % 2 ? `ds_${index}` : `ug_${index}`));
    const statements = await statementsOf(app, () =>
      app.graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }),
    );
    expect(statements).toHaveLength(2);
  });
});

describe('requests that arrive together', () => {
  const byId = 'query ($id: ID!) { deliveryServer(id: $id) { id name } }';

  it('share one statement for each kind, and each gets its own answer', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => ({
      query: byId,
      variables: { id: `ds_${index + 1}` },
    }));
    let answers: unknown[] = [];
    const statements = await statementsOf(app, async () => {
      answers = await sendTogether(app, [
        ...requests,
        { query: '{ deliveryServer(id: "ds_1") { isAllocated } }' },
        { query: byId, variables: { id: 'ds_9999' } },
        { query: byId, variables: { id: 'ug_1' } },
      ]);
    });
    const found = (id: string) => ({
      data: { deliveryServer: { id, name: expect.stringMatching(/^Server \d+$/) } },
    });
    expect(answers).toEqual([
      ...requests.map(({ variables: { id } }) => found(id)),
      { data: { deliveryServer: { isAllocated: expect.any(Boolean) } } },
      { data: { deliveryServer: null } },
      { data: { deliveryServer: null } },
    ]);
    // The servers with a name, the one without, and its assignments.
    expect(statements).toHaveLength(3);
  });
});

describe('lists that are asked for together', () => {
  const page = (first: number) => ({
    query: `{ deliveryServers(first: ${first}) { nodes { id assignments { userGroup { id } channels } } } }`,
  });

  it('share their statements when they are the same, and each gets its own answer', async () => {
    const { data: alone } = await app.graphql(page(5).query);
    let answers: unknown[] = [];
    const statements = await statementsOf(app, async () => {
      answers = await sendTogether(app, [...Array(10).fill(page(5)), page(3)]);
    });
    expect(answers).toEqual([
      ...Array(10).fill({ data: alone }),
      { data: { deliveryServers: { nodes: alone.deliveryServers.nodes.slice(0, 3) } } },
    ]);
    expect(statements).toHaveLength(4);
  });

  it.each([2, 3])('are in their order also when %i ask for the end', async (count) => {
    const fromEnd = { query: '{ userGroups(last: 4) { nodes { id } } }' };
    const { data: alone } = await app.graphql(fromEnd.query);
    expect(await sendTogether(app, Array(count).fill(fromEnd))).toEqual(Array(count).fill({ data: alone }));
  });
});

describe('the legacy list of all servers', () => {
  it('takes the same number of SQL statements for one server as for 101, passwords opened', async () => {
    const statements = await statementsOf(app, () => app.legacy({ Command: 'deliveryservers.get' }));
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThanOrEqual(3);
  });
});
