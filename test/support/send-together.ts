import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestApp } from './test-app.js';

interface Together {
  query: string;
  variables?: object;
}

/**
 * Sends requests in one piece over one connection, so that they arrive in the same turn of the gateway's event loop, and
 * gives their answers in order. Only for short ones.
 */
// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
export async function sendTogether(app: TestApp, requests: readonly Together[]): Promise<any[]> {
  const { hostname, port, host } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const texts = requests.map((request, index) => {
    const body = JSON.stringify(request);
    const lines = [
      'POST /graphql HTTP/1.1',
      `host: ${host}`,
      `authorization: Bearer ${app.adminKey}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `connection: ${index === requests.length - 1 ? 'close' : 'keep-alive'}`,
    ];
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  });
  socket.write(texts.join(''));
  let received = '';
  for await (const piece of socket.setEncoding('utf8')) received += piece;
  return [...received.matchAll(/\r\n\r\n(\{.*\})/g)].map(([, body = '']) => JSON.parse(body));
}
