import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServer as createDeliveryServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type CliRun, runCli } from './run-cli.js';

let app: TestApp;

beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app?.stop());

async function cli(args: string, key = app.adminKey): Promise<CliRun> {
  const run = await runCli(args.split(' '), { GATEWAY_URL: app.url, GATEWAY_API_KEY: key });
  const secret = /dgk_\w+/.exec(run.stdout)?.[0];
  if (secret !== undefined) app.transcript.guard('API key', secret);
  app.transcript.note(run.stderr);
  return run;
}

/** What a run that succeeds prints for programs. */
async function json(args: string) {
  const { code, stdout, stderr } = await cli(`${args} --json`);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('keys create', () => {
  it('makes a key that works, and shows it', async () => {
    const { code, stdout, stderr } = await cli('keys create --name deploy --scopes read,WRITE');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Created key_\d+ "deploy"\.\n\n {2}dgk_\S+\n\nIt is shown this once: keep it safe\.\n$/,
    );
    const secret = /dgk_\S+/.exec(stdout)?.[0] as string;
    const { data } = await app.graphql('{ viewer { name scopes expiresAt } }', {}, secret);
    expect(data.viewer).toEqual({ name: 'deploy', scopes: ['READ', 'WRITE'], expiresAt: null });
  });

  it('takes a time to expire at', async () => {
    const key = await json('keys create --name deploy --scopes READ --expires 2999-01-01T00:00:00Z');
    expect(key).toMatchObject({ name: 'deploy', scopes: ['READ'], secret: expect.stringMatching(/^dgk_/) });
    expect(Date.parse(key.expiresAt)).toBe(Date.parse('2999-01-01T00:00:00Z'));
  });

  it('prints what the gateway refuses, one line for each value', async () => {
    const args = ['keys', 'create', '--name', ' ', '--scopes', 'READ', '--expires', '2001-01-01T00:00:00Z'];
    const run = await runCli(args, { GATEWAY_URL: app.url, GATEWAY_API_KEY: app.adminKey });
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/^name: .+\nexpiresAt: .+\n$/);
  });

  it('prints what does not fit the schema, without the value', async () => {
    const { code, stderr } = await cli('keys create --name deploy --scopes READ,canary --expires soon');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^scopes\.1: .+\nexpiresAt: .+\n$/);
    expect(stderr.toLowerCase()).not.toMatch(/canary|soon/);
  });
});

describe('keys list', () => {
  it('prints a table of the keys that work', async () => {
    const revoked = await json('keys create --name gone --scopes READ');
    await json('keys create --name deploy --scopes READ,WRITE');
    await cli(`keys revoke ${revoked.id}`);
    const { code, stdout } = await cli('keys list');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^ID +NAME +SCOPES +EXPIRES +LAST USED +CREATED$/);
    expect(lines[2]).toMatch(/^key_\d+ +deploy +READ,WRITE +never +never +\S+Z$/);
    expect(lines).toHaveLength(4);
    const column = lines[0]?.indexOf('SCOPES');
    expect(lines.slice(1, 3).map((line) => line.slice(column).split(/[ ,]/)[0])).toEqual(['READ', 'READ']);
  });

  it('prints JSON for programs', async () => {
    await json('keys create --name deploy --scopes READ');
    expect(await json('keys list')).toContainEqual({
      id: expect.stringMatching(/^key_\d+$/),
      name: 'deploy',
      scopes: ['READ'],
      expiresAt: null,
      lastUsedAt: null,
      createdAt: anInstant,
    });
  });
});

describe('keys revoke', () => {
  it('ends a key', async () => {
    const { id, secret } = await json('keys create --name deploy --scopes READ');
    const { code, stdout } = await cli(`keys revoke ${id}`);
    expect([code, stdout]).toEqual([0, `Revoked ${id} "deploy".\n`]);
    expect((await app.graphql('{ viewer { name } }', {}, secret)).status).toBe(401);
  });

  it('says that there is no such key', async () => {
    const { code, stderr } = await cli('keys revoke key_999');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^id: .+\n$/)]);
  });
});

