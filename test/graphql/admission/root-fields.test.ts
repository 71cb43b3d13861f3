import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../../src/app/schema.js';
import { type ScopeName, startTestApp, type TestApp } from '../../support/test-app.js';
import { rootOperations } from './root-operations.js';

const scopes: ScopeName[] = ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT'];

/** The scope that each root field needs. A new field has to be listed here, which is the moment to think about it. */
const needs: Record<string, ScopeName | ScopeName[] | 'any credential' | 'no credential'> = {
  administrators: 'ADMIN',
  apiKeys: 'ADMIN',
  auditChain: 'AUDIT',
  auditChainVerify: 'AUDIT',
  auditEntries: 'AUDIT',
  deliveryServer: 'READ',
  deliveryServerByLegacyId: 'READ',
  deliveryServers: 'READ',
  legacyUsage: 'ADMIN',
  verificationWebhook: 'ADMIN',
  node: 'READ',
  nodes: 'READ',
  route: 'READ',
  secretsStatus: 'ADMIN',
  userGroup: 'READ',
  userGroups: 'READ',
  viewer: 'any credential',

  adminCreate: 'ADMIN',
  adminDisable: 'ADMIN',
  adminEnable: 'ADMIN',
  adminUpdate: 'ADMIN',
  apiKeyCreate: 'ADMIN',
  apiKeyRevoke: 'ADMIN',
  secretsRotate: ['ADMIN', 'SECRETS'],
  apiKeyRoll: 'ADMIN',
  apiKeyUpdate: 'ADMIN',
  channelAssignmentSet: 'WRITE',
  configurationApply: ['READ', 'WRITE'],
  deliveryServerCreate: 'WRITE',
  deliveryServerDuplicate: 'WRITE',
  deliveryServerEnable: 'WRITE',
  deliveryServerPause: 'WRITE',
  deliveryServerSettingsTest: 'VERIFY',
  deliveryServerTestResultsSave: 'WRITE',
  deliveryServerUpdate: 'WRITE',
  deliveryServersDelete: 'WRITE',
  deliveryServersVerify: 'VERIFY',
  deliveryServerVerify: 'VERIFY',
  dnsCheck: 'VERIFY',
  signIn: 'no credential',
  signOut: 'any credential',
  viewerPasswordChange: 'any credential',
  userGroupCreate: 'WRITE',
  userGroupDelete: 'WRITE',
  userGroupUpdate: 'WRITE',
};

let app: TestApp;
let keyWithout: Record<string, string>;
let keyWith: Record<string, string>;

beforeAll(async () => {
  app = await startTestApp({ playgroundDirectory: import.meta.dirname });
  keyWith = Object.fromEntries(
    await Promise.all(scopes.map(async (scope) => [scope, await app.createKey([scope])])),
  );
  keyWithout = Object.fromEntries(
    await Promise.all(
      scopes.map(async (scope) => [scope, await app.createKey(scopes.filter((other) => other !== scope))]),
    ),
  );
});
afterAll(() => app?.stop());

describe('the root fields of the schema', () => {
  it('are all listed above, and no other', () => {
    expect(rootOperations.map(({ field }) => field).sort()).toEqual(Object.keys(needs).sort());
  });

  it('are queries and mutations; what subscriptions need is told elsewhere', () => {
    const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};
    for (const { extensions } of Object.values(subscriptions)) expect(extensions.scopes).toEqual(['READ']);
    expect(Object.keys(subscriptions).sort()).toEqual([
      'deliveryServerChanged',
      'userGroupChanged',
      'verificationChanged',
      'verificationRunChanged',
    ]);
  });

  it('leave one alone open to everyone', () => {
    const open = rootOperations.filter(({ field }) => needs[field] === 'no credential');
    expect(open.map(({ field }) => field)).toEqual(['signIn']);
  });
});

const guarded = rootOperations.filter(({ field }) => needs[field] !== 'no credential');
const scoped = guarded.filter(({ field }) => needs[field] !== 'any credential');
const neededBy = (field: string) => [needs[field]].flat() as ScopeName[];

