import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Environment, GatewayFixture } from '../support/gateway-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Client, newServer } from './client.js';

let fixture: GatewayFixture;
let database: TestDatabase;
let environment: Environment;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
  database = await createTestDatabase();
  fixture.transcript.guard('database password', new URL(database.url).password);
  environment = { DATABASE_URL: database.url, SECRETS_KEY: newSecretsKey() };
});
afterEach(async () => {
  await fixture.dispose();
  await database.drop();
});

describe('a gateway on a database of its operator', () => {
  it('prints a key on the first start and keeps everything there', async () => {
    const first = await fixture.start(environment);
    expect(first.stdout).toContain('\n  Data         the database of DATABASE_URL\n');
    const key = first.printedKey;
    const id = await new Client(first.url, key, fixture.transcript).createServer();
    first.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(existsSync(fixture.dataDirectory)).toBe(false);

    const second = await fixture.start(environment);
    expect(second.printedKey).toBeNull();
    const { body } = await new Client(second.url, key, fixture.transcript).legacy({
      Command: 'deliveryservers.get',
    });
    expect(body.DeliveryServers[id].ConnectionParams.smtp_password).toBe(newServer.SendMethodSMTPPassword);
  });

  it('ends with 1 and a short message when the passwords there were sealed with another key', async () => {
    const first = await fixture.start(environment);
    const key = first.printedKey;
    await new Client(first.url, key, fixture.transcript).createServer();
    first.kill('SIGTERM');
    await first.exited;

    const mistaken = fixture.spawn({ ...environment, SECRETS_KEY: newSecretsKey() });
    expect(await mistaken.exited).toEqual({ code: 1, signal: null });
    expect(mistaken.stderr).toBe(
      'The SMTP passwords in this database were sealed with another SECRETS_KEY. Start with the key that sealed them.\n',
    );
    expect(mistaken.stdout).toBe('');

    const right = await fixture.start(environment);
    expect(await new Client(right.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  it('serves next to another gateway on the same database', async () => {
    const [one, other] = await Promise.all([fixture.start(environment), fixture.start(environment)]);
    const key = one.printedKey ?? other.printedKey;
    await new Client(one.url, key, fixture.transcript).createServer();
    expect(await new Client(other.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  it('connects to a database whose name and password a URL has to encode', async () => {
    const name = `test space %@ ${randomBytes(4).toString('hex')}`;
    const password = fixture.transcript.guard('database password', 'p%25@ss/w?rd#1:é');
    const user = `test_${randomBytes(4).toString('hex')}%`;
    await database.sql(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    await database.sql(`CREATE USER ?@'%' IDENTIFIED BY ?`, [user, password]);
    await database.sql(`GRANT ALL ON \`${name}\`.* TO ?@'%'`, [user]);
    const url = new URL(database.url);
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
    url.pathname = `/${encodeURIComponent(name)}`;
    const gateway = await fixture.start({ ...environment, DATABASE_URL: url.href });
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    gateway.kill('SIGTERM');
    await gateway.exited;
    await database.sql(`DROP USER ?@'%'`, [user]);
    await database.sql(`DROP DATABASE \`${name}\``);
  });

  it.each([
    [
      'with a password that the database refuses',
      (url: URL) => {
        url.password = 'the-wrong-password';
      },
      'The database refuses the user name or the password of DATABASE_URL.\n',
    ],
    [
      'when its host has no address',
      (url: URL) => {
        url.hostname = 'no-such-host.invalid';
      },
      'The host of DATABASE_URL cannot be resolved to an address. Check its name, and that the name server answers.\n',
    ],
    [
      'when its database does not exist',
      (url: URL) => {
        url.pathname = '/no_such_database';
      },
      'The database that DATABASE_URL names does not exist. Create it first.\n',
    ],
    ...['a'.repeat(65), 'a%20'].map((name): [string, (url: URL) => void, string] => [
      `when no database can have the name ${name}`,
      (url) => {
        url.pathname = `/${name}`;
      },
      'What DATABASE_URL names cannot be the name of a database.\n',
    ]),
    [
      'when the database does not offer TLS that was asked for',
      (url: URL) => {
        url.search = '?ssl=true';
      },
      'The TLS that DATABASE_URL asks for failed: the database offers none, or its certificate is not trusted (name its authority with ssl_ca).\n',
    ],
  ])('ends with 1 and says what to do %s', async (_, spoil, message) => {
    const url = new URL(database.url);
    spoil(url);
    const gateway = fixture.spawn({ ...environment, DATABASE_URL: url.href });
    expect(await gateway.exited).toEqual({ code: 1, signal: null });
    expect(gateway.stderr).toBe(message);
  });
});

function newSecretsKey(): string {
  return fixture.transcript.guard('sealing key', randomBytes(32).toString('base64'));
}
