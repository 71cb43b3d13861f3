import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLObjectType, getNamedType, isEnumType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, assign, createGroup, createServer } from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ rateLimit: 0 });
  await createServer(app, {
    name: 'Everything',
    domains: { useSenderInfoAsFrom: true },
    senderRotation: { enabled: true, settings: '{"every":3}' },
    tags: ['eu', 'warm-up'],
    verifyEvery: 'never',
    expectations: {
      sendingAddresses: ['192.0.2.1'],
      dkim: [
        { selector: 's1', domain: 'example.com', publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=' },
      ],
      spfInclude: 'spf.vendor.test',
      senderTarget: 'bounce.vendor.test',
      linkTarget: 'link.vendor.test',
      openTarget: 'open.vendor.test',
    },
  });
  await createServer(app, {
    name: 'Namesake',
    smtp: { authRequired: false, username: null, password: null },
  });
  await createServer(app, { name: 'Namesake', domains: { enforcedFrom: null } });
  await createServer(app, { name: 'Another' });
  await createGroup(app, 'Group');
  await createGroup(app, 'Other group');
  await assign(app, 'ug_1', 'TRANSACTIONAL', 'ds_1');
  await assign(app, 'ug_2', 'MARKETING', 'ds_1');
  await assign(app, 'ug_2', 'TRANSACTIONAL', 'ds_3');
  const checks = ['emailDelivery', 'spf', 'dkim', 'dmarc', 'senderDomain', 'linkDomain', 'openDomain'];
  for (const id of ['ds_1', 'ds_3']) {
    const results = Object.fromEntries(checks.map((check) => [check, id === 'ds_1' || check !== 'dkim']));
    const input = { id, results, checkedAt: '2025-06-01T12:00:00Z' };
    await accepted(app, 'deliveryServerTestResultsSave', input, 'deliveryServer { id }');
  }
  const pause = { id: 'ds_1', reason: 'Repairs', until: '2999-01-01T00:00:00Z' };
  await accepted(app, 'deliveryServerPause', pause, 'deliveryServer { id }');
});
afterAll(() => app?.stop());

type Path = readonly string[];

/** The ways to every value of a type, not through the same type again. */
function leaves(type: GraphQLObjectType, above: readonly GraphQLObjectType[] = []): Path[] {
  return Object.values(type.getFields()).flatMap((field): Path[] => {
    const inner = getNamedType(field.type);
    if (!isObjectType(inner)) return [[field.name]];
    if (inner === type || above.includes(inner)) return [];
    return leaves(inner, [...above, type]).map((path) => [field.name, ...path]);
  });
}

/** What has tables of its own, and what is told of damage, is read where runs, the audit trail and secrets are tested. */
const ofOthers =
  /\bverificationRuns\b|\bhistory\b|\bisPasswordDamaged\b|\bcertificate|\bchecks\.(checkedAt|lastPassedAt|failingSince|findings|result)\b/;

const leavesOf = (name: string) =>
  leaves(schema.getType(name) as GraphQLObjectType).filter((path) => !ofOthers.test(path.join('.')));

/** The selection of paths, each field once. */
function written(...paths: readonly Path[]): string {
  const names = new Set(paths.map(([name]) => name));
  return [...names]
    .map((name) => {
      const inner = paths.filter((path) => path[0] === name && path.length > 1).map((path) => path.slice(1));
      return inner.length > 0 ? `${name} { ${written(...inner)} }` : name;
    })
    .join(' ');
}

/** What is left of a value when nothing but the path is asked for. */
function only(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => only(item, [name, ...rest]));
  return { [name]: only((value as Record<string, unknown>)[name], rest) };
}

const serverDoors = {
  'deliveryServer(id: "ds_1")': [],
  'deliveryServerByLegacyId(legacyId: 1)': [],
  'deliveryServers(search: "everything")': ['nodes'],
  'deliveryServers(orderBy: { field: LAST_CHECKED_AT })': ['nodes'],
  'deliveryServers(last: 4)': ['edges', 'node'],
  'nodes(ids: ["ds_1", "ug_1", "ds_2", "ds_3"])': ['... on DeliveryServer'],
  'userGroup(id: "ug_2")': ['assignments', 'deliveryServer'],
  'route(userGroupId: "ug_1", channel: TRANSACTIONAL)': ['deliveryServer'],
};

