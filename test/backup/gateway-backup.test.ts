import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRow, type TableStart } from '../../src/backup/backup-content.js';
import { decodeBackup, verifyBackup } from '../../src/backup/file/decode-backup.js';
import { readPieces } from '../../src/backup/file/read-pieces.js';
import { endOf } from '../cli/run-cli.js';
import { Client, newServer } from '../process/client.js';
import { startWithKey } from '../process/started-gateway.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { addManyRows, BackupCommands } from './backup-commands.js';

vi.setConfig({ testTimeout: 300_000 });

let fixture: GatewayFixture;
let commands: BackupCommands;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
  commands = new BackupCommands(fixture);
});
afterEach(() => fixture.dispose());

/** Changes the name of a server again and again until told to stop; gives the last version. */
function keepChanging(client: Client, id: number) {
  let isEnough = false;
  let version = 0;
  const done = (async () => {
    while (!isEnough) {
      const { body } = await client.graphql(
        `mutation ($name: String!) { deliveryServerUpdate(input: { id: "ds_${id}", name: $name }) {
          deliveryServer { version }
          userErrors { code }
        } }`,
        { name: `Name ${version}` },
      );
      expect(body.data.deliveryServerUpdate.userErrors).toEqual([]);
      version = body.data.deliveryServerUpdate.deliveryServer.version;
    }
  })();
  // Whoever stops it hears of a failure; a test that failed before does not.
  done.catch(() => {});
  return {
    get version() {
      return version;
    },
    async stop() {
      isEnough = true;
      await done;
      return version;
    },
  };
}

describe('a backup of a gateway that is written to', () => {
  it('is restored elsewhere with everything as it was at one instant, and a gateway goes on there', async () => {
    const { gateway, key } = await startWithKey(fixture);
    const client = new Client(gateway.url, key, fixture.transcript);
    const ids = [await client.createServer(), await client.createServer(), await client.createServer()];
    const writers = ids.map((id) => keepChanging(client, id));
    const created = await client.graphql(createGroup, { key: 'made-once' });
    await vi.waitFor(() => expect(Math.min(...writers.map(({ version }) => version))).toBeGreaterThan(3), {
      timeout: 60_000,
    });
    const before = writers.map(({ version }) => version);

    const taken = await commands.run('backup gateway.backup --key gateway.key --json');
    const after = await Promise.all(writers.map((writer) => writer.stop()));
    expect([taken.code, taken.stderr]).toEqual([0, '']);
    expect(JSON.parse(taken.stdout)).toMatchObject({
      file: 'gateway.backup',
      keyIds: [expect.stringMatching(/^[\da-f]{8}$/)],
      keyPlace: join(fixture.dataDirectory, 'secrets.key'),
    });
    for (const file of ['gateway.backup', 'gateway.key'])
      expect((await stat(commands.path(file))).mode & 0o777).toBe(0o600);
    expect(await readFile(commands.path('gateway.key'), 'utf8')).toBe(
      await readFile(join(fixture.dataDirectory, 'secrets.key'), 'utf8'),
    );
    await client.createServer({ DeliveryServerName: 'Made later' });
    gateway.kill('SIGTERM');
    await gateway.exited;

    const elsewhere = { DATA_DIR: commands.path('elsewhere') };
    const restored = await commands.run('restore gateway.backup --key gateway.key', elsewhere);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(restored.stdout).toContain('Start the gateway.');
    expect(await readdir(elsewhere.DATA_DIR)).toEqual(['database', 'secrets.key']);

    const next = await fixture.start(elsewhere);
    expect(next.printedKey).toBeNull();
    const nextClient = new Client(next.url, key, fixture.transcript);
    const { body } = await nextClient.legacy({ Command: 'deliveryservers.get' });
    expect(Object.keys(body.DeliveryServers)).toEqual(ids.map(String));
    for (const id of ids) {
      expect(body.DeliveryServers[id].ConnectionParams.smtp_password).toBe(newServer.SendMethodSMTPPassword);
    }
    // Each change wrote the row and noted its event, in one transaction.
    const versions = await versionsIn('gateway.backup');
    expect(versions.rows.size).toBe(3);
    expect(versions.rows).toEqual(versions.events);
    for (const [index, id] of ids.entries()) {
      expect(versions.rows.get(String(id))).toBeGreaterThanOrEqual(before[index] as number);
      expect(versions.rows.get(String(id))).toBeLessThanOrEqual(after[index] as number);
    }
    // A write that happened before happens once, there too.
    expect((await nextClient.graphql(createGroup, { key: 'made-once' })).body).toEqual(created.body);
    expect(await nextClient.createServer()).toBeGreaterThan(Math.max(...ids));
  });
});

