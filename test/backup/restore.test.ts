import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeBackup } from '../../src/backup/file/encode-backup.js';
import { readHeader } from '../../src/backup/storage/read-header.js';
import { readSnapshot } from '../../src/backup/storage/read-snapshot.js';
import { openDataSource } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { migrationsThrough } from '../../src/database/migrations/index.js';
import { endOf } from '../cli/run-cli.js';
import { Client } from '../process/client.js';
import { refusedStart } from '../process/refused-start.js';
import { startWithKey } from '../process/started-gateway.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { createTestDatabase } from '../support/test-database.js';
import { addManyRows, BackupCommands, sqlIn } from './backup-commands.js';

vi.setConfig({ testTimeout: 300_000 });

/** A backup with a server, its key, and the API key that is in it. */
let backup: Buffer;
let secretsKey: string;
let apiKey: string;

let source: GatewayFixture;
beforeAll(async () => {
  source = await GatewayFixture.create();
  const { gateway, key } = await startWithKey(source);
  apiKey = key;
  await new Client(gateway.url, key, source.transcript).createServer();
  await addManyRows(source.dataDirectory);
  const { code } = await new BackupCommands(source).run('backup gateway.backup --key gateway.key');
  expect(code).toBe(0);
  backup = await readFile(join(source.directory, 'gateway.backup'));
  secretsKey = await readFile(join(source.directory, 'gateway.key'), 'utf8');
}, 300_000);
afterAll(() => source?.dispose());

let fixture: GatewayFixture;
let commands: BackupCommands;
beforeEach(async () => {
  fixture = await GatewayFixture.create();
  commands = new BackupCommands(fixture);
  await writeFile(commands.path('gateway.backup'), backup);
  await writeFile(commands.path('gateway.key'), secretsKey);
  await writeFile(commands.path('other.key'), `${Buffer.alloc(32, 5).toString('base64')}\n`);
});
afterEach(() => fixture.dispose());

async function demandNames(env: Record<string, string> = {}) {
  const gateway = await fixture.start(env);
  expect(gateway.printedKey).toBeNull();
  expect(await new Client(gateway.url, apiKey, fixture.transcript).serverNames()).toEqual(['Main relay']);
}

async function changedBackup(change: (text: string) => string): Promise<void> {
  const text = change(gunzipSync(backup).toString('latin1'));
  await writeFile(commands.path('gateway.backup'), gzipSync(Buffer.from(text, 'latin1')));
}

describe('a restore that is refused', () => {
  it.each<[string, string, RegExp, () => Promise<unknown>]>([
    [
      'without the key',
      '',
      /^The SMTP passwords in the backup were sealed with the secrets key [\da-f]{8}, .*--key/,
      async () => {},
    ],
    [
      'with another key',
      '--key other.key',
      /other\.key does not have it\. Nothing was restored\.$/,
      async () => {},
    ],
    [
      'with no key in its file',
      '--key gateway.backup',
      /^The key file gateway\.backup is of no use: /,
      async () => {},
    ],
    [
      'without the file of the key',
      '--key nothing',
      /^The key file nothing cannot be read \(ENOENT\)\.$/,
      async () => {},
    ],
    [
      'of a damaged file',
      '--key gateway.key',
      /^The backup is damaged or cut off/,
      () => writeFile(commands.path('gateway.backup'), backup.subarray(0, -9)),
    ],
    [
      'of a file that was changed',
      '--key gateway.key',
      /^The backup is damaged or cut off/,
      () => changedBackup((text) => text.replace('Main relay', 'Mean relay')),
    ],
    [
      'of a newer release',
      '--key gateway.key',
      /^The backup was written by a newer release \(\S+\), whose tables this one does not know\./,
      async () => writeFile(commands.path('gateway.backup'), gzipSync(await newerBackup())),
    ],
    [
      'of what is no backup',
      '--key gateway.key',
      /^This is not a backup of a gateway\.$/,
      () => writeFile(commands.path('gateway.backup'), 'text'),
    ],
    [
      'of a folder',
      '--key gateway.key',
      /cannot be read \(EISDIR\)/,
      async () => {
        await rm(commands.path('gateway.backup'));
        await mkdir(commands.path('gateway.backup'));
      },
    ],
  ])('leaves no data directory: %s', async (_, options, sentence, prepare) => {
    await prepare();
    const { code, stdout, stderr } = await commands.run(`restore gateway.backup ${options}`.trim());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim()).toMatch(sentence);
    expect(existsSync(fixture.dataDirectory)).toBe(false);
  });

  it('leaves what is in the data directory', async () => {
    await mkdir(fixture.dataDirectory);
    await writeFile(join(fixture.dataDirectory, 'something'), 'of mine');
    const { code, stderr } = await commands.run('restore gateway.backup --key gateway.key');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/is not empty: it has something\. A backup is restored into an empty folder/),
    ]);
    expect(await readdir(fixture.dataDirectory)).toEqual(['something']);
  });

  it('leaves an installation, whether its gateway runs or not', async () => {
    const gateway = await fixture.start();
    const { code, stderr } = await commands.run('restore gateway.backup --key gateway.key');
    expect([code, stderr]).toEqual([1, expect.stringContaining('is not empty: it has database. ')]);
    gateway.kill('SIGTERM');
    await gateway.exited;
    expect((await commands.run('restore gateway.backup --key gateway.key')).code).toBe(1);
  });
});

