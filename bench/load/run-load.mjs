import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;

/**
 * Keeps `connections` clients busy for some seconds, each sending its next request when it has the answer to the one
 * before. The generator is a process of its own: wrk, or autocannon where there is no wrk. It finds its requests in a
 * file in `directory`.
 *
 * @returns requests, seconds, bytes, failures, and p50 and p99 in milliseconds
 */
export async function runLoad({ wrk, directory, url, requests, connections, seconds }) {
  const file = join(directory, 'requests');
  const { command, args, environment, content } = wrk
    ? byWrk(wrk, file, { url, requests, connections, seconds })
    : byAutocannon(file, { url, requests, connections, seconds });
  await writeFile(file, content, { mode: 0o600 });
  const { stdout } = await run(command, args, {
    env: { PATH: process.env.PATH, ...environment },
    timeout: (seconds + 30) * 1000,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function byWrk({ path, environment }, file, { url, requests, connections, seconds }) {
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '20s',
    '-s',
    join(here, 'wrk.lua'),
    url,
  ];
  return {
    command: path,
    args: [...args, '--', file],
    environment,
    content: requests.map((request) => `${wireText(url, request)}\0`).join(''),
  };
}

function byAutocannon(file, load) {
  return {
    command: process.execPath,
    args: [join(here, 'autocannon.mjs'), file],
    environment: {},
    content: JSON.stringify(load),
  };
}

function wireText(url, { method, path, headers, body = '' }) {
  const lines = Object.entries({
    host: new URL(url).host,
    ...headers,
    ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
