import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const startSeconds = 60;
const stopSeconds = 15;

/** Those that run. Whatever way the benchmark ends, even while one of them is starting, they are told to end too. */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/**
 * Starts a program and waits until it prints its address on loopback, or until `isReady` says so. Its output goes to a
 * file, the same for all.
 */
export async function startProcess({ command, args, env, cwd, output, isReady }) {
  const file = await open(output, 'w', 0o600);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', file.fd, file.fd] });
  children.add(child);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  await file.close();
  let isOver = false;
  ended.then(() => {
    isOver = true;
    children.delete(child);
  });

  async function stop() {
    if (isOver) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000);
    await ended;
    clearTimeout(timer);
  }

  const deadline = Date.now() + startSeconds * 1000;
  while (!isOver && Date.now() < deadline) {
    const url = isReady ? await isReady() : await addressIn(output);
    if (url) return { pid: child.pid, url, stop };
    await sleep(3);
  }
  await stop();
  const lines = (await readFile(output, 'utf8')).trim().split('\n').slice(-5).join('\n');
  throw new Error(
    `${command} ${args.join(' ')} did not start: ${isOver ? await ended : 'too late'}\n${lines}`,
  );
}

async function addressIn(output) {
  return /http:\/\/127\.0\.0\.1:\d+(?=\D)/.exec(await readFile(output, 'utf8'))?.[0] ?? null;
}
