import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchUrl } from '../load/exchange.mjs';
import { startProcess } from './start-process.mjs';

const workers = 16;
const script = resolve(import.meta.dirname, '..', 'peers', 'api.php');

/**
 * Starts nginx before php-fpm, with settings of their own in a temporary folder, on a port chosen by the system.
 * @param environment what the script is told besides
 */
export async function startPhp({ programs, databaseUrl, secretsKey, directory, started }, environment = {}) {
  const { nginx, phpFpm } = programs.php;
  // Not in `directory`: the path of a socket must be short.
  const home = await mkdtemp(join(tmpdir(), 'bench-php-'));
  const removeHome = started.add(() => rm(home, { recursive: true, force: true }));
  const socket = join(home, 'fpm.sock');
  const port = await freePort();
  await mkdir(join(home, 'temporary'));
  await writeFile(join(home, 'php.ini'), phpIni(phpFpm.modules), { mode: 0o600 });
  await writeFile(
    join(home, 'fpm.conf'),
    fpmConf(home, socket, databaseUrl, { SECRETS_KEY: secretsKey, ...environment }),
    { mode: 0o600 },
  );
  await writeFile(join(home, 'nginx.conf'), nginxConf(home, socket, port), { mode: 0o600 });

  let fpm;
  try {
    fpm = await startProcess({
      command: phpFpm.path,
      args: [
        '--nodaemonize',
        ...(process.getuid() === 0 ? ['--allow-to-run-as-root'] : []),
        '--php-ini',
        join(home, 'php.ini'),
        '--fpm-config',
        join(home, 'fpm.conf'),
      ],
      env: { ...phpFpm.environment, PHP_INI_SCAN_DIR: '' },
      cwd: home,
      output: join(directory, 'php-fpm.log'),
      isReady: async () => ((await stat(socket).catch(() => null)) ? socket : null),
    });
    const url = `http://127.0.0.1:${port}`;
    const front = await startProcess({
      command: nginx.path,
      args: ['-p', home, '-e', join(home, 'error.log'), '-c', join(home, 'nginx.conf')],
      env: nginx.environment,
      cwd: home,
      output: join(directory, 'nginx.log'),
      isReady: async () => ((await isAnswering(url)) ? url : null),
    });
    return {
      pids: [front.pid, fpm.pid],
      url,
      async stop() {
        await front.stop();
        await fpm.stop();
        await removeHome();
      },
    };
  } catch (error) {
    await fpm?.stop();
    await removeHome();
    throw error;
  }
}

async function isAnswering(url) {
  const body = JSON.stringify({ Command: 'deliveryserver.get', APIKey: 'not a key' });
  const answer = await fetchUrl(url, { method: 'POST', path: '/api.php', body }).catch(() => null);
  return answer?.status === 200;
}

const phpIni = ({ opcache, mysqlnd, mysqli }) => `
zend_extension = ${opcache}
extension = ${mysqlnd}
extension = ${mysqli}
opcache.enable = 1
opcache.validate_timestamps = 0
memory_limit = 2G
date.timezone = UTC
display_errors = 0
log_errors = 1
error_log = /dev/stderr
`;

function fpmConf(home, socket, databaseUrl, environment) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  return `
[global]
error_log = ${join(home, 'fpm.log')}
[bench]
${process.getuid() === 0 ? 'user = root\ngroup = root' : ''}
listen = ${socket}
pm = static
pm.max_children = ${workers}
pm.max_requests = 0
env[DB_HOST] = "${hostname}"
env[DB_PORT] = "${port}"
env[DB_USER] = "${username}"
env[DB_PASSWORD] = "${password}"
env[DB_NAME] = "${pathname.slice(1)}"
${Object.entries(environment)
  .map(([name, value]) => `env[${name}] = "${value}"`)
  .join('\n')}
`;
}

const nginxConf = (home, socket, port) => `
daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${join(home, 'nginx.pid')};
error_log ${join(home, 'error.log')};
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 100000000;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(home, 'temporary', name)};`)
    .join('\n  ')}
  upstream php { server unix:${socket}; keepalive ${workers}; }
  server {
    listen 127.0.0.1:${port};
    location = /api.php {
      fastcgi_pass php;
      fastcgi_keep_conn on;
      fastcgi_param SCRIPT_FILENAME ${script};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
    }
  }
}
`;

function freePort() {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolvePort(port));
    });
  });
}
