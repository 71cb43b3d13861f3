import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ playgroundDirectory: import.meta.dirname });
});
afterAll(() => app?.stop());

/** Adds what every request here needs, a credential and a sign that no foreign page sent it, and changes nothing else. */
const fetchFn: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${app.adminKey}`);
  headers.set('apollo-require-preflight', 'true');
  return fetch(input, { ...init, headers });
};

const audits = serverAudits({ url: () => `${app.url}/graphql`, fetchFn });

describe('GraphQL over HTTP', () => {
  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_, __, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});

describe('a request that a foreign page can send without asking', () => {
  const simple: [string, string | null][] = [
    ['text/plain', '{"query":"{ viewer { name } }"}'],
    ['application/x-www-form-urlencoded', 'query={viewer{name}}'],
    ['multipart/form-data; boundary=x', '--x--\r\n'],
  ];

  it.each(simple)('is refused: a POST of %s', async (type, body) => {
    await expectRefused('/graphql', { method: 'POST', headers: { 'content-type': type }, body }, 415);
  });

  it('is refused: a POST of a form, also with a credential', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: bearer() };
    const message = await expectRefused(
      '/graphql',
      { method: 'POST', headers, body: 'query={viewer{name}}' },
      415,
    );
    expect(message).toBe('Send the operation as JSON, with the header "Content-Type: application/json".');
  });

  it.each(['/graphql', '/graphql/'])('is refused: a GET of %s, which names the ways out', async (path) => {
    const message = await expectRefused(`${path}?query={__typename}`, {});
    expect(message).toMatch(/"Content-Type: application\/json"; or with GET and a credential/);
  });

  async function expectRefused(path: string, init: RequestInit, expected = 400): Promise<string> {
    const headers = { ...init.headers, accept: 'application/json' };
    const { status, data, errors } = await ask(path, { ...init, headers });
    expect([status, data, errors?.[0].extensions.code]).toEqual([expected, undefined, 'BAD_REQUEST']);
    return errors?.[0].message;
  }
});

describe('a GET with a credential', () => {
  const named = 'query A { viewer { kind } } query B($id: ID!) { deliveryServer(id: $id) { name } }';

  it.each([
    ['/graphql', '{viewer{kind}}', {}],
    ['/graphql/', '{viewer{kind}}', {}],
    ['/GraphQL', '{viewer{kind}}', {}],
    ['//graphql//', '{viewer{kind}}', {}],
    ['/graphql', named, { operationName: 'A' }],
    ['/graphql', '{viewer{kind}}', { operationName: '', variables: '', extensions: '' }],
    ['/graphql', '{viewer{kind}}', { variables: '[]', extensions: '[ ]' }],
    ['/graphql', '{viewer{kind}}', { variables: 'null', extensions: 'null' }],
    ['/graphql', '{viewer{kind}}', { variables: '{}', extensions: '{}' }],
  ])('of %s is answered: %s %j', async (path, query, rest) => {
    const { status, data } = await get(path, { query, ...rest });
    expect([status, data]).toEqual([200, { viewer: { kind: 'API_KEY' } }]);
  });

  it('is given its variables', async () => {
    const variables = '{"id":"ds_404"}';
    const { status, data } = await get('/graphql', { query: named, operationName: 'B', variables });
    expect([status, data]).toEqual([200, { deliveryServer: null }]);
  });

  it.each<[string, [string, string][]]>([
    ['no JSON', [['variables', '{']]],
    ['a list', [['variables', '[1]']]],
    ['a text', [['variables', '"x"']]],
    [
      'two',
      [
        ['variables', '{}'],
        ['variables', '{"a":1}'],
      ],
    ],
  ])('is refused with variables that are %s', async (_, parameters) => {
    const { status, errors } = await get('/graphql', [['query', '{viewer{kind}}'], ...parameters]);
    expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('changes nothing', async () => {
    const { status, headers, errors } = await get('/graphql', {
      query: 'mutation { signOut { signedOut } }',
    });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect(errors?.[0].message).toMatch(/^GET requests only support query operations/);
  });

  it('that is no valid one tells nothing', async () => {
    const { status, errors } = await get('/graphql', { query: '{viewer{kind}}' }, 'Bearer nobody');
    expect([status, errors?.[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  function get(
    path: string,
    parameters: Record<string, string> | [string, string][],
    authorization = bearer(),
  ): Promise<Answer> {
    return ask(`${path}?${new URLSearchParams(parameters)}`, { headers: { authorization } });
  }
});

describe('a POST', () => {
  it.each([
    { variables: [] },
    { variables: '' },
    { variables: null },
    { extensions: [] },
    { extensions: '' },
    { extensions: null },
    { operationName: '' },
    { operationName: null, variables: [], extensions: [] },
  ])('with nothing in %j is answered as if it were left out', async (rest) => {
    const { status, data } = await post('/graphql', { query: '{ viewer { kind } }', ...rest });
    expect([status, data]).toEqual([200, { viewer: { kind: 'API_KEY' } }]);
  });

  it('without variables is told of those that it has to have', async () => {
    const query = 'query ($id: ID!) { deliveryServer(id: $id) { name } }';
    const { status, errors } = await post('/graphql', { query, variables: [] });
    expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('keeps an empty list that is a variable', async () => {
    const query = 'query ($variables: [ID!]!) { nodes(ids: $variables) { id } }';
    const { status, data } = await post('/graphql', { query, variables: { variables: [] } });
    expect([status, data]).toEqual([200, { nodes: [] }]);
  });

  it.each([
    { variables: [1] },
    { variables: '{}' },
    { variables: 0 },
    { variables: false },
    { extensions: ['x'] },
    { extensions: 'x' },
    { operationName: [] },
    { query: [] },
    { query: '' },
  ])('with %j is refused', async (rest) => {
    const { status, data } = await post('/graphql', { query: '{ viewer { kind } }', ...rest });
    expect([status, data]).toEqual([400, undefined]);
  });

  it.each(['/graphql/', '/GRAPHQL', '//graphql'])('to %s is one to /graphql', async (path) => {
    const { status, data } = await post(path, { query: '{ viewer { kind } }' });
    expect([status, data]).toEqual([200, { viewer: { kind: 'API_KEY' } }]);
  });

  it.each(['/graphql/x', '/graphqlx', '/x/graphql'])('to %s finds nothing', async (path) => {
    expect((await post(path, { query: '{ viewer { kind } }' })).status).toBe(404);
  });

  function post(path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', authorization: bearer() };
    return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
});

const bearer = () => `Bearer ${app.adminKey}`;

interface Answer {
  status: number;
  headers: Headers;
  data?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  errors?: any[];
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`${app.url}${path}`, init);
  const text = await response.text();
  app.transcript.note(text);
  return { status: response.status, headers: response.headers, ...JSON.parse(text) };
}
