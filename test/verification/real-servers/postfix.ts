import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ServerCertificate } from '../../support/smtp/certificates.js';
import type { SigningKey } from '../dkim/signing-keys.js';

const run = promisify(execFile);

/** Debian: postfix, opendkim, sasl2-bin, libsasl2-modules. */
const programs = ['/usr/sbin/postfix', '/usr/sbin/opendkim', '/usr/sbin/saslpasswd2'];

/** Why there can be no Postfix here; null when there can. */
export const postfixMissing: string | null = (() => {
  if (process.getuid?.() !== 0) return 'Postfix can be started by the superuser alone';
  const missing = programs.filter((program) => !isThere(program));
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`;
})();

export interface PostfixOptions {
  certificate: ServerCertificate;
  user: { name: string; password: string };
  /** With which OpenDKIM signs, as `shop.test` and selector `s1`. */
  key: SigningKey;
  /** Where mail of each domain is handed on, on this machine. */
  ports: Readonly<Record<string, number>>;
}

/** Postfix and OpenDKIM as they come with Debian, in a folder and on ports of their own. */
export async function startPostfix(options: PostfixOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'postfix-'));
  const [submission, implicit, milter] = await freePorts(3);
  if (!submission || !implicit || !milter) throw new Error('There are no free ports.');
  await writeFiles(folder, options, { submission, implicit, milter });
  const opendkim = spawn('/usr/sbin/opendkim', ['-f', '-x', join(folder, 'opendkim.conf')], {
    stdio: 'ignore',
  });
  await listening(milter);
  const postfix = (command: string) => run('/usr/sbin/postfix', ['-c', join(folder, 'etc'), command]);
  await postfix('start');
  await listening(submission);
  return {
    /** With STARTTLS, and with TLS at once. */
    ports: { submission, implicit },
    async stop() {
      await postfix('stop');
      opendkim.kill();
      await once(opendkim, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Ports {
  submission: number;
  implicit: number;
  milter: number;
}

async function writeFiles(folder: string, options: PostfixOptions, ports: Ports): Promise<void> {
  // The daemons give up the rights of the superuser.
  await chmod(folder, 0o755);
  for (const name of ['etc', 'etc/sasl', 'queue', 'data']) await mkdir(join(folder, name), { mode: 0o755 });
  await run('chown', ['postfix', join(folder, 'data')]);
  const write = (name: string, lines: readonly string[], mode = 0o644) =>
    writeFile(join(folder, name), `${lines.join('\n')}\n`, { mode });
  await write('certificate.pem', [options.certificate.cert]);
  await write('key.pem', [options.certificate.key], 0o600);
  await write('dkim.pem', [options.key.privateKey], 0o600);
  await write('opendkim.conf', [
    ...[
      'Mode s',
      'Domain shop.test',
      'Selector s1',
      `KeyFile ${join(folder, 'dkim.pem')}`,
      'RequireSafeKeys no',
    ],
    ...['Canonicalization relaxed/simple', `Socket inet:${ports.milter}@127.0.0.1`],
  ]);
  // Debian's Postfix looks beside its own settings, whatever `cyrus_sasl_config_path` says.
  await write('etc/sasl/smtpd.conf', [
    ...['pwcheck_method: auxprop', 'auxprop_plugin: sasldb', `sasldb_path: ${join(folder, 'users.db')}`],
    'mech_list: PLAIN LOGIN CRAM-MD5',
  ]);
  await addUser(join(folder, 'users.db'), options.user);
  await write('etc/main.cf', mainSettings(folder, options, ports));
  await write('etc/master.cf', services(ports));
}

function mainSettings(folder: string, { ports }: PostfixOptions, { milter }: Ports): string[] {
  const transports = Object.entries(ports).map(([domain, port]) => `{${domain}=smtp:[127.0.0.1]:${port}}`);
  return [
    ...['compatibility_level = 3.6', 'myhostname = mail.shop.test', 'mydestination =', 'alias_maps ='],
    ...['inet_interfaces = 127.0.0.1', 'inet_protocols = ipv4', 'biff = no'],
    ...[`queue_directory = ${folder}/queue`, `data_directory = ${folder}/data`],
    ...[`maillog_file = ${folder}/mail.log`, `maillog_file_prefixes = ${folder}`],
    ...[`smtpd_tls_cert_file = ${folder}/certificate.pem`, `smtpd_tls_key_file = ${folder}/key.pem`],
    ...['smtpd_tls_security_level = may', 'smtpd_tls_auth_only = yes'],
    ...['smtpd_sasl_auth_enable = yes'],
    ...[
      'smtpd_sasl_local_domain = shop.test',
      'smtpd_relay_restrictions = permit_sasl_authenticated, reject',
    ],
    ...[`smtpd_milters = inet:127.0.0.1:${milter}`, 'milter_default_action = tempfail'],
    ...[`transport_maps = inline:{ ${transports.join(', ')} }`, 'smtp_tls_security_level = may'],
    ...['smtp_dns_support_level = disabled', 'smtp_host_lookup = native', 'bounce_queue_lifetime = 0'],
  ];
}

function services({ submission, implicit }: Ports): string[] {
  const internal = [
    ...['cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'tlsmgr unix - - n 1000? 1 tlsmgr'],
    ...[
      'rewrite unix - - n - - trivial-rewrite',
      'bounce unix - - n - 0 bounce',
      'defer unix - - n - 0 bounce',
    ],
    ...['trace unix - - n - 0 bounce', 'proxymap unix - - n - - proxymap', 'smtp unix - - n - - smtp'],
    ...['error unix - - n - - error', 'retry unix - - n - - error', 'anvil unix - - n - 1 anvil'],
    ...['scache unix - - n - 1 scache', 'postlog unix-dgram n - n - 1 postlogd'],
  ];
  return [
    `127.0.0.1:${submission} inet n - n - - smtpd`,
    `127.0.0.1:${implicit} inet n - n - - smtpd`,
    '  -o smtpd_tls_wrappermode=yes',
    ...internal,
  ];
}

/** The password goes over standard input, as that is how the program takes it. */
async function addUser(file: string, { name, password }: PostfixOptions['user']): Promise<void> {
  const program = spawn('/usr/sbin/saslpasswd2', ['-p', '-c', '-f', file, '-u', 'shop.test', name]);
  program.stdin.end(password);
  const [code] = await once(program, 'exit');
  if (code !== 0) throw new Error(`saslpasswd2 ended with ${code}.`);
  await run('chown', ['postfix', file]);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(100);
  }
  throw new Error(`Nobody listens at port ${port}.`);
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
