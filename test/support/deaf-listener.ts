import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Listens, says on which port, and then does nothing any more, not even take connections. */
const program = `
  const server = require('node:net').createServer().listen({ host: process.argv[1], port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

/** A port at which connections are asked for in vain, as behind a firewall that drops them. */
export async function startDeafListener(host: string) {
  const child = spawn(process.execPath, ['-e', program, host], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = await once(child.stdout, 'data');
  const port = Number(first);
  const waiting: Socket[] = [];
  // The system takes a few by itself, until its queue is full.
  for (let isFull = false; !isFull; ) {
    const socket = connect({ host, port });
    waiting.push(socket);
    isFull = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 300)),
    ]);
  }
  return {
    port,
    stop: async () => {
      for (const socket of waiting) socket.on('error', () => {}).destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
