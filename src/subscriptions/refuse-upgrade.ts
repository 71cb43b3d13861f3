import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers a request that cannot become a WebSocket as a plain one, and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const code = status === 404 ? 'NOT_FOUND' : 'SERVICE_UNAVAILABLE';
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  // Nobody else looks after this connection any more, and its client may never close its half.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(status === 503 ? ['Retry-After: 5'] : []),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