describe('servers list', () => {
  it('prints a table by name, and no control character of a name', async () => {
    await createDeliveryServer(app, { name: 'B' });
    await app.sql('UPDATE delivery_servers SET name = ?', ['B\u001b[31m']);
    await createDeliveryServer(app, { name: 'A', smtp: { host: 'a-longer-name.example.com' } });
    const { code, stdout } = await cli('servers list');
    expect([code, stdout]).toEqual([
      0,
      [
        'ID    NAME    HOST                       PORT  SECURITY  CHECKS       ALLOCATED',
        'ds_2  A       a-longer-name.example.com  587   STARTTLS  NOT_CHECKED  no',
        'ds_1  B\ufffd[31m  smtp.example.com           587   STARTTLS  NOT_CHECKED  no',
        '',
      ].join('\n'),
    ]);
  });

  it('goes through all pages, or stops where it is told to', async () => {
    await createDeliveryServer(app);
    const [{ columns }] = await app.sql(
      `SELECT GROUP_CONCAT(column_name) AS columns FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = 'delivery_servers' AND column_name <> 'id'`,
    );
    for (let count = 1; count < 256; count *= 2)
      await app.sql(`INSERT INTO delivery_servers (${columns}) SELECT ${columns} FROM delivery_servers`);
    const ids = async (args: string) => (await json(args)).map(({ id }: { id: string }) => id);
    const all = await ids('servers list');
    expect(new Set(all).size).toBe(256);
    expect(await ids('servers list --first 150')).toEqual(all.slice(0, 150));
    expect(await ids('servers list --first 2')).toEqual(all.slice(0, 2));
  });
});

describe('schema', () => {
  it('prints schema.graphql, without a gateway', async () => {
    const { code, stdout } = await runCli(['schema']);
    const file = readFileSync(resolve(import.meta.dirname, '..', '..', 'schema.graphql'), 'utf8');
    expect([code, stdout]).toEqual([0, file]);
  });
});

describe('a key that may not', () => {
  it('be used is told so, and never shown', async () => {
    const { code, stderr } = await cli('keys list', 'canary-wrong-key');
    expect([code, stderr]).toEqual([
      1,
      'The gateway does not accept this key: it is wrong, revoked or expired. Check GATEWAY_API_KEY.\n',
    ]);
  });

  it('do this is told which scope it lacks', async () => {
    const { code, stderr } = await cli('keys list', await app.createKey(['READ']));
    expect([code, stderr]).toEqual([
      1,
      'This needs a key with the scope ADMIN. Set GATEWAY_API_KEY to one that has it.\n',
    ]);
  });
});

describe('an address', () => {
  let other: Server;
  let requests = 0;

  beforeAll(async () => {
    other = createServer((request, response) => {
      requests++;
      response.writeHead(request.url === '/old/graphql' ? 307 : 404, { location: '/graphql' });
      response.end('<html>');
    });
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  });
  afterAll(() => other.close());

  const otherUrl = (path = '') => `http://127.0.0.1:${(other.address() as AddressInfo).port}${path}`;
  const listAt = (url: string) =>
    runCli(['keys', 'list'], { GATEWAY_URL: url, GATEWAY_API_KEY: 'canary-key' });

  it('where nothing answers is told from one where something else does', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const nowhere = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((done) => closed.close(done));
    expect(await listAt(nowhere)).toEqual({
      code: 1,
      stdout: '',
      stderr: `No gateway answers at ${nowhere} (ECONNREFUSED). Start it with "npm start", or set GATEWAY_URL to where it is.\n`,
    });
    expect(await listAt(otherUrl())).toEqual({
      code: 1,
      stdout: '',
      stderr: `What answers at ${otherUrl()} is not a gateway (HTTP 404). Check GATEWAY_URL.\n`,
    });
  });

  it('that sends on to another is not followed', async () => {
    requests = 0;
    expect((await listAt(otherUrl('/old'))).stderr).toContain('is not a gateway (HTTP 307)');
    expect(requests).toBe(1);
  });

  it('may name the path of the API', async () => {
    const env = { GATEWAY_URL: `${app.url}/graphql`, GATEWAY_API_KEY: app.adminKey };
    expect((await runCli(['servers', 'list', '--json'], env)).stdout).toBe('[]\n');
  });
});

describe('a mistake in the command line or the environment', () => {
  it('is told, and the exit code is 2', async () => {
    expect(await runCli(['servers', 'list', '--first', 'canary'])).toEqual({
      code: 2,
      stdout: '',
      stderr: '--first must be a whole number from 1.\nSee npm run cli -- --help.\n',
    });
  });

  it.each([
    [{}, 'Set GATEWAY_API_KEY to an API key, such as the one that the gateway showed on its first start.'],
    [{ GATEWAY_API_KEY: 'canary\nkey' }, 'GATEWAY_API_KEY has characters that no key has. Copy it again.'],
    [
      { GATEWAY_API_KEY: 'key', GATEWAY_URL: 'canary' },
      'GATEWAY_URL must be an address such as http://127.0.0.1:4000.',
    ],
    [
      { GATEWAY_API_KEY: 'key', GATEWAY_URL: 'http://user:canary@127.0.0.1' },
      'GATEWAY_URL must be an address such as http://127.0.0.1:4000.',
    ],
  ])('is told, without the value, of the variables %j', async (env, message) => {
    expect(await runCli(['keys', 'list'], env)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  it('is avoided by asking for help', async () => {
    const { code, stdout, stderr } = await runCli(['keys', 'create', '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('npm run cli -- keys create --name <name> --scopes READ,WRITE');
  });
});
