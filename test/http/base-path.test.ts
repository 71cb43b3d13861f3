import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { TestApp } from '../support/test-app.js';
import { startPlayground } from './playground/playground-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startPlayground({ basePath: '/mail/gateway' });
});
afterAll(() => app?.stop());

/** As clients ask, and as a proxy asks that takes the path away. */
const prefixes = ['/mail/gateway', ''];

describe.each(prefixes)('a gateway under a path, asked at "%s"', (prefix) => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(app.url + prefix + path, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });

  it.each(['/healthz', '/readyz', '/playground/', '/playground/favicon.svg'])('answers %s', async (path) => {
    const known = path.endsWith('.svg') ? await assetOf(/href="\.\/([^"]*\.svg)"/) : path;
    expect((await get(known)).status).toBe(200);
  });

  it('answers operations and legacy commands', async () => {
    const authorization = `Bearer ${app.adminKey}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ viewer { kind } }' });
    const graphql = await fetch(`${app.url}${prefix}/graphql`, { method: 'POST', headers, body });
    expect(await graphql.json()).toEqual({ data: { viewer: { kind: 'API_KEY' } } });
    for (const path of ['/api.php', '/api/v1/deliveryservers.get', '/api.php/DeliveryServers.Get']) {
      const command = path === '/api.php' ? '?Command=DeliveryServers.Get' : '';
      const legacy = await get(path + command, { authorization });
      expect(await legacy.json()).toMatchObject({ Success: true });
    }
  });

  it.each(['/', '/graphql', '//GraphQL/', '/playground'])(
    'leads a browser from %s to the playground',
    async (path) => {
      const { status, headers } = await get(path);
      expect([status, headers.get('location')]).toEqual([302, '/mail/gateway/playground/']);
    },
  );

  it('names its assets so that they are found', async () => {
    const script = await assetOf(/src="\.\/([^"]*\.js)"/);
    const answer = await get(script);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
  });

  it('opens WebSockets and event streams', async () => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}${prefix}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.terminate();
    const query = 'subscription { deliveryServerChanged { kind } }';
    const stream = await get(`/graphql/stream?query=${encodeURIComponent(query)}`, {
      accept: 'text/event-stream',
      authorization: `Bearer ${app.adminKey}`,
    });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    await stream.body?.cancel();
  });

  it('logs the route without the path of the installation', async () => {
    app.log.length = 0;
    await get('/graphql?query={viewer{kind}}', { authorization: `Bearer ${app.adminKey}` });
    const routes = () =>
      app.log.filter(({ msg, method }) => msg === 'request' && method === 'GET').map(({ path }) => path);
    await expect.poll(routes).toContain('/graphql');
  });
});

describe('a gateway under a path', () => {
  it('leads a browser that leaves out the last slash to the playground', async () => {
    const { status, headers } = await fetch(`${app.url}/mail/gateway`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect([status, headers.get('location')]).toEqual([302, '/mail/gateway/playground/']);
  });

  it('has nothing at paths that only begin alike', async () => {
    for (const path of ['/mail/gateway2/healthz', '/mail/healthz', '/MAIL/gateway/healthz'])
      expect((await fetch(app.url + path)).status).toBe(404);
  });
});

async function assetOf(pattern: RegExp): Promise<string> {
  const page = await (await fetch(`${app.url}/playground/`)).text();
  return `/playground/${pattern.exec(page)?.[1]}`;
}
