import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { json, malformedRequests } from './malformed-requests.js';
import { app, ask, expectTidy, markup, useTidyApp } from './tidy-answers.js';
import { unexpectedErrors } from './unexpected-errors.js';

const paths = ['/api.php', '/graphql'] as const;
useTidyApp();

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
