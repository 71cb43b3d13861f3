import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser, projectRoot, runCli } from './run-cli.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('schema', () => {
  it('prints schema.graphql, without a gateway', async () => {
    const { code, stdout } = await runCli(['schema']);
    const file = readFileSync(resolve(projectRoot, 'schema.graphql'), 'utf8');
    expect([code, stdout]).toEqual([0, file]);
  });
});

describe('a key that may not', () => {
  it('be used is told so, and never shown', async () => {
    const { code, stderr } = await new CliUser(app, 'canary-wrong-key').run('keys list');
    expect([code, stderr]).toEqual([
      4,
      'The gateway does not accept this key: it is wrong, revoked, expired, or not for the network that you are in. Check GATEWAY_API_KEY.\n',
    ]);
  });

  it('do this is told which scope it lacks', async () => {
    const { code, stderr } = await new CliUser(app, await app.createKey(['READ'])).run('keys list');
    expect([code, stderr]).toEqual([
      4,
      'This needs a key with the scope ADMIN. Set GATEWAY_API_KEY to one that has it.\n',
    ]);
  });
});

describe('a gateway that is busy', () => {
  it('is to be tried again later', async () => {
    const busy = await startTestApp({ rateLimit: 1 });
    const user = new CliUser(busy);
    const runs = [
      await user.run('groups list'),
      await user.run('groups list'),
      await user.run('groups list'),
    ];
    await busy.stop();
    expect(runs.map(({ code }) => code)).toContain(5);
  });
});

describe('an address', () => {
  let other: Server;
  let requests = 0;

  beforeAll(async () => {
    other = createServer((request, response) => {
      requests++;
      if (request.url === '/broken/graphql') return request.socket.destroy();
      if (request.url === '/away/graphql') response.statusCode = 502;
      if (request.url === '/away/graphql') return response.end('<html>');
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
      code: 5,
      stdout: '',
      stderr: `No gateway answers at ${nowhere} (ECONNREFUSED). Start it with "npm start", or set GATEWAY_URL to where it is.\n`,
    });
    expect(await listAt(otherUrl())).toEqual({
      code: 5,
      stdout: '',
      stderr: `What answers at ${otherUrl()} is not a gateway (HTTP 404). Check GATEWAY_URL.\n`,
    });
  });

  it('whose gateway is away behind a proxy is told from one without', async () => {
    const { code, stderr } = await listAt(otherUrl('/away'));
    expect([code, stderr]).toEqual([
      5,
      `The gateway behind ${otherUrl('/away')} is away (HTTP 502). Try again later.\n`,
    ]);
  });

  it.each(['/broken', '/away'])(
    'that gives no answer leaves it open whether a change was made: %s',
    async (path) => {
      const env = { GATEWAY_URL: otherUrl(path), GATEWAY_API_KEY: 'canary-key' };
      const change = await runCli(['groups', 'create', '--name', 'A'], env);
      expect([change.code, change.stderr]).toEqual([
        1,
        expect.stringMatching(/ Whether the change was made is not known: look before you try again\.\n$/),
      ]);
      expect((await runCli(['groups', 'list'], env)).code).toBe(5);
    },
  );

  it.each([1, 6000])('whose port fetch refuses is not sent anything: %i', async (port) => {
    const url = `http://127.0.0.1:${port}`;
    for (const command of [
      ['groups', 'list'],
      ['groups', 'create', '--name', 'A'],
    ])
      expect(await runCli(command, { GATEWAY_URL: url, GATEWAY_API_KEY: 'canary-key' })).toEqual({
        code: 2,
        stdout: '',
        stderr: `The port of ${url} is one that this command and browsers refuse to use, so nothing was sent. Give the gateway another port, and GATEWAY_URL too.\n`,
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
      stderr: '--first must be a whole number from 1.\n',
    });
  });

  it.each([
    ['canary', 'There is no such command.'],
    ['servers lists', 'There is no such command.\nDid you mean list?'],
    ['keys list --name canary', 'There is no such option here.'],
    ['keys list --json=canary', 'There is no such option here.'],
    ['servers list --frist', 'There is no such option here.\nDid you mean --first?'],
    ['keys list canary', "Too many arguments for 'list'. Expected 0 arguments but got 1."],
    ['keys revoke', "Missing required argument 'id'."],
    ['servers list --first', "Option '--first <number>' argument missing."],
  ])('says what is wrong, never with the words that were typed: %s', async (line, message) => {
    expect(await runCli(line.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\nSee node dist/cli/main.js --help.\n`,
    });
  });

  it.each([
    [
      'keys create --scopes READ,canary',
      '--scopes must be words with commas, of READ, WRITE, VERIFY, SECRETS, ADMIN, AUDIT.',
    ],
    ['keys create --expires canary', '--expires must be a time such as 2027-01-01T00:00:00Z, or a date.'],
    ['servers list --state canary', '--state must be one of ENABLED, PAUSED.'],
    ['groups assign ug_1 canary ds_1', 'channel must be one of MARKETING, TRANSACTIONAL, AUTO_RESPONDER.'],
  ])('says what a value must be, never what it is: %s', async (line, message) => {
    expect(await runCli(line.split(' '))).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  it('shows the help where a command is missing', async () => {
    const { code, stderr } = await runCli(['servers']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^Usage: [\s\S]*\nName a command\.\n/)]);
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
    expect(stdout).toMatch(
      /^Usage: node dist\/cli\/main\.js keys create \[options\]\n[\s\S]*--scopes <words>/,
    );
  });
});
