import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser, startCli } from './run-cli.js';

let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
});
afterEach(() => app?.stop());

/** Copies the server that there is until there are so many, a power of two. */
async function multiply(number: number): Promise<void> {
  const [{ columns }] = await app.sql(
    `SELECT GROUP_CONCAT(column_name) AS columns FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = 'delivery_servers' AND column_name <> 'id'`,
  );
  for (let count = 1; count < number; count *= 2)
    await app.sql(`INSERT INTO delivery_servers (${columns}) SELECT ${columns} FROM delivery_servers`);
}

describe('servers list', () => {
  it('prints a table by name, and no control character of a name', async () => {
    await createServer(app, { name: 'B' });
    await app.sql('UPDATE delivery_servers SET name = ?', ['B\u001b[31m']);
    await createServer(app, { name: 'A', smtp: { host: 'a-longer-name.example.com' }, tags: ['eu', 'us'] });
    const { code, stdout } = await user.run('servers list');
    expect([code, stdout]).toEqual([
      0,
      [
        'ID    NAME    HOST                       PORT  SECURITY  STATE    CHECKS       ALLOCATED  TAGS',
        'ds_2  A       a-longer-name.example.com  587   STARTTLS  ENABLED  NOT_CHECKED  no         eu,us',
        'ds_1  B\ufffd[31m  smtp.example.com           587   STARTTLS  ENABLED  NOT_CHECKED  no',
        '',
      ].join('\n'),
    ]);
  });

  it('prints JSON that reads back the same and steers no terminal', async () => {
    await createServer(app);
    const name = 'B\u009b31m\u202e\u001b[2J';
    await app.sql('UPDATE delivery_servers SET name = ?', [name]);
    const { stdout } = await user.run('servers list --json');
    expect(stdout).not.toMatch(/(?!\n)\p{C}/u);
    expect(JSON.parse(stdout)[0].name).toBe(name);
  });

  it('searches, filters and orders', async () => {
    await createServer(app, { name: 'Alpha', tags: ['eu', 'warm'] });
    await createServer(app, { name: 'Beta', tags: ['eu'], smtp: { security: 'NONE' } });
    await user.run('servers pause ds_2');
    const names = async (options: string) =>
      (await user.json(`servers list ${options}`)).map(({ name }: { name: string }) => name);
    expect(await names('--search alp')).toEqual(['Alpha']);
    expect(await names('--tags EU,warm')).toEqual(['Alpha']);
    expect(await names('--state paused')).toEqual(['Beta']);
    expect(await names('--security none,implicit-tls')).toEqual(['Beta']);
    expect(await names('--status pass --status fail')).toEqual([]);
    expect(await names('--allocated')).toEqual([]);
    expect(await names('--no-allocated --direction desc')).toEqual(['Beta', 'Alpha']);
    expect(await names('--order-by created-at')).toEqual(['Alpha', 'Beta']);
    await app.sql("UPDATE delivery_servers SET certificate_expires_at = '2027-01-01 00:00:00' WHERE id = 2");
    expect(await names('--expires-before 2027-01-02T00:00:00Z')).toEqual(['Beta']);
    expect(await names('--expires-before 2026-12-31T00:00:00Z')).toEqual([]);
    expect(await names('--expires-before 2027-01-02')).toEqual(['Beta']);
    expect(await names('--expires-before 2026-12-31')).toEqual([]);
    expect(await names('--group ug_9 --channel marketing')).toEqual([]);
  });

  it('goes through all pages, or stops where it is told to', async () => {
    await createServer(app);
    await multiply(256);
    const ids = async (args: string) => (await user.json(args)).map(({ id }: { id: string }) => id);
    const all = await ids('servers list');
    expect(new Set(all).size).toBe(256);
    expect(await ids('servers list --first 150')).toEqual(all.slice(0, 150));
    expect(await ids('servers list --first 2')).toEqual(all.slice(0, 2));
    const lines = (await user.run('servers list')).stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('ds_'))).toHaveLength(256);
    expect(lines.filter((line) => line.startsWith('ID'))).toHaveLength(1);
  });

  it('ends quietly when nobody reads any more', async () => {
    await createServer(app);
    await multiply(1024);
    const child = startCli(['servers', 'list', '--json'], user.environment);
    child.stdout?.once('data', () => child.stdout?.destroy());
    let stderr = '';
    child.stderr?.on('data', (text) => (stderr += text));
    const code = await new Promise((done) => child.once('close', done));
    expect([code, stderr]).toEqual([0, '']);
  });
});
