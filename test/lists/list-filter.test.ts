import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, post, toldOfVariables } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const listServers = (filter: unknown, search: string | null = null) =>
  post(
    app,
    `query ($filter: DeliveryServerFilter, $search: String) {
      deliveryServers(filter: $filter, search: $search) { nodes { id } totalCount }
    }`,
    { filter, search },
  );
const listGroups = (filter: unknown, search: string | null = null, orderBy: object = {}) =>
  app.graphql(
    `query ($filter: UserGroupFilter, $search: String, $orderBy: UserGroupOrder!) {
      userGroups(filter: $filter, search: $search, orderBy: $orderBy) { nodes { id } totalCount }
    }`,
    { filter, search, orderBy },
  );

function nested(depth: number): object {
  return depth === 0 ? {} : { not: nested(depth - 1) };
}

const long = 'canary'.repeat(50);

const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index}`);

describe('a filter of servers', () => {
  it.each([
    ['a text of 256 characters', { name: { equals: 'ä'.repeat(256) } }, ['filter.name.equals TOO_LONG']],
    ['a text with a control character', { host: { contains: '\u0000' } }, ['filter.host.contains INVALID']],
    ['half a character', { host: { startsWith: '\ud800' } }, ['filter.host.startsWith INVALID']],
    ['a long text in a list', { name: { oneOf: ['a', long] } }, ['filter.name.oneOf.1 TOO_LONG']],
    ['a list of 101', { name: { oneOf: Array(101).fill('a') } }, ['filter.name.oneOf TOO_LONG']],
    ['101 alternatives', { or: Array(101).fill({}) }, ['filter.or TOO_LONG']],
    ['a long tag', { tags: { anyOf: [long] } }, ['filter.tags.anyOf.0 TOO_LONG']],
    ['an id that is none', { userGroupId: 'canary' }, ['filter.userGroupId INVALID_ID']],
    [
      'an id of a server for a group',
      { not: { userGroupId: 'ds_1' } },
      ['filter.not.userGroupId INVALID_ID'],
    ],
    ['61 conditions', { and: Array(61).fill({}) }, ['filter TOO_LONG']],
    ['three tags in turn', { or: Array(3).fill({ tags: { anyOf: ['a'] } }) }, ['filter TOO_LONG']],
    ['one of 14 tags', { tags: { anyOf: tags(14) } }, ['filter TOO_LONG']],
    ['all of 14 tags', { tags: { allOf: tags(14) } }, ['filter TOO_LONG']],
    ['all of 5 tags and one of 2', { tags: { anyOf: tags(2), allOf: tags(5) } }, ['filter TOO_LONG']],
    ['three ways to be used', { or: Array(3).fill({ channel: 'MARKETING' }) }, ['filter TOO_LONG']],
    ['seven statuses in turn', { or: Array(7).fill({ status: ['PASS'] }) }, ['filter TOO_LONG']],
    ['many checks', { checks: Array(26).fill({ kind: 'SPF', status: ['PASS'] }) }, ['filter TOO_LONG']],
    ['20 texts to contain', { or: Array(20).fill({ name: { contains: 'a' } }) }, ['filter TOO_LONG']],
    ['201 values', { or: Array(3).fill({ name: { oneOf: Array(67).fill('a') } }) }, ['filter TOO_LONG']],
    [
      '51 conditions in 26 filters',
      { or: Array(26).fill({ name: { equals: 'a' } }), isAllocated: true },
      ['filter TOO_LONG'],
    ],
    ['6 levels', nested(6), ['filter.not.not.not.not.not.not OUT_OF_RANGE']],
    [
      'several faults',
      {
        or: [{ name: { equals: long } }, {}, { not: { userGroupId: '5' } }],
        security: Array(101).fill('NONE'),
      },
      [
        'filter.security TOO_LONG',
        'filter.or.0.name.equals TOO_LONG',
        'filter.or.2.not.userGroupId INVALID_ID',
      ],
    ],
    ['an unknown value', { security: ['canary'] }, ['filter.security.0 INVALID']],
    ['an unknown field', { and: [{ canary: 1 }] }, ['filter.and.0.canary INVALID']],
    ['a time that is none', { lastCheckedAt: { before: 'canary' } }, ['filter.lastCheckedAt.before INVALID']],
  ])('with %s is refused', async (_, filter, problems) => {
    const answer = await listServers(filter);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(toldOfVariables(answer)).toEqual(problems);
    expect(answer.text).not.toContain('canarycanary');
  });

  it.each([
    ['all of 13 tags', { tags: { allOf: tags(13) } }],
    ['one of 13 tags', { tags: { anyOf: tags(13) } }],
    ['two tags in turn', { or: Array(2).fill({ tags: { anyOf: ['a'] } }) }],
    ['all of 4 tags and one of 2', { tags: { anyOf: tags(2), allOf: tags(4) } }],
  ])('with %s is answered', async (_, filter) => {
    expect((await listServers(filter)).errors).toBeUndefined();
  });

  it.each([
    ['60 conditions', { and: Array(60).fill({}) }],
    ['5 levels', nested(5)],
    ['255 characters', { name: { contains: 'ä'.repeat(255) } }],
    ['lists of 100', { name: { oneOf: Array(100).fill('ä') }, host: { oneOf: Array(100).fill('a') } }],
    ['nothing', {}],
    ['null', null],
  ])('may have %s', async (_, filter) => {
    expect((await listServers(filter)).errors).toBeUndefined();
  });

  it('of any depth that fits into a request is refused without a fault', async () => {
    for (const depth of [45, 51, 1_000, 8_000, 20_000, 200_000]) {
      const filter = `${'{"not":'.repeat(depth)}{}${'}'.repeat(depth)}`;
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminKey}` },
        body: `{"query": "query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { totalCount } }", "variables": {"filter": ${filter}}}`,
      });
      const text = await response.text();
      expect([depth, response.status, JSON.parse(text).errors[0].extensions.code]).toEqual([
        depth,
        400,
        'BAD_USER_INPUT',
      ]);
    }
    for (const depth of [300, 2_400]) {
      const literal = `${'{not:'.repeat(depth)}{}${'}'.repeat(depth)}`;
      const { errors, status } = await app.graphql(`{ deliveryServers(filter: ${literal}) { totalCount } }`);
      expect(status).toBe(400);
      // The deeper one is already too much for the parser.
      expect(errors?.[0].extensions.code).toMatch(
        /^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED)$/,
      );
    }
    expect(app.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('finds nothing for a group that is not there, and for empty lists of alternatives', async () => {
    await createServer(app);
    for (const filter of [
      { userGroupId: 'ug_2147483647' },
      { or: [] },
      { security: [] },
      { name: { oneOf: [] } },
      { tags: { anyOf: [] } },
    ]) {
      expect((await listServers(filter)).data.deliveryServers).toEqual({ nodes: [], totalCount: 0 });
    }
  });
});

