import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServerCertificate } from '../support/smtp/certificates.js';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a receiver answers; the number of the request counts from 0. */
export type Answer = (response: ServerResponse, request: Received, index: number) => void;

export const answerWith =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end('noted');
  };

/** A receiver of webhooks on loopback, over HTTPS with a certificate. */
export async function startReceiver(answer: Answer = answerWith(204), certificate?: ServerCertificate) {
  const received: Received[] = [];
  const receiver = { answer };
  const listener: RequestListener = async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: await text(request) };
    received.push(one);
    receiver.answer(response, one, received.length - 1);
  };
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received: received as readonly Received[],
    connections: () => connections,
    answerFromNowOn: (next: Answer) => {
      receiver.answer = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
