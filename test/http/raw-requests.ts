import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'vitest';
import type { TestApp } from '../support/test-app.js';

/**
 * Sends bytes on a connection of their own, and gives the lines of the head and the body of what comes back.
 * @param then `end` when the client has nothing more to say
 */
export async function askRaw(app: TestApp, bytes: string | Buffer, then?: 'end') {
  const socket = connect({
    port: Number(new URL(app.url).port),
    host: '127.0.0.1',
    allowHalfOpen: then === 'end',
  });
  let answer = '';
  socket.on('data', (piece) => (answer += piece));
  socket.on('error', () => {});
  socket.write(bytes);
  if (then === 'end') socket.end();
  await once(socket, 'close');
  app.transcript.note(answer);
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { head: head.split('\r\n'), body: JSON.parse(body) };
}

/** That the answer can be found in the log, and that neither repeats what was sent. */
export function expectTold(app: TestApp, head: string[], facts: object): void {
  const requestId = head.find((line) => line.startsWith('x-request-id: '))?.slice(14);
  expect(app.log).toMatchObject([{ msg: 'request', requestId, ...facts, reason: expect.any(String) }]);
  expect(head).toContain('connection: close');
  expect(head).toContain('cache-control: no-store');
  expect(head).toContain('x-content-type-options: nosniff');
  expect(JSON.stringify([head, app.log])).not.toMatch(/xxx|rgen|gold/);
}
