import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.js';
import { GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';
import { Client } from './client.js';
import { refusedStart } from './refused-start.js';

let fixture: GatewayFixture;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe('a second gateway on one data directory', () => {
  it('ends with 1 and names the first, which goes on', async () => {
    const first = await fixture.start();
    const second = await refusedStart(fixture, {});
    expect(second.stderr).toBe(
      `The embedded database in DATA_DIR (${fixture.dataDirectory}/database) is in use by process ${first.pid}. Stop that process, or set DATA_DIR to another folder.\n`,
    );
    expect(second.stdout).toBe('');
    const client = new Client(first.url, first.printedKey, fixture.transcript);
    expect(await client.serverNames()).toEqual([]);
  });

  it('can start when the first has ended', async () => {
    const first = await fixture.start();
    await refusedStart(fixture, {});
    first.kill('SIGTERM');
    await first.exited;
    const next = await fixture.start();
    expect((await new Client(next.url, null, fixture.transcript).get('/readyz')).status).toBe(200);
  });
});

describe('a data directory whose secrets.key is gone', () => {
  const keyFile = () => join(fixture.dataDirectory, 'secrets.key');

  it('does not start while passwords are stored, gets no new key, and starts with the old one', async () => {
    const first = await fixture.start();
    await new Client(first.url, first.printedKey, fixture.transcript).createServer();
    first.kill('SIGTERM');
    await first.exited;
    const lost = readFileSync(keyFile(), 'utf8');
    rmSync(keyFile());
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { stderr } = await refusedStart(fixture, {});
      expect(stderr).toBe(
        'The file secrets.key in DATA_DIR is gone, and SMTP passwords are stored that only its key opens. Restore it from a backup, or set SECRETS_KEY to that key.\n',
      );
      expect(existsSync(keyFile())).toBe(false);
    }
    const key = fixture.transcript.guard('sealing key', lost.trim());
    const next = await fixture.start({ SECRETS_KEY: key });
    const client = new Client(next.url, first.printedKey, fixture.transcript);
    expect(await client.serverNames()).toEqual(['Main relay']);
  });

  it('gets a new key while no password is stored', async () => {
    const first = await fixture.start();
    first.kill('SIGTERM');
    await first.exited;
    rmSync(keyFile());
    const next = await fixture.start();
    await new Client(next.url, first.printedKey, fixture.transcript).createServer();
  });
});

describe('a secrets.key with several lines', () => {
  it('seals with the first and opens with all, and gives up the last when all is sealed anew', {
    timeout: 180_000,
  }, async () => {
    const keyFile = join(fixture.dataDirectory, 'secrets.key');
    const first = await fixture.start();
    const { printedKey } = first;
    await new Client(first.url, printedKey, fixture.transcript).createServer();
    const stop = async (gateway: GatewayProcess) => {
      gateway.kill('SIGTERM');
      await gateway.exited;
    };
    await stop(first);
    const older = readFileSync(keyFile, 'utf8');
    const newer = `${Buffer.alloc(32, 5).toString('base64')}\n`;
    for (const key of [older, newer]) fixture.transcript.guard('sealing key', key.trim());

    writeFileSync(keyFile, newer);
    expect((await refusedStart(fixture, {})).stderr).toContain('sealed with another SECRETS_KEY');
    writeFileSync(keyFile, newer + older);
    const turned = await fixture.start();
    const environment = { GATEWAY_URL: turned.url, GATEWAY_API_KEY: printedKey ?? '' };
    const { code, stdout } = await runCli(['secrets', 'rotate'], environment);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^1 password is sealed anew with the key \w{8}\.\n$/),
    ]);
    await stop(turned);
    writeFileSync(keyFile, newer);
    const last = await fixture.start();
    const ready = await (await fetch(`${last.url}/readyz`)).json();
    expect(ready).toEqual({ status: 'ready' });
  });
});

describe.each(['DATA_DIR', 'CACHE_DIR'])('a folder of %s that cannot be used', (name) => {
  beforeEach(() => {
    writeFileSync(join(fixture.directory, 'file'), '');
    symlinkSync('nowhere', join(fixture.directory, 'dangling'));
    symlinkSync('loop', join(fixture.directory, 'loop'));
  });

  it.each<[string, string, () => string]>([
    ['below what is no folder', 'EEXIST|ENOTDIR', () => '/dev/null/data'],
    ['where nothing can be made', 'ENOENT', () => '/proc/data/deeper'],
    ['a folder where nothing can be made', 'ENOENT', () => '/proc/self/fdinfo'],
    ['a file', 'EEXIST|ENOTDIR', () => join(fixture.directory, 'file')],
    ['a link to nowhere', 'EEXIST|ENOENT', () => join(fixture.directory, 'dangling')],
    ['a link to itself', 'EEXIST|ELOOP', () => join(fixture.directory, 'loop')],
    ['a name of 300 letters', 'ENAMETOOLONG', () => join(fixture.directory, 'a'.repeat(300))],
  ])('ends the start with 1 and a sentence: %s', async (_, code, path) => {
    const { stderr } = await refusedStart(fixture, { [name]: path() });
    expect(stderr).toMatch(
      new RegExp(`^${name} must be a folder that can be written to, .* \\((?:${code}) at /.*\\)\n$`),
    );
  });
});

describe('a secrets.key that cannot be read', () => {
  it.each<[string, string, (path: string) => void]>([
    ['a folder', 'cannot be read (EISDIR)', (path) => mkdirSync(path)],
    ['a link to nowhere', 'cannot be read (ENOENT)', (path) => symlinkSync('nowhere', path)],
    [
      'another text',
      'is damaged (must be 32 bytes in base64)',
      (path) => writeFileSync(path, 'the-rest-of-a-torn-file'),
    ],
    [
      'a key and another text',
      'is damaged (key 2 must be 32 bytes in base64)',
      (path) => writeFileSync(path, `${Buffer.alloc(32, 1).toString('base64')}\nthe-rest-of-a-torn-file\n`),
    ],
  ])('ends the start with 1 and a sentence: %s', async (_, state, make) => {
    mkdirSync(fixture.dataDirectory);
    make(join(fixture.dataDirectory, 'secrets.key'));
    const { stderr } = await refusedStart(fixture, {});
    expect(stderr).toBe(
      `The file secrets.key in DATA_DIR ${state}: it must hold 32 bytes in base64, or a line of them for each key. Restore it from a backup.\n`,
    );
  });
});
