import { join } from 'node:path';
import { textIn } from '../deployment/deployment-files.js';
import type { Certificate } from './certificate.js';

/** What a user of an example writes into it. */
export interface Wishes {
  directory: string;
  port: number;
  certificate: Certificate;
  /** Host and port of each gateway. */
  gateways: readonly string[];
  /** Whether the gateway sees the path under which it is found. */
  path: 'kept' | 'taken away';
}

/** A proxy with its example in `deploy`. */
export interface ProxyKind {
  name: 'nginx' | 'haproxy';
  /** The files that it is started with; the first is the one that it is told. */
  files(wishes: Wishes): Readonly<Record<string, string>>;
  command(file: string): string[];
  /** Whether it asks gateways for their state. */
  isChecking: boolean;
}

export const nginx: ProxyKind = {
  name: 'nginx',
  files: ({ directory, port, certificate, gateways, path }) => ({
    'nginx.conf': nginxAround(directory),
    'gateway.conf': changed(textIn('deploy', 'nginx', 'gateway.conf'), [
      ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
      ['server_name gateway.example.com;', 'server_name localhost;'],
      ['/etc/nginx/gateway.pem', certificate.path],
      ['/etc/nginx/gateway.key', certificate.keyPath],
      ['  server 127.0.0.1:4000;', gateways.map((gateway) => `  server ${gateway};`).join('\n')],
      ...changeIf(path === 'taken away', 'http://delivery_gateway;', 'http://delivery_gateway/;'),
    ]),
  }),
  command: (file) => ['-c', file],
  isChecking: false,
};

export const haproxy: ProxyKind = {
  name: 'haproxy',
  files: ({ port, certificate, gateways, path }) => ({
    'haproxy.cfg': changed(textIn('deploy', 'haproxy', 'haproxy.cfg'), [
      ['  user haproxy', '  # no user'],
      ['bind :443', `bind 127.0.0.1:${port}`],
      ['/etc/haproxy/gateway.pem', certificate.pairPath],
      ...['gateway-1 127.0.0.1:4000 check', 'gateway-1-unready 127.0.0.1:4000 backup'].map(
        (server) => [`  server ${server} # yours`, forEachGateway(server, gateways)] as const,
      ),
      ...changeIf(path === 'taken away', '# http-request replace-path', 'http-request replace-path'),
    ]),
  }),
  command: (file) => ['-f', file],
  isChecking: true,
};

function forEachGateway(server: string, gateways: readonly string[]): string {
  const lines = gateways.map((address, index) =>
    server.replace('gateway-1', `gateway-${index + 1}`).replace('127.0.0.1:4000', address),
  );
  return lines.map((line) => `  server ${line}`).join('\n');
}

/** What a distribution has in its `nginx.conf`, with every path below the folder of the test. */
function nginxAround(directory: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 2;
    pid ${join(directory, 'nginx.pid')};
    error_log stderr warn;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${join(directory, name)};`).join('\n')}
      include ${join(directory, 'gateway.conf')};
    }`;
}

type Change = readonly [from: string, to: string];

export function changeIf(condition: boolean, ...change: Change): Change[] {
  return condition ? [change] : [];
}

/** An example as its user has it. */
export function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((result, [from, to]) => {
    if (result.split(from).length !== 2) throw new Error(`The example must say "${from}" once.`);
    return result.replace(from, () => to);
  }, text);
}