const groupDoors = {
  'userGroup(id: "ug_1")': [],
  'userGroups(search: "group")': ['nodes'],
  'userGroups(orderBy: { field: UPDATED_AT })': ['nodes'],
  'userGroups(last: 2)': ['edges', 'node'],
  'node(id: "ug_2")': ['... on UserGroup'],
  'deliveryServer(id: "ds_1")': ['assignments', 'userGroup'],
  'deliveryServers(first: 4)': ['nodes', 'assignments', 'userGroup'],
  'route(userGroupId: "ug_2", channel: MARKETING)': ['userGroup'],
};

async function read(root: string, steps: Path, selection: string) {
  const { data, errors } = await app.graphql(`{ it: ${root} { ${written([...steps, selection])} } }`);
  expect(errors).toBeUndefined();
  return data.it;
}

describe.each([
  ['DeliveryServer', Object.entries(serverDoors)],
  ['UserGroup', Object.entries(groupDoors)],
])('each value of a %s', (type, roots) => {
  const paths = leavesOf(type);
  const all = written(...paths);

  it('is there in the test', async () => {
    const [[root, steps] = ['', []]] = roots;
    const item = await read(root, steps, all);
    for (const path of paths) {
      const value = JSON.stringify(only(item, path));
      expect(value).not.toMatch(/:(null|false|0|""|\[\]|undefined)[},]|NOT_CHECKED|ENABLED/);
    }
    expect(paths.length).toBeGreaterThan(8);
  });

  it.each(roots)('is the same when it is asked for alone, by %s', async (root, steps) => {
    const everything = await read(root, steps, all);
    // A fragment on a type leaves no trace in the answer.
    const visible = steps.filter((step) => !step.startsWith('...'));
    const isOfType = (value: object | null) => value !== null && Object.keys(value).length > 0;
    expect([everything].flat().some(isOfType)).toBe(true);
    for (const path of paths) {
      const alone = await read(root, steps, written(path));
      const way = [...visible, ...path];
      const expected = Array.isArray(everything)
        ? everything.map((item) => (isOfType(item) ? only(item, way) : item))
        : only(everything, way);
      expect(alone, written(way)).toEqual(expected);
    }
  });
});

const lists = { deliveryServers: 'DeliveryServerOrderField', userGroups: 'UserGroupOrderField' };
const orders = Object.entries(lists).flatMap(([list, name]) => {
  const type = schema.getType(name);
  const fields = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
  return fields.flatMap((field) => ['ASC', 'DESC'].map((direction) => [list, field, direction] as const));
});

describe.each(orders)('a page of %s by %s %s', (list, field, direction) => {
  const orderBy = `orderBy: { field: ${field}, direction: ${direction} }`;
  const page = async (args: string, selection: string) => {
    const { data, errors } = await app.graphql(`{ ${list}(${args}, ${orderBy}) { ${selection} } }`);
    expect(errors).toBeUndefined();
    return data[list];
  };

  it.each([
    ['next', 'first', 'after', 'endCursor'],
    ['one before', 'last', 'before', 'startCursor'],
  ])('leads to the %s when nothing but its cursor is asked for', async (_, size, from, cursorName) => {
    const { nodes } = await page('first: 10', 'nodes { legacyId }');
    const walked: unknown[] = [];
    let args = `${size}: 1`;
    for (;;) {
      const found = await page(args, 'nodes { legacyId }');
      if (found.nodes.length === 0) break;
      walked.push(...found.nodes);
      const { pageInfo } = await page(args, `pageInfo { ${cursorName} }`);
      args = `${size}: 1, ${from}: "${pageInfo[cursorName]}"`;
      expect(walked.length).toBeLessThanOrEqual(nodes.length);
    }
    expect(walked.length).toBeGreaterThan(1);
    expect(size === 'first' ? walked : walked.reverse()).toEqual(nodes);
  });
});
