import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../src/app/schema.js';
import { createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let server: number;
let all: string;
let allButAudit: string;

beforeAll(async () => {
  app = await startTestApp();
  server = await createServer(app);
  all = await app.createKey(['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT']);
  allButAudit = await app.createKey(['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN']);
});
afterAll(() => app?.stop());

const history = 'history { nodes { id } }';
const update = 'deliveryServerUpdate(input: { id: $id, name: "Changed" })';

/** Ways to the history of a server that begin with a field for which READ or WRITE is enough. */
const ways: [way: string, text: string][] = [
  ['a field', `query ($id: ID!) { deliveryServer(id: $id) { ${history} } }`],
  ['an alias', `query ($id: ID!) { deliveryServer(id: $id) { name: ${history} } }`],
  ['node', `query ($id: ID!) { node(id: $id) { ... on DeliveryServer { ${history} } } }`],
  ['nodes', `query ($id: ID!) { nodes(ids: [$id]) { id ... on DeliveryServer { ${history} } } }`],
  [
    'an inline fragment without a type',
    `query ($id: ID!) { deliveryServer(id: $id) { ... { ... { ${history} } } } }`,
  ],
  [
    'fragments in fragments',
    `query ($id: ID!) { ...A } fragment A on Query { node(id: $id) { ...B } }
     fragment B on DeliveryServer { ...C } fragment C on DeliveryServer { ${history} }`,
  ],
  [
    'a fragment that is spread twice, and first elsewhere',
    `query ($id: ID!) { a: deliveryServer(id: $id) { ...C } b: deliveryServer(id: $id) { id ...C } }
     fragment C on DeliveryServer { ${history} }`,
  ],
  [
    'a field that is skipped',
    `query ($id: ID!) { deliveryServer(id: $id) { id ${history.replace('{', '@skip(if: true) {')} } }`,
  ],
  ['a list', `query ($id: ID!) { node(id: $id) { id } deliveryServers { edges { node { ${history} } } } }`],
  [
    'a group of a server',
    `query ($id: ID!) { deliveryServer(id: $id) { assignments { userGroup { ${history} } } } }`,
  ],
  ['what a mutation gives back', `mutation ($id: ID!) { ${update} { deliveryServer { ${history} } } }`],
];

describe('the history of an object', () => {
  it.each(ways)('is refused without AUDIT by way of %s, and nothing is done', async (_, text) => {
    const { status, data, errors } = await app.graphql(text, { id: `ds_${server}` }, allButAudit);
    expect([status, data ?? null]).toEqual([403, null]);
    expect(errors?.[0].message).toMatch(
      /^(DeliveryServer|UserGroup)\.history needs a credential with the scope AUDIT\.$/,
    );
    expect(errors?.[0].extensions).toEqual({ code: 'FORBIDDEN', missingScopes: ['AUDIT'] });
    expect(await app.sql("SELECT id FROM delivery_servers WHERE name = 'Changed'")).toEqual([]);
  });

  it.each(ways.slice(0, -1))('is shown with it by way of %s', async (_, text) => {
    const { status, errors } = await app.graphql(text, { id: `ds_${server}` }, all);
    expect([status, errors]).toEqual([200, undefined]);
  });

  it('is refused to a subscriber', async () => {
    const answer = await fetch(`${app.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${allButAudit}`,
        accept: 'text/event-stream',
      },
      body: JSON.stringify({
        query: `subscription { deliveryServerChanged { deliveryServer { ${history} } } }`,
      }),
    });
    expect(await answer.text()).toContain('"missingScopes":["AUDIT"]');
  });

  it('of another operation of the document refuses nothing', async () => {
    const text = `query A { viewer { name } } query B { deliveryServers { nodes { ${history} } } }`;
    const answer = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${allButAudit}` },
      body: JSON.stringify({ query: text, operationName: 'A' }),
    });
    expect(answer.status).toBe(200);
  });

  it('and that of groups are the only fields inside of objects that need a scope', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const guarded = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => !roots.includes(type))
      .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => field.extensions.scopes !== undefined)
      .map(({ type, field }) => [`${type.name}.${field.name}`, field.extensions.scopes]);
    expect(guarded).toEqual([
      ['DeliveryServer.history', ['AUDIT']],
      ['UserGroup.history', ['AUDIT']],
    ]);
  });
});
