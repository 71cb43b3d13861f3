import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditAction } from '../../src/audit/audit-action.js';
import { createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let auditor: string;

/** Ten entries, oldest first: `of` is the object, `by` who did it, and each a day after the one before. */
const entries = Array.from({ length: 10 }, (_, index) => ({
  of: index % 2 === 0 ? 'ds_77' : 'ug_5',
  by: index % 3 === 0 ? 'key_91' : 'adm_92',
  action: index % 5 === 0 ? AuditAction.DELIVERY_SERVER_DELETED : AuditAction.DELIVERY_SERVER_UPDATED,
  at: new Date(Date.UTC(2020, 0, index + 1)),
}));

beforeAll(async () => {
  app = await startTestApp();
  auditor = await app.createKey(['AUDIT']);
  await app.sql(
    'INSERT INTO audit_entries (occurred_at, author_kind, author_id, author_name, address, request_id, operation, command, action, object_id, object_name, changes, item_count) VALUES ?',
    [
      entries.map(({ of, by, action, at }) => [
        at,
        by.startsWith('key') ? 'API_KEY' : 'ADMINISTRATOR',
        by,
        `name of ${by}`,
        '192.0.2.7',
        'request-7',
        'deliveryServerUpdate',
        null,
        action,
        of,
        `name of ${of}`,
        JSON.stringify([
          { field: 'smtp.host', from: null, to: 'new.test' },
          { field: 'smtp.password', from: null, to: null, isSecret: true },
        ]),
        null,
      ]),
    ],
  );
});
afterAll(() => app?.stop());

const listQuery = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEntryFilter) {
  auditEntries(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { id occurredAt objectId actorId action }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

const in2020 = { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' };

async function list(variables: object) {
  const { data, errors } = await app.graphql(listQuery, variables, auditor);
  expect(errors).toBeUndefined();
  return data.auditEntries;
}

/** The days of January that were found, in their order. */
async function days(filter: object, page: object = {}): Promise<number[]> {
  const { nodes } = await list({ ...page, filter: { ...in2020, ...filter } });
  return nodes.map(({ occurredAt }: { occurredAt: string }) => new Date(occurredAt).getUTCDate());
}

describe('auditEntries', () => {
  it('tells everything of an entry', async () => {
    const { data } = await app.graphql(
      `query ($filter: AuditEntryFilter) { auditEntries(first: 1, filter: $filter) { nodes {
         id occurredAt actorKind actorId actorName address requestId operation command action
         objectId objectName changes { field from to isSecret } count } } }`,
      { filter: in2020 },
      auditor,
    );
    expect(data.auditEntries.nodes).toEqual([
      {
        id: expect.stringMatching(/^au_\d+$/),
        occurredAt: '2020-01-10T00:00:00.000Z',
        actorKind: 'API_KEY',
        actorId: 'key_91',
        actorName: 'name of key_91',
        address: '192.0.2.7',
        requestId: 'request-7',
        operation: 'deliveryServerUpdate',
        command: null,
        action: 'DELIVERY_SERVER_UPDATED',
        objectId: 'ug_5',
        objectName: 'name of ug_5',
        changes: [
          { field: 'smtp.host', from: null, to: 'new.test', isSecret: null },
          { field: 'smtp.password', from: null, to: null, isSecret: true },
        ],
        count: null,
      },
    ]);
  });

  it.each<[object, number[]]>([
    [{}, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
    [{ objectId: 'ds_77' }, [9, 7, 5, 3, 1]],
    [{ actorId: 'key_91' }, [10, 7, 4, 1]],
    [{ action: ['DELIVERY_SERVER_DELETED'] }, [6, 1]],
    [{ action: ['DELIVERY_SERVER_DELETED', 'DELIVERY_SERVER_UPDATED'] }, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
    [{ action: [] }, []],
    [{ from: '2020-01-08T00:00:00Z' }, [10, 9, 8]],
    [{ to: '2020-01-03T00:00:00Z' }, [2, 1]],
    [
      {
        objectId: 'ug_5',
        actorId: 'adm_92',
        action: ['DELIVERY_SERVER_UPDATED'],
        to: '2020-01-08T00:00:00Z',
      },
      [2],
    ],
    [{ objectId: 'ds_999999' }, []],
  ])('finds by %j', async (filter, found) => {
    expect(await days(filter)).toEqual(found);
    const { totalCount } = await list({ filter: { ...in2020, ...filter } });
    expect(totalCount).toBe(found.length);
  });

  it.each([{}, { objectId: 'ds_77' }, { action: ['DELIVERY_SERVER_DELETED', 'DELIVERY_SERVER_UPDATED'] }])(
    'has pages both ways with %j',
    async (filter) => {
      const all = await days(filter);
      const forth: number[] = [];
      for (let after: string | null = null, isMore = true; isMore; ) {
        const { nodes, pageInfo } = await list({ first: 3, after, filter: { ...in2020, ...filter } });
        forth.push(...nodes.map((node: { occurredAt: string }) => new Date(node.occurredAt).getUTCDate()));
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        ({ endCursor: after, hasNextPage: isMore } = pageInfo);
      }
      expect(forth).toEqual(all);
      const { pageInfo } = await list({ last: 2, filter: { ...in2020, ...filter } });
      expect(await days(filter, { last: 2 })).toEqual(all.slice(-2));
      expect(await days(filter, { last: 2, before: pageInfo.startCursor })).toEqual(all.slice(-4, -2));
    },
  );

  it('shows an entry that was written a moment ago, and its place once it is linked', async () => {
    await app.sql(
      "INSERT INTO audit_entries (author_kind, author_name, operation, action, object_id, object_name) VALUES ('GATEWAY', '', 'test', 'USER_GROUP_DELETED', 'ug_6', 'x')",
    );
    const query = '{ auditEntries(filter: { objectId: "ug_6" }) { nodes { place } } }';
    const first = await app.graphql(query, {}, auditor);
    expect(first.data.auditEntries.nodes).toHaveLength(1);
    await expect
      .poll(async () => (await app.graphql(query, {}, auditor)).data.auditEntries.nodes[0].place, {
        timeout: 10_000,
      })
      .toMatch(/^\d+:[0-9a-f]{64}$/);
  });

  it('shows an entry that was damaged, or that a newer release wrote, as far as it can be read', async () => {
    await app.sql(
      `INSERT INTO audit_entries (author_kind, author_name, operation, action, object_id, changes)
       VALUES ('MARTIAN', 'x', 'test', 'WARP_DRIVE_STARTED', 'ug_8', '[{"field":"a","from":7},null,{"from":"b"}'),
              ('GATEWAY', 'x', 'test', 'WARP_DRIVE_STARTED', 'ug_8', '[{"field":"a","from":7},null,{"from":"b"}]')`,
    );
    const query =
      '{ auditEntries(filter: { objectId: "ug_8" }) { nodes { actorKind action objectName changes { field from } } } }';
    const { data } = await app.graphql(query, {}, auditor);
    expect(data.auditEntries.nodes).toEqual([
      {
        actorKind: 'GATEWAY',
        action: 'UNKNOWN',
        objectName: null,
        changes: [{ field: 'a', from: null }],
      },
      { actorKind: 'ANONYMOUS', action: 'UNKNOWN', objectName: null, changes: [] },
    ]);
  });

  it.each([
    [{ filter: { objectId: '12', actorId: 'ds_1' } }, ['filter.objectId', 'filter.actorId']],
    [{ first: 0 }, ['first']],
    [{ after: 'x' }, ['after']],
    [{ filter: { action: Array(101).fill('DELIVERY_SERVER_DELETED') } }, ['filter.action']],
  ])('says what is wrong with %j', async (variables, paths) => {
    const { errors } = await app.graphql(listQuery, variables, auditor);
    const found = errors?.[0].extensions.fieldErrors.map(({ field }: { field: string[] }) => field.join('.'));
    expect(found).toEqual(paths);
  });

  it('can be found by node, with the scope', async () => {
    const [entry] = (await list({ first: 1, filter: in2020 })).nodes;
    const query = 'query ($id: ID!) { node(id: $id) { id ... on AuditEntry { operation } } }';
    const both = await app.createKey(['READ', 'AUDIT']);
    const { data } = await app.graphql(query, { id: entry.id }, both);
    expect(data.node).toEqual({ id: entry.id, operation: 'deliveryServerUpdate' });
    const without = await app.createKey(['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN']);
    expect((await app.graphql(query, { id: entry.id }, without)).data.node).toBeNull();
  });
});

describe('the history of an object', () => {
  it('has the entries about it', async () => {
    const server = await createServer(app);
    const { data: created } = await app.graphql(
      'mutation { userGroupCreate(input: { name: "History" }) { userGroup { id } } }',
    );
    const group = created.userGroupCreate.userGroup.id;
    await app.sql('DELETE FROM audit_entries WHERE object_id IN (?)', [[`ds_${server}`, group]]);
    for (const id of [`ds_${server}`, group, group])
      await app.sql(
        "INSERT INTO audit_entries (author_kind, author_name, operation, action, object_id) VALUES ('GATEWAY', '', ?, 'USER_GROUP_UPDATED', ?)",
        [id, id],
      );
    const { data } = await app.graphql(
      `query ($server: ID!, $group: ID!) {
        deliveryServer(id: $server) { history(first: 5) { nodes { operation } totalCount } }
        userGroup(id: $group) { history(first: 1) { nodes { objectId } pageInfo { hasNextPage } } }
      }`,
      { server: `ds_${server}`, group },
    );
    expect(data.deliveryServer.history).toEqual({ nodes: [{ operation: `ds_${server}` }], totalCount: 1 });
    expect(data.userGroup.history).toEqual({
      nodes: [{ objectId: group }],
      pageInfo: { hasNextPage: true },
    });
  });
});
