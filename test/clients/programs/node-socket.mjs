// HTTP/1.0 written by hand on a socket; the host has no port, and the answer ends when the connection does.
import net from 'node:net';
import { flat, live } from './life.mjs';

const { port } = new URL(process.env.GATEWAY_URL);

await live((fields) => {
  const body = new URLSearchParams(flat(fields, (outer, inner) => `${outer}[${inner}]`)).toString();
  return new Promise((resolve, reject) => {
    const chunks = [];
    net
      .connect(port, '127.0.0.1')
      .on('data', (chunk) => chunks.push(chunk))
      .on('error', reject)
      .on('close', () => resolve(Buffer.concat(chunks).toString().split('\r\n\r\n', 2)[1]))
      .write(
        [
          'POST /api.php HTTP/1.0',
          'Host: 127.0.0.1',
          'Content-Type: application/x-www-form-urlencoded',
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body,
        ].join('\r\n'),
      );
  });
});