describe('without a credential', () => {
  it.each(guarded.map((operation) => [operation.field, operation.text]))(
    '%s answers 401, before its variables are looked at',
    async (_, text) => expectUnauthenticated(text),
  );

  it.each([
    ['an alias', 'query { harmless: viewer { name } }'],
    ['the alias of the open field', 'mutation { signIn: signOut { signedOut } }'],
    ['an inline fragment', 'query { ... on Query { viewer { name } } }'],
    ['an inline fragment without a type', 'query { ... { ... { viewer { name } } } }'],
    ['a fragment', 'query { ...A } fragment A on Query { ...B } fragment B on Query { viewer { name } }'],
    ['a field that is skipped', 'query { __typename viewer @skip(if: true) { name } }'],
    [
      'a fragment that is left out',
      'query { ...A @include(if: false) } fragment A on Query { viewer { name } }',
    ],
    [
      'a company of the open field',
      'mutation { signIn(input: { username: "a", password: "b" }) { sessionToken } signOut { signedOut } }',
    ],
    ['introspection of the schema', 'query { __schema { queryType { name } } }'],
    ['introspection of a type', 'query { __type(name: "Query") { name } }'],
    ['introspection in a fragment', 'query { ...A } fragment A on Query { __schema { types { name } } }'],
    ['the second of two operations', 'query A { __typename } query B { viewer { name } }', 'B'],
  ])('%s answers 401', async (_, text, operationName?: string) =>
    expectUnauthenticated(text, operationName ? { operationName } : {}),
  );

  it('a request by GET answers 401', async () => {
    const answer = await fetch(`${app.url}/graphql?query={viewer{name}}`, {
      headers: { 'apollo-require-preflight': 'yes', accept: 'application/json' },
    });
    expect(answer.status).toBe(401);
  });

  it('signIn answers what is wrong with the credentials', async () => {
    const { status, data } = await app.graphql(
      'mutation { signIn(input: { username: "nobody", password: "wrong" }) { userErrors { code } } }',
      {},
      null,
    );
    expect(status).toBe(200);
    expect(data.signIn.userErrors).toEqual([{ code: 'INVALID_CREDENTIALS' }]);
  });
});

describe('with a credential', () => {
  it('introspection is allowed', async () => {
    const { data } = await app.graphql('{ __schema { queryType { name } } }', {}, keyWith.VERIFY);
    expect(data.__schema.queryType.name).toBe('Query');
  });

  it.each(scoped.flatMap(({ field, text }) => neededBy(field).map((scope) => [field, scope, text] as const)))(
    '%s answers 403 to a key with every scope but %s',
    async (_, missing, text) => {
      const { status, errors, data } = await app.graphql(text, {}, keyWithout[missing]);
      expect(status).toBe(403);
      expect(data ?? null).toBeNull();
      expect(errors).toHaveLength(1);
      expect(errors?.[0].extensions).toEqual({ code: 'FORBIDDEN', missingScopes: [missing] });
    },
  );

  it.each(scoped.map((operation) => [operation.field, operation.text]))(
    '%s goes on with a key that has no scope but what it needs',
    async (field = '', text = '') => {
      const [scope = '', ...others] = neededBy(field);
      const key = others.length === 0 ? keyWith[scope] : await app.createKey(neededBy(field));
      const { errors } = await app.graphql(text, {}, key);
      expect(['undefined', 'BAD_USER_INPUT']).toContain(String(errors?.[0].extensions.code));
    },
  );

  it.each([
    [
      'an alias',
      'mutation { harmless: signOut { signedOut } b: userGroupCreate(input: { name: "x" }) { userErrors { code } } }',
    ],
    [
      'a fragment',
      'mutation { ...A } fragment A on Mutation { userGroupCreate(input: { name: "x" }) { userErrors { code } } }',
    ],
    [
      'an inline fragment',
      'mutation { ... { userGroupCreate(input: { name: "x" }) { userErrors { code } } } }',
    ],
  ])('%s does not get around the scope, and nothing of the request is done', async (_, text) => {
    const { status, data } = await app.graphql(text, {}, keyWith.READ);
    expect(status).toBe(403);
    expect(data ?? null).toBeNull();
    expect(await app.sql('SELECT id FROM user_groups')).toEqual([]);
  });
});

async function expectUnauthenticated(query: string, more: object = {}): Promise<void> {
  const answer = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, ...more }),
  });
  const { data, errors } = (await answer.json()) as {
    data?: unknown;
    errors: { extensions: { code: string } }[];
  };
  expect(answer.status).toBe(401);
  expect(data ?? null).toBeNull();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
}
