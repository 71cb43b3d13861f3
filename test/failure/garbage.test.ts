import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { json, malformedRequests } from './malformed-requests.js';
import { unexpectedErrors } from './unexpected-errors.js';

const paths = ['/api.php', '/graphql'] as const;
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => {
  app.log.length = 0;
});
afterEach(async () => {
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});

describe.each(paths)('%s', (path) => {
  it.each(malformedRequests())('answers %s with JSON that blames the client', async (_, init) => {
    const answer = await ask(path, { method: 'POST', ...init });
    expectTidy(answer);
    expect(answer.status).toBeGreaterThanOrEqual(path === '/api.php' ? 200 : 400);
    expect(answer.status).toBeLessThan(500);
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'QUERY', 'PROPFIND'])(
    'answers the method %s with JSON',
    async (method) => {
      const answer = await ask(path, { method, headers: json, body: '{}' });
      expectTidy(answer);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('answers HEAD without a fault', async () => {
    const { status } = await fetch(`${app.url}${path}`, { method: 'HEAD' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it('answers a URL of 8,000 characters with JSON', async () => {
    const answer = await ask(`${path}?filler=${'x'.repeat(8_000)}`, { method: 'GET' });
    expectTidy(answer);
    expect(answer.status).toBeLessThan(500);
  });

  it('refuses a URL of 100,000 characters with 431, before anything reads it', async () => {
    const answer = await raw(`GET ${path}?filler=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).not.toMatch(markup);
  });

  it.each(['%', '%ff', '%E0%A4%A', '%00', '..%2f..%2fetc%2fpasswd', '__proto__', '%3Cscript%3E'])(
    'answers a path that goes on with %s with JSON that blames the client',
    async (rest) => {
      const answer = await ask(`${path}/${rest}`, { method: 'POST', headers: json, body: '{}' });
      expectTidy(answer);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(unexpectedErrors(app)).toEqual([]);
    },
  );

  it('refuses bytes that are no HTTP, without a word of its own', async () => {
    const answer = await raw(
      Buffer.concat([Buffer.from('POST /'), randomBytes(2_000), Buffer.from('\r\n\r\n')]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(markup);
  });

  it('survives clients that go away in the middle of a body', async () => {
    for (let round = 0; round < 10; round += 1) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"a":`,
      );
      await sleep(5);
      socket.destroy();
    }
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request').length).toBe(10);
    expect(unexpectedErrors(app)).toEqual([]);
  });
});

describe('/graphql', () => {
  it.each<[string, unknown]>([
    ['no query', {}],
    ['a query that is a number', { query: 1 }],
    ['a query that is a list', { query: ['{ viewer { name } }'] }],
    ['variables that are a list', { query: '{ __typename }', variables: [1] }],
    ['variables that are text that is no JSON', { query: '{ __typename }', variables: '{' }],
    ['an operation name that is an object', { query: '{ __typename }', operationName: {} }],
    ['extensions that are text', { query: '{ __typename }', extensions: 'x' }],
    ['a batch', [{ query: '{ __typename }' }]],
    ['an unknown persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
    ['an empty query', { query: '' }],
    ['a query of control characters', { query: '\u0000\u0001\u0002' }],
    ['a query of 100,000 tokens', { query: `{ ${'a '.repeat(100_000)} }` }],
    ['a query that nests 4,900 deep', { query: `{${'viewer{'.repeat(4_900)}name${'}'.repeat(4_901)}` }],
    ['a value that nests 4,900 deep', { query: `{nodes(ids:${'['.repeat(4_900)}${']'.repeat(4_900)}){id}}` }],
    ['a fragment that holds itself', { query: '{ ...a } fragment a on Query { ...a }' }],
    [
      'variables that nest 5,000 deep',
      `{"query":"query ($a: [ID!]!) { nodes(ids: $a) { id } }","variables":{"a":${nested(5_000)}}}`,
    ],
    [
      'an id that is an object',
      { query: 'query ($a: ID!) { deliveryServer(id: $a) { id } }', variables: { a: {} } },
    ],
    ['a subscription', { query: 'subscription { viewer { name } }' }],
  ])('answers %s with JSON that blames the client', async (_, body) => {
    for (const authorization of [{}, { authorization: `Bearer ${app.adminKey}` }]) {
      const answer = await ask('/graphql', {
        method: 'POST',
        headers: { ...json, ...authorization },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      expectTidy(answer);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.parse(answer.text).errors.length).toBeGreaterThan(0);
    }
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it('answers a query that repeats one field thousands of times in reasonable time', async () => {
    const begun = Date.now();
    const answer = await ask('/graphql', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: `{ viewer { ${'name '.repeat(9_900)} } }` }),
    });
    expectTidy(answer);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});

describe('/api.php', () => {
  it.each<[string, string]>([
    ['names of the prototype', '{"__proto__":{"Command":"x"},"constructor":1,"toString":2}'],
    ['a command that is an object', '{"Command":{"a":1}}'],
    ['a command of 500,000 characters', `{"Command":"${'x'.repeat(500_000)}"}`],
    ['half a character', '{"Command":"\\ud800"}'],
    ['nesting 100,000 deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['an object that nests 50,000 deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['100,000 fields', `{${Array.from({ length: 60_000 }, (_, i) => `"f${i}":1`).join()}}`],
  ])('answers %s in JSON with a code of the protocol', async (_, body) => {
    const answer = await ask('/api.php', { method: 'POST', headers: json, body });
    expectTidy(answer);
    expect(answer.status).toBeLessThan(500);
    expect(JSON.parse(answer.text)).toMatchObject({ Success: false, ErrorCode: expect.any(Number) });
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it.each<[string, (key: string) => object]>([
    ['lists for every parameter', (key) => parametersOf(key, [1, 2])],
    ['objects for every parameter', (key) => parametersOf(key, { a: { b: 1 } })],
    ['huge numbers for every parameter', (key) => parametersOf(key, 1e308)],
    ['control characters for every parameter', (key) => parametersOf(key, '\u0000\u0007\u001b[31m')],
    ['text beyond the basic plane for every parameter', (key) => parametersOf(key, '😀'.repeat(1_000))],
    ['text that looks like SQL for every parameter', (key) => parametersOf(key, `'; DROP TABLE x; -- \\`)],
    ['words of PHP for every parameter', (key) => parametersOf(key, 'O:8:"stdClass":0:{}')],
  ])('answers %s with codes of the command', async (_, parameters) => {
    for (const Command of [
      'deliveryserver.create',
      'deliveryserver.update',
      'deliveryserver.testresults',
      'deliveryservers.delete',
    ]) {
      const answer = await ask('/api.php', {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${app.adminKey}` },
        body: JSON.stringify({ ...parameters(app.adminKey), Command }),
      });
      expectTidy(answer);
      expect([Command, answer.status]).toEqual([Command, 200]);
    }
    expect(unexpectedErrors(app)).toEqual([]);
  });
});

/** The negative control: what Express answers by itself is told apart. */
describe('the check of an answer', () => {
  it('notices the error page of Express, and its stack trace', async () => {
    const page = express();
    page.get('/', () => {
      throw new Error('a fault');
    });
    page.use(
      ((error, _request, response, _next) =>
        void response.status(500).send(`<pre>${error.stack}</pre>`)) satisfies express.ErrorRequestHandler,
    );
    const server = createHttpServer(page);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const answer = {
      status: 500,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
    await new Promise((closed) => server.close(closed));
    expect(() => expectTidy(answer)).toThrow();
    expect(answer.text).toMatch(markup);
  });
});

const markup = /<(?:!doctype|html|body|pre)|\n\s+at |node_modules|node:internal/i;

interface Answer {
  status: number;
  type: string;
  text: string;
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`${app.url}${path}`, init);
  const text = await response.text();
  app.transcript.note(text);
  return { status: response.status, type: response.headers.get('content-type') ?? '', text };
}

/** What comes back on a bare connection until it closes. */
async function raw(bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (piece) => (answer += piece));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

function expectTidy({ type, text }: Answer): void {
  expect(type).toMatch(/^application\/(?:graphql-response\+)?json\b/);
  expect(text).not.toMatch(markup);
  expect(typeof JSON.parse(text)).toBe('object');
}

/** JSON that JSON.stringify could not write. */
function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

function parametersOf(key: string, value: unknown): object {
  const names = [
    'DeliveryServerID',
    'DeliveryServerName',
    'SendMethodSMTPHost',
    'SendMethodSMTPPort',
    'SendMethodSMTPSecure',
    'SendMethodSMTPTimeout',
    'SendMethodSMTPAuth',
    'SendMethodSMTPUsername',
    'SendMethodSMTPPassword',
    'DomainSettings_LinkTracking',
    'DomainSettings_OpenTracking',
    'DomainSettings_MFrom',
    'DomainSettings_EnforcedFrom',
    'SenderInfoAsMFrom',
    'SenderRotationSettings',
    'TestResults',
    'LastCheckedAt',
  ];
  return { APIKey: key, ...Object.fromEntries(names.map((name) => [name, value])) };
}
