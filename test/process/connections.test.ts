import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';

const connections = 1_000;

let fixture: GatewayFixture;
let gateway: GatewayProcess;

beforeAll(async () => {
  fixture = await GatewayFixture.create();
  gateway = await fixture.start();
});
afterAll(() => fixture?.dispose());

// What the system has no room for is not refused: the client tries again after one, three and seven seconds.
it('1,000 clients that connect while the gateway is busy are all taken', async ({ skip }) => {
  const allowed = Number(await readFile('/proc/sys/net/core/somaxconn', 'utf8'));
  if (allowed < connections) return skip('The system lets fewer connections wait.');
  const port = Number(new URL(gateway.url).port);
  const sockets: Socket[] = [];
  gateway.kill('SIGSTOP');
  try {
    for (let made = 0; made < connections; made += 1) sockets.push(connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  } finally {
    gateway.kill('SIGCONT');
  }
  const answers = sockets.map((socket) => {
    socket.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n');
    return text(socket);
  });
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
