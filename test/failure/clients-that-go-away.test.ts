import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../support/servers.js';
import { type LogLine, startTestApp, type TestApp } from '../support/test-app.js';
import { unexpectedErrors } from './unexpected-errors.js';

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

describe('a client that goes away in the middle of a long answer', () => {
  beforeAll(async () => {
    for (let made = 0; made < 24; made += 1) {
      await createServer(app, { SendMethodSMTPPassword: 'p'.repeat(900_000) });
    }
  });

  it('does not hurt anybody, and is no fault of the gateway', async () => {
    const query = new URLSearchParams({ Command: 'deliveryservers.get', APIKey: app.adminKey });
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const request = get(`${app.url}/api.php?${query}`, { agent: false });
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        await once(response, 'data');
        response.destroy();
      }),
    );
    await expect.poll(() => app.log.filter(({ status }) => status === 499).length).toBe(4);
    expect(unexpectedErrors(app)).toEqual([]);
    const whole = await (await fetch(`${app.url}/api.php?${query}`)).json();
    expect(Object.keys((whole as { DeliveryServers: object }).DeliveryServers).length).toBeGreaterThanOrEqual(
      24,
    );
  });

  it('while the next page is read, is no fault of the gateway', async () => {
    const columns =
      'name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required, link_tracking_domain, open_tracking_domain, mail_from';
    for (let doubled = 0; doubled < 7; doubled += 1) {
      await app.sql(
        `INSERT INTO delivery_servers (${columns}) SELECT ${columns} FROM delivery_servers LIMIT 2000`,
      );
    }
    const query = new URLSearchParams({
      Command: 'deliveryservers.get',
      APIKey: await app.createKey(['READ']),
    });
    for (let round = 0; round < 10; round += 1) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write(`GET /api.php?${query} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await once(socket, 'data');
      await sleep(round * 2);
      socket.resetAndDestroy();
    }
    const isRequest = (line: LogLine) => line.msg === 'request' && line.path === '/api.php';
    await expect.poll(() => app.log.filter(isRequest).length, { timeout: 20_000 }).toBe(10);
    await sleep(200);
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it('before it begins, does not hurt either', async () => {
    const body = JSON.stringify({ Command: 'deliveryservers.get', APIKey: app.adminKey });
    for (let round = 0; round < 5; round += 1) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.write(`POST /api.php HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      await sleep(round * 5);
      socket.destroy();
    }
    await expect.poll(() => app.log.filter(({ msg }) => msg === 'request').length).toBe(5);
    await sleep(100);
    expect(unexpectedErrors(app)).toEqual([]);
  });
});
