import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startTestApp, type TestApp } from '../support/test-app.js';

const origin = 'https://app.example.com';
const apps: TestApp[] = [];
let listed: TestApp;
let open: TestApp;
let closed: TestApp;

beforeAll(async () => {
  listed = await startTestApp({ corsOrigins: [origin, 'http://localhost:3000'] });
  open = await startTestApp({ corsOrigins: '*' });
  closed = await startTestApp();
  apps.push(listed, open, closed);
});
afterAll(() => Promise.all(apps.map((app) => app.stop())));

const interfaces = [
  '/graphql',
  '/graphql/stream',
  '/api.php',
  '/oempro/api.php',
  '/api.php/DeliveryServers.Get',
  '/api/v1/deliveryservers.get',
];

function preflight(app: TestApp, path: string, from: string): Promise<Response> {
  return fetch(app.url + path, {
    method: 'OPTIONS',
    headers: {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,graphql-cost,idempotency-key',
    },
  });
}

const allowOrigin = ({ headers }: Response) => headers.get('access-control-allow-origin');

describe('a page of an origin that is listed', () => {
  it.each(interfaces)('is told before anything is asked of its request that it may use %s', async (path) => {
    const answer = await preflight(listed, path, origin);
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
    expect(allowOrigin(answer)).toBe(origin);
    expect(answer.headers.get('vary')).toContain('Origin');
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET,POST');
    expect(answer.headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,graphql-cost,idempotency-key',
    );
    expect(answer.headers.get('access-control-max-age')).toBe('7200');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it.each([
    ['an answer', '/graphql', { query: '{ viewer { kind } }' }, 200],
    ['a refusal of the credential', '/graphql', null, 401],
    ['a legacy answer', '/api.php?Command=DeliveryServers.Get', {}, 200],
    ['a legacy refusal', '/api.php?Command=Nothing', {}, 400],
  ])('may read %s with its headers', async (_, path, body, status) => {
    const headers = {
      origin,
      'content-type': 'application/json',
      ...(body && { authorization: `Bearer ${listed.adminKey}` }),
    };
    const answer = await fetch(listed.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body ?? { query: '{ viewer { kind } }' }),
    });
    expect(answer.status).toBe(status);
    expect(allowOrigin(answer)).toBe(origin);
    const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase().split(',');
    expect(exposed).toEqual(
      expect.arrayContaining([
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'retry-after',
        'x-request-id',
      ]),
    );
  });

  it('may read why its body was not taken', async () => {
    const answer = await fetch(`${listed.url}/graphql`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', authorization: `Bearer ${listed.adminKey}` },
      body: `{"query":"${'x'.repeat(2_200_000)}"}`,
    });
    expect(answer.status).toBe(413);
    expect(allowOrigin(answer)).toBe(origin);
  });
});

describe('a page of another origin', () => {
  it.each([
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'null',
  ])('is not allowed anything: %s', async (from) => {
    expect(allowOrigin(await preflight(listed, '/graphql', from))).toBeNull();
  });

  it.each(['/', '/healthz', '/playground/', '/nothing'])('is allowed nothing at %s', async (path) => {
    for (const app of [listed, open]) expect(allowOrigin(await preflight(app, path, origin))).toBeNull();
  });

  it.each(interfaces)('is allowed nothing where no origin is set: %s', async (path) => {
    const answer = await preflight(closed, path, origin);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('is allowed everything where all are', async () => {
    for (const from of ['https://anywhere.example', 'null'])
      expect(allowOrigin(await preflight(open, '/graphql', from))).toBe('*');
  });
});

/** The status of the answer to the handshake: 101 when the socket opens. */
function handshake(app: TestApp, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

describe('a WebSocket', () => {
  it.each<[string, () => TestApp, Record<string, string>, number]>([
    ['of a program, which names no origin', () => closed, {}, 101],
    ['of a page of the gateway itself', () => closed, { origin: 'http://127.0.0.1:4000' }, 101],
    [
      'of such a page behind a proxy that passes on Host',
      () => closed,
      { origin, host: 'app.example.com' },
      101,
    ],
    [
      'of such a page behind a proxy that says which host it was',
      () => closed,
      { origin, 'x-forwarded-host': 'app.example.com' },
      101,
    ],
    ['of a page of another origin', () => closed, { origin }, 403],
    ['of a page without an origin', () => closed, { origin: 'null' }, 403],
    ['of a listed origin', () => listed, { origin }, 101],
    ['of an origin that is not listed', () => listed, { origin: 'https://evil.example' }, 403],
    ['of any origin where all are allowed', () => open, { origin: 'https://anywhere.example' }, 101],
    ['of what is no origin', () => listed, { origin: 'not an origin' }, 403],
  ])('%s', async (_, app, headers, status) => {
    expect(await handshake(app(), headers)).toBe(status);
  });
});
