import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  proxy = await startDatabaseProxy(database.url);
  app = await startTestApp({ databaseUrl: proxy.url });
});
afterAll(async () => {
  await app?.stop();
  await proxy?.close();
  await database?.drop();
});
beforeEach(() => {
  app.log.length = 0;
});

const host = 'Host: a\r\n';

describe('the log', () => {
  it.each([
    ['/api.php/dgk_a-key-that-was-pasted', '/api.php/*'],
    ['/api/v1/dgk_a-key-that-was-pasted', '/api/v1/*'],
    ['/pasted/api.php', '/api.php'],
    ['/pasted/api.php/pasted', '/api.php/*'],
    ['//graphql/?query=pasted', '/graphql'],
    ['/graphql/stream/?query=pasted', '/graphql/stream'],
    ['/nothing/dgk_a-key-that-was-pasted', '/*'],
    ['/dgk_a-key-that-was-pasted', '/*'],
    ['/graphql/dgk_a-key-that-was-pasted', '/graphql/*'],
    ['/graphql/stream/dgk_a-key-that-was-pasted', '/graphql/*'],
    ['/readyz/dgk_a-key-that-was-pasted', '/*'],
    ['/playground/dgk_a-key-that-was-pasted', '/playground/*'],
    ['//api.php?APIKey=dgk_a-key-that-was-pasted', '/api.php'],
    ['/%64gk_a-key-that-was-pasted', '/*'],
    ['/readyz?dgk_a-key-that-was-pasted', '/readyz'],
  ])('of %s has the route %s', async (path, route) => {
    await fetch(`${app.url}${path}`);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ path: route }]);
    expect(JSON.stringify(app.log)).not.toContain('pasted');
  });

  it('does not blame the database for a client that goes away in the middle of a body', async () => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /api.php HTTP/1.1\r\n${host}Content-Length: 500\r\n\r\n{"a":`);
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0);
    setTimeout(() => socket.resetAndDestroy(), 50);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 499 }]);
    expect(app.log.filter(({ level }) => Number(level) > 30)).toEqual([]);
  });

  it('does not call it unexpected when a subscriber goes away before it is answered', async () => {
    const key = await app.createKey(['READ']);
    // Known from now on, so that it is the subscription that waits for the database.
    await app.graphql('{ viewer { name } }', {}, key);
    app.log.length = 0;
    proxy.freeze();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const body = JSON.stringify({ query: 'subscription { deliveryServerChanged { kind } }' });
    socket.write(
      `POST /graphql/stream HTTP/1.1\r\n${host}Accept: text/event-stream\r\nContent-Type: application/json\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    setTimeout(() => socket.resetAndDestroy(), 100);
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 499 }]);
    await proxy.restore();
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'subscription')).toHaveLength(1);
    expect(app.log.filter(({ level }) => Number(level) > 40)).toEqual([]);
  });
});