describe('a search', () => {
  it('has at most 100 characters and 6 words', async () => {
    for (const list of [listServers, listGroups]) {
      expect(toldOfVariables(await list(null, 'ä'.repeat(101)))).toEqual(['search TOO_LONG']);
      expect(toldOfVariables(await list(null, 'a '.repeat(7)))).toEqual(['search TOO_LONG']);
      expect((await list(null, 'ä'.repeat(100))).errors).toBeUndefined();
      expect((await list(null, ' a\t'.repeat(6))).errors).toBeUndefined();
    }
  });
});

describe('a search with a filter', () => {
  it('counts as conditions of the filter', async () => {
    const filter = { isAllocated: true, status: ['PASS'] };
    expect(toldOfVariables(await listServers(filter, 'a b c d e'))).toEqual(['filter TOO_LONG']);
    expect((await listServers(filter, 'a b c d')).errors).toBeUndefined();
  });
});

describe('a list of groups', () => {
  it('is narrowed down by name, server, and, or, not and search, and put in order', async () => {
    const [a, b, c] = [
      await createGroup(app, 'Ärzte 50%'),
      await createGroup(app, 'berlin'),
      await createGroup(app, 'Cologne'),
    ];
    const server = await createServer(app);
    await assign(app, c.id, 'MARKETING', server.id);
    await assign(app, a.id, 'TRANSACTIONAL', server.id);
    await app.sql("UPDATE user_groups SET created_at = '2025-01-01 00:00:00.001' WHERE id <> ?", [
      b.legacyId,
    ]);

    const found = async (...list: Parameters<typeof listGroups>) => {
      const { data, errors } = await listGroups(...list);
      expect(errors).toBeUndefined();
      const ids = data.userGroups.nodes.map(({ id }: { id: string }) => id);
      expect(data.userGroups.totalCount).toBe(ids.length);
      return ids;
    };
    expect(await found(null)).toEqual([a.id, b.id, c.id]);
    expect(await found({ name: { startsWith: 'a' } })).toEqual([a.id]);
    expect(await found({ name: { contains: '%' } })).toEqual([a.id]);
    expect(await found({ deliveryServerId: server.id })).toEqual([a.id, c.id]);
    expect(await found({ not: { deliveryServerId: server.id } })).toEqual([b.id]);
    expect(await found({ or: [{ name: { equals: 'BERLIN' } }, { name: { oneOf: ['cologne'] } }] })).toEqual([
      b.id,
      c.id,
    ]);
    expect(await found({ and: [{ deliveryServerId: server.id }, { name: { contains: 'o' } }] })).toEqual([
      c.id,
    ]);
    expect(await found(null, 'ARZTE 0')).toEqual([a.id]);
    expect(await found({ deliveryServerId: server.id }, 'e')).toEqual([a.id, c.id]);
    expect(await found({ deliveryServerId: 'ds_2147483647' })).toEqual([]);
    expect(await found(null, null, { field: 'CREATED_AT' })).toEqual([a.id, c.id, b.id]);
    expect(await found(null, null, { field: 'CREATED_AT', direction: 'DESC' })).toEqual([b.id, c.id, a.id]);
    expect(await found(null, null, { field: 'UPDATED_AT' })).toEqual([b.id, c.id, a.id]);
    expect(toldOfVariables(await listGroups({ and: [{ deliveryServerId: 'ug_1' }] }))).toEqual([
      'filter.and.0.deliveryServerId INVALID_ID',
    ]);
  });
});
