import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import {
  commandsIn,
  compose,
  defaultPort,
  gatewayStopSeconds,
  textIn,
  unknownVariables,
} from './deployment-files.js';

const { gateway, mysql, nginx } = compose.services;
const environment: Record<string, string> = gateway.environment;
const proxy = textIn('deploy', 'nginx', 'compose.conf');

let directory: string;
const inDirectory = (path: string) => resolve(directory, path);
const secretFile = (name: string) => inDirectory(compose.secrets[name].file);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gateway-compose-'));
  mkdirSync(inDirectory('deploy'));
  makeSecrets();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the documented command; `docker` itself is for others. */
function makeSecrets(): void {
  const commands = commandsIn('Containers').split(/^docker compose /m)[0] ?? '';
  execFileSync('bash', ['-ec', commands], { cwd: directory, stdio: 'pipe' });
}

describe('compose.yaml', () => {
  it('sets variables that the gateway reads', () => {
    expect(unknownVariables(Object.keys(environment))).toEqual([]);
  });

  it.each(Object.entries({ gateway, mysql, nginx }))('restricts %s', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    });
    expect(Object.keys(service.deploy.resources.limits)).toEqual(['cpus', 'memory', 'pids']);
  });

  it('waits longer than the gateway takes to stop', () => {
    expect(Number.parseInt(gateway.stop_grace_period, 10)).toBeGreaterThan(gatewayStopSeconds);
  });

  it('sends requests through nginx to the port of the gateway', () => {
    expect(proxy).toContain(`set $gateway gateway:${defaultPort};`);
    const [, port] = /listen (\d+);/.exec(proxy) ?? [];
    expect(nginx.ports).toEqual([`127.0.0.1:8080:${port}`]);
  });
});

describe('the secrets of compose.yaml', () => {
  it.each(Object.entries({ gateway, mysql }))(
    'are all given to %s that it reads, and no others',
    (_, service) => {
      const read = Object.entries<string>(service.environment).filter(([name]) => name.endsWith('_FILE'));
      expect(read.map(([, path]) => path.replace('/run/secrets/', '')).sort()).toEqual(
        [...service.secrets].sort(),
      );
    },
  );

  it('are made by the documented command, which is also at the head of the file', () => {
    for (const name of Object.keys(compose.secrets))
      expect(readFileSync(secretFile(name), 'utf8')).not.toBe('');
    const head = textIn('compose.yaml')
      .replace(/^# {0,3}/gm, '')
      .replace(/\s+/g, ' ');
    expect(head).toContain(commandsIn('Containers').replace(/\s+/g, ' ').trim());
  });

  it('are such as the gateway accepts', () => {
    const entries = Object.entries(environment).map(([name, value]) => [
      name,
      value.startsWith('/run/secrets/') ? secretFile(value.replace('/run/secrets/', '')) : value,
    ]);
    const { database } = loadConfig(Object.fromEntries(entries));
    const password = readFileSync(secretFile('mysql_password'), 'utf8').trim();
    expect(database).toMatchObject({ kind: 'external' });
    const url = new URL(readFileSync(secretFile('database_url'), 'utf8').trim());
    expect([url.username, url.password, url.hostname, url.pathname]).toEqual([
      mysql.environment.MYSQL_USER,
      password,
      'mysql',
      `/${mysql.environment.MYSQL_DATABASE}`,
    ]);
  });

  it('can be read in a container by any user, and on the machine by their owner alone', () => {
    expect(statSync(secretFile('secrets_key')).mode & 0o777).toBe(0o644);
    expect(statSync(inDirectory('deploy/secrets')).mode & 0o777).toBe(0o700);
  });

  it('are not made anew by a second run, which would lose the key of the SMTP passwords', () => {
    const before = Object.keys(compose.secrets).map((name) => readFileSync(secretFile(name), 'utf8'));
    expect(makeSecrets).toThrow('File exists');
    expect(Object.keys(compose.secrets).map((name) => readFileSync(secretFile(name), 'utf8'))).toEqual(
      before,
    );
  });

  it('are kept out of git and out of the image', () => {
    expect(textIn('.gitignore').split('\n')).toContain('/deploy/secrets/');
    expect(textIn('.dockerignore')).not.toContain('deploy');
  });
});
