import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Environment, GatewayFixture } from '../support/gateway-process.js';
import { processesNaming } from '../support/processes.js';
import { Client } from './client.js';
import { refusedStart } from './refused-start.js';

let fixture: GatewayFixture;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe('a configuration with mistakes', () => {
  const guarded = (kind: string, value: string) => fixture.transcript.guard(kind, value);

  it('is refused with 78 and every mistake in one message, before anything is started', async () => {
    const { stderr, stdout } = await refusedStart(
      fixture,
      {
        PORT: '70000',
        HOST: 'no host/at all',
        DATABASE_URL: guarded('database address', 'postgres://ada:the-database-password@localhost/gateway'),
        ADMIN_API_KEY: guarded('API key', ` ${'short-no-more'.repeat(50)} `),
        ADMIN_PASSWORD: guarded('administrator password', 'the-lonely-password'),
        SECRETS_KEY: guarded('sealing key', 'bm90IDMyIGJ5dGVzIG9mIGtleQ=='),
        LEGACY_SMTP_PASSWORDS: 'perhaps',
        PLAYGROUND: 'maybe',
        LOG_LEVEL: 'loud',
      },
      78,
    );
    expect(stderr.split('\n')).toEqual([
      'The configuration has mistakes:',
      '  - PORT must be a whole number from 0 to 65535.',
      '  - HOST must be a host name or an IP address.',
      '  - DATABASE_URL must have the form mysql://user:password@host:port/database.',
      '  - ADMIN_API_KEY must have 8 to 512 characters.',
      '  - ADMIN_API_KEY must not begin or end with a space or a line break.',
      '  - ADMIN_USERNAME and ADMIN_PASSWORD must be set together.',
      '  - SECRETS_KEY must be 32 bytes in base64. Make one with "openssl rand -base64 32".',
      '  - LEGACY_SMTP_PASSWORDS must be one of show, hide.',
      '  - PLAYGROUND must be one of on, off.',
      '  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
      '',
    ]);
    expect(stdout).toBe('');
    expect(existsSync(fixture.dataDirectory)).toBe(false);
    for (const part of ['the-database-password', 'short-no-more', 'the-lonely-password', 'bm90']) {
      expect(stderr).not.toContain(part);
    }
  });

  it.each<[string, Environment, string]>([
    ['a port that is no number', { PORT: '4000a' }, 'PORT must be'],
    ['a port below 0', { PORT: '-1' }, 'PORT must be'],
    [
      'a database address that is no address',
      { DATABASE_URL: 'localhost', SECRETS_KEY: key(1) },
      'DATABASE_URL must have the form',
    ],
    [
      'a database address without a database',
      { DATABASE_URL: 'mysql://ada:pw@localhost:3306/', SECRETS_KEY: key(1) },
      'DATABASE_URL must have the form',
    ],
    [
      'an external database without a key for its secrets',
      { DATABASE_URL: 'mysql://ada:pw@localhost/gateway' },
      'SECRETS_KEY is required with DATABASE_URL',
    ],
    [
      'an unknown parameter of the database address',
      { DATABASE_URL: 'mysql://ada:pw@localhost/gateway?multipleStatements=true', SECRETS_KEY: key(1) },
      'takes only the parameters ssl and ssl_ca',
    ],
    ['an administrator without a password', { ADMIN_USERNAME: 'ada' }, 'must be set together'],
    ['a short key', { ADMIN_API_KEY: '7 chars' }, 'ADMIN_API_KEY must have 8 to 512'],
  ])('is refused for %s alone', async (_, environment, message) => {
    const { stderr } = await refusedStart(fixture, environment, 78);
    expect(stderr).toContain(message);
    expect(stderr.match(/^ {2}- /gm)).toHaveLength(1);
    expect(existsSync(fixture.dataDirectory)).toBe(false);
  });
});

describe('a port that another program has', () => {
  let other: Server;
  let port: string;

  beforeEach(async () => {
    other = createServer((_, response) => void response.end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    port = String((other.address() as AddressInfo).port);
  });
  afterEach(() => new Promise((closed) => other.close(closed)));

  it('ends the start with 1, a short message, and no database left', async () => {
    const { stderr } = await refusedStart(fixture, { PORT: port });
    expect(stderr).toBe('The port is in use by another program. Stop that one, or set PORT.\n');
    expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
  });

  it('does not cost the first key: the next start shows one that works', async () => {
    await refusedStart(fixture, { PORT: port });
    const { url, printedKey } = await fixture.start();
    expect(printedKey).not.toBeNull();
    expect(await new Client(url, printedKey, fixture.transcript).serverNames()).toEqual([]);
  });
});

describe('an address to listen on', () => {
  it.each(['no-such-host.invalid', '256.256.256.256'])(
    'that cannot be resolved, %s, is named for what it is',
    async (host) => {
      const { stderr } = await refusedStart(fixture, { HOST: host });
      expect(stderr).toBe(
        'HOST cannot be resolved to an address. Set an IP address or the name of an interface of this machine.\n',
      );
      expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
    },
  );

  it('can be IPv6, in brackets or not', async () => {
    for (const host of ['[::1]', '::1']) {
      const gateway = await fixture.start({ HOST: host });
      expect(gateway.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
      expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
      gateway.kill('SIGTERM');
      await gateway.exited;
    }
  });
});

/** Several times the deadline of the gateway, for a busy machine. */
const maxMilliseconds = 20_000;

describe('an external database', () => {
  it('that refuses connections ends the start with 1 and a short message before long', async () => {
    const begun = Date.now();
    const { stderr } = await refusedStart(fixture, {
      DATABASE_URL: `mysql://ada:pw@127.0.0.1:${await unusedPort()}/gateway`,
      SECRETS_KEY: key(1),
    });
    expect(stderr).toBe('The database does not answer. Check DATABASE_URL and that it is running.\n');
    expect(Date.now() - begun).toBeLessThan(maxMilliseconds);
    expect(existsSync(fixture.dataDirectory)).toBe(false);
  });

  it('that takes connections and says nothing ends the start the same way', async () => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const begun = Date.now();
    const { stderr } = await refusedStart(fixture, {
      DATABASE_URL: `mysql://ada:pw@127.0.0.1:${(silent.address() as AddressInfo).port}/gateway`,
      SECRETS_KEY: key(1),
    });
    silent.close();
    expect(stderr).toBe('The database does not answer. Check DATABASE_URL and that it is running.\n');
    expect(Date.now() - begun).toBeLessThan(maxMilliseconds);
  });
});

function key(fill: number): string {
  return Buffer.alloc(32, fill).toString('base64');
}

async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
