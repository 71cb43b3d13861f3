import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const program = `
  const [, host, port] = process.argv;
  const server = require('node:net').createServer();
  server.listen({ host, port: Number(port), backlog: 1 }, () => console.log(server.address().port));
`;

/** A port that answers nobody any more, as behind a firewall that drops: its queue is full, and who listens is stopped. */
export async function startStalledListener(host: string, port = 0) {
  const child = spawn(process.execPath, ['-e', program, host, `${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [told] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const chosen = Number(`${told}`);
  const sockets = Array.from({ length: 8 }, () => connect(chosen, host).on('error', () => {}));
  // The queue takes as many as it is long, and one; the system drops the others.
  while (sockets.filter(({ connecting }) => !connecting).length < 2) await sleep(5);
  return {
    host,
    port: chosen,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
