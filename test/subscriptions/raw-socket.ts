import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { TestApp } from '../support/test-app.js';

/** A WebSocket without a client library around it. */
export interface RawSocket {
  socket: WebSocket;
  /** What the gateway has sent. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  messages: any[];
  send(message: unknown): void;
  /** Code and reason of the close. */
  closed: Promise<[number, string]>;
}

interface RawSocketOptions {
  headers?: object;
  protocol?: string | null;
  path?: string;
}

export async function openRawSocket(
  app: TestApp,
  { headers = {}, protocol = 'graphql-transport-ws', path = '/graphql' }: RawSocketOptions = {},
): Promise<RawSocket> {
  const url = `${app.url.replace('http', 'ws')}${path}`;
  const socket = new WebSocket(url, protocol === null ? [] : [protocol], { headers: { ...headers } });
  const messages: unknown[] = [];
  socket.on('message', (data) => {
    app.transcript.note(String(data));
    messages.push(JSON.parse(String(data)));
  });
  const closed = once(socket, 'close').then(([code, reason]): [number, string] => [code, String(reason)]);
  await once(socket, 'open');
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

/** One on which the gateway has accepted the admin key. */
export async function openAcknowledgedSocket(app: TestApp): Promise<RawSocket> {
  const raw = await openRawSocket(app);
  raw.send(connectionInit(app.adminKey));
  await expect.poll(() => raw.messages.length).toBe(1);
  expect(raw.messages[0]).toEqual({ type: 'connection_ack' });
  return raw;
}

export function connectionInit(key: string) {
  return { type: 'connection_init', payload: { authorization: `Bearer ${key}` } };
}

/** A TCP connection on which these lines were sent as the head of a request. */
export async function sendLines(app: TestApp, ...lines: string[]): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** Everything that comes until the other side closes. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