describe('a backup without a gateway', () => {
  it('starts the database for the time, and a gateway goes on with it', async () => {
    const { gateway, key } = await startWithKey(fixture);
    await new Client(gateway.url, key, fixture.transcript).createServer();
    gateway.kill('SIGTERM');
    await gateway.exited;
    const overItsKey = await commands.run('backup data/secrets.key --force');
    expect([overItsKey.code, overItsKey.stderr]).toEqual([1, expect.stringContaining('is in DATA_DIR')]);
    const taken = await commands.run('backup gateway.backup');
    expect([taken.code, taken.stderr]).toEqual([0, '']);
    expect(taken.stdout).toContain(`It is in ${join(fixture.dataDirectory, 'secrets.key')}.`);
    const otherKey = { SECRETS_KEY: Buffer.alloc(32, 5).toString('base64') };
    const withOther = await commands.run('backup other.backup --key other.key', otherKey);
    expect([withOther.code, withOther.stderr]).toEqual([
      1,
      expect.stringMatching(
        /needs the secrets key [\da-f]{8}, and SECRETS_KEY does not have it\. .* or not at all/,
      ),
    ]);
    await demandWhole('gateway.backup');
    const next = await fixture.start();
    expect(await new Client(next.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  it('is none where there is nothing to back up', async () => {
    const { code, stdout, stderr } = await commands.run('backup gateway.backup');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `There is no database in DATA_DIR (${join(fixture.dataDirectory, 'database')}), or this user may not see it.\n`,
    );
    expect(await readdir(fixture.directory)).toEqual([]);
  });

  it('is none of a database of your own', async () => {
    const env = { DATABASE_URL: 'mysql://a:b@127.0.0.1:9/c', SECRETS_KEY: 'A'.repeat(43) };
    for (const command of ['backup', 'restore']) {
      const { code, stderr } = await commands.run(`${command} gateway.backup`, env);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^DATABASE_URL names a database server of yours/),
      ]);
    }
  });
});

describe('a backup of a large database', () => {
  beforeEach(async () => {
    await fixture.start();
    await addManyRows(fixture.dataDirectory);
  }, 300_000);

  it('that is killed leaves no file of that name and no harm, and the next one is whole', async () => {
    const taking = commands.start('backup gateway.backup');
    const ended = endOf(taking);
    await vi.waitFor(async () => expect((await partsThere()).length).toBe(1), {
      interval: 2,
      timeout: 60_000,
    });
    taking.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    expect(existsSync(commands.path('gateway.backup'))).toBe(false);
    const next = await commands.run('backup gateway.backup');
    expect([next.code, next.stderr]).toEqual([0, '']);
    await demandWhole('gateway.backup');
    // The negative control: what the killed one left is no backup.
    const [part = ''] = await partsThere();
    await expect(demandWhole(part)).rejects.toThrow(/damaged or cut off|not a backup/);
  });

  it('that is interrupted leaves nothing, and says so', async () => {
    const taking = commands.start('backup gateway.backup');
    const ended = endOf(taking);
    await vi.waitFor(async () => expect((await partsThere()).length).toBe(1), {
      interval: 2,
      timeout: 60_000,
    });
    taking.kill('SIGINT');
    expect(await ended).toEqual({ code: 1, stdout: '', stderr: 'Interrupted: nothing was made.\n' });
    expect(await readdir(fixture.directory)).toEqual(['data']);
  });

  it('and another of the same name end with one whole file, whichever is faster', async () => {
    const runs = await Promise.all([
      commands.run('backup gateway.backup'),
      commands.run('backup gateway.backup'),
    ]);
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(runs.map(({ stderr }) => stderr).join('')).toMatch(
      /^gateway\.backup (is there already|was made by another)/,
    );
    await demandWhole('gateway.backup');
    expect((await readdir(fixture.directory)).sort()).toEqual(['data', 'gateway.backup']);
  });

  it('goes through a pipe, whose end it notices', async () => {
    const piped = await pipedThrough('cat > gateway.backup');
    expect(piped).toEqual([0, expect.stringContaining('The backup has ')]);
    await demandWhole('gateway.backup');
    expect(await pipedThrough('head -c 1000 > gateway.part')).toEqual([
      1,
      'The output cannot be written (EPIPE).\n',
    ]);
    const { code, stderr } = await commands.run('backup -', { npm_lifecycle_event: 'cli' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('use "npm run --silent cli -- backup -"')]);
  });

  async function pipedThrough(program: string) {
    const script = `"$0" "$1" backup - 2>said | ${program}; exit "\${PIPESTATUS[0]}"`;
    const shell = spawn('bash', ['-c', script, process.execPath, commands.program], {
      cwd: fixture.directory,
      env: { PATH: process.env.PATH, DATA_DIR: fixture.dataDirectory },
      stdio: 'ignore',
    });
    const [code] = await once(shell, 'close');
    return [code, await readFile(commands.path('said'), 'utf8')];
  }
});

const partsThere = async () => (await readdir(fixture.directory)).filter((name) => name.endsWith('.part'));

const piecesOf = (name: string) => readPieces({ path: commands.path(name) }, new AbortController().signal);

function demandWhole(name: string): Promise<void> {
  return verifyBackup(piecesOf(name));
}

const createGroup = `mutation ($key: String!) {
  userGroupCreate(input: { name: "Once", idempotencyKey: $key }) { userGroup { id createdAt } userErrors { code } }
}`;

/** The version of each server in a backup, and the highest of which an event tells. */
async function versionsIn(name: string) {
  const { entries } = await decodeBackup(piecesOf(name));
  const found = { rows: new Map<unknown, number>(), events: new Map<unknown, number>() };
  let start: TableStart | undefined;
  for await (const entry of entries) {
    if (!isRow(entry)) {
      start = entry;
      continue;
    }
    const names = start?.columns.map((column) => column.name) ?? [];
    const value = (column: string) => entry[names.indexOf(column)];
    const version = Number(value('version'));
    if (start?.table === 'delivery_servers') found.rows.set(value('id'), version);
    if (start?.table !== 'outbox' && start?.table !== 'events') continue;
    const id = value('subject_id');
    if (value('subject') === 'DELIVERY_SERVER')
      found.events.set(id, Math.max(version, found.events.get(id) ?? 0));
  }
  return found;
}