/** As a release writes it whose migrations are not known here. */
async function newerBackup(): Promise<Buffer> {
  const lines = gunzipSync(backup)
    .toString('latin1')
    .split(/(?<=\n)/);
  const header = { ...JSON.parse(lines[0] as string), lastMigration: 'Later1899000000000' };
  const pieces: Buffer[] = [];
  for await (const piece of encodeBackup(header, none(), { tables: 0, rows: 0 })) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* none(): AsyncGenerator<never> {}

describe('a restore', () => {
  it('takes the key that is in the empty folder, or in SECRETS_KEY', async () => {
    await mkdir(fixture.dataDirectory);
    await writeFile(join(fixture.dataDirectory, 'secrets.key'), secretsKey);
    expect((await commands.run('restore gateway.backup')).code).toBe(0);
    await demandNames();
    const env = { DATA_DIR: commands.path('elsewhere'), SECRETS_KEY: secretsKey.trim() };
    const { code, stdout } = await commands.run('restore gateway.backup', env);
    expect([code, stdout]).toEqual([0, expect.stringContaining('The secrets key is in SECRETS_KEY.')]);
    expect(await readdir(env.DATA_DIR)).toEqual(['database']);
    await demandNames(env);
  });

  it('that is killed leaves nothing that a gateway would start on, and is run again', async () => {
    const restoring = commands.start('restore gateway.backup --key gateway.key');
    const ended = endOf(restoring);
    const unfinished = join(fixture.dataDirectory, 'database.unfinished');
    await vi.waitFor(() => expect(existsSync(join(unfinished, 'server.port'))).toBe(true), {
      interval: 5,
      timeout: 60_000,
    });
    restoring.kill('SIGKILL');
    await ended;
    const { stderr } = await refusedStart(fixture, {});
    expect(stderr).toBe(
      `A restore into DATA_DIR is under way or was interrupted. Let it end, or run it again. To begin with an empty database instead, remove ${unfinished}.\n`,
    );
    expect((await commands.run('restore gateway.backup --key gateway.key')).code).toBe(0);
    expect((await readdir(fixture.dataDirectory)).sort()).toEqual(['database', 'secrets.key']);
    await demandNames();
  });

  it('that is interrupted leaves nothing at all', async () => {
    const restoring = commands.start('restore gateway.backup --key gateway.key');
    const ended = endOf(restoring);
    const port = join(fixture.dataDirectory, 'database.unfinished', 'server.port');
    await vi.waitFor(() => expect(existsSync(port)).toBe(true), { interval: 5, timeout: 60_000 });
    restoring.kill('SIGINT');
    expect(await ended).toEqual({ code: 1, stdout: '', stderr: 'Interrupted: nothing was made.\n' });
    expect(existsSync(fixture.dataDirectory)).toBe(false);
  });

  it('gives no event a number that one had that is lost, and no session back', async () => {
    expect((await commands.run('restore gateway.backup --key gateway.key')).code).toBe(0);
    const before = Date.now();
    await demandNames();
    const [log] = await sqlIn<{ last: string }>(
      fixture.dataDirectory,
      'SELECT removed_through AS last FROM event_log',
    );
    expect(Number(log?.last)).toBeGreaterThan(1_764_000_000_000);
    expect(Number(log?.last)).toBeLessThanOrEqual(before);
    const trail = await sqlIn<{ action: string }>(
      fixture.dataDirectory,
      "SELECT action FROM audit_entries WHERE action LIKE 'BACKUP%' ORDER BY id",
    );
    expect(trail.map(({ action }) => action)).toEqual(['BACKUP_TAKEN', 'BACKUP_RESTORED']);
  });

  it('brings the tables of an earlier release up to date', async () => {
    const database = await createTestDatabase();
    const address = { url: database.url, tls: null };
    await migrate(address, migrationsThrough('AddRunCaller1764000840000') ?? []);
    await database.sql("INSERT INTO user_groups (id, name) VALUES (5, 'Of an earlier release')");
    const dataSource = await openDataSource(address);
    const pieces: Buffer[] = [];
    await readSnapshot(dataSource, async (snapshot) => {
      const header = await readHeader(snapshot, '0.0.9');
      for await (const piece of encodeBackup(header, snapshot.entries(), { tables: 0, rows: 0 }))
        pieces.push(piece);
    });
    await dataSource.destroy();
    await database.drop();
    await writeFile(commands.path('earlier.backup'), gzipSync(Buffer.concat(pieces)));
    const { code, stdout } = await commands.run('restore earlier.backup');
    expect([code, stdout]).toEqual([0, expect.stringContaining('from release 0.0.9')]);
    await fixture.start();
    const groups = await sqlIn(fixture.dataDirectory, 'SELECT id, name FROM user_groups');
    expect(groups.map((row) => ({ ...(row as object) }))).toEqual([{ id: 5, name: 'Of an earlier release' }]);
    expect(await sqlIn(fixture.dataDirectory, "SHOW TABLES LIKE 'audit_entries'")).toHaveLength(1);
  });
});
