import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
});
afterEach(() => app?.stop());

const anInstant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('keys create', () => {
  it('makes a key that works, and shows it', async () => {
    const { code, stdout, stderr } = await user.run('keys create --name deploy --scopes read,WRITE');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Created key_\d+ "deploy"\.\n\n {2}dgk_\S+\n\nIt is shown this once: keep it safe\.\n$/,
    );
    const secret = /dgk_\S+/.exec(stdout)?.[0] as string;
    const { data } = await app.graphql('{ viewer { name scopes expiresAt } }', {}, secret);
    expect(data.viewer).toEqual({ name: 'deploy', scopes: ['READ', 'WRITE'], expiresAt: null });
  });

  it('takes a time to expire at', async () => {
    const key = await user.json('keys create --name deploy --scopes READ --expires 2999-01-01T00:00:00Z');
    expect(key).toMatchObject({ name: 'deploy', scopes: ['READ'], secret: expect.stringMatching(/^dgk_/) });
    expect(Date.parse(key.expiresAt)).toBe(Date.parse('2999-01-01T00:00:00Z'));
  });

  it('limits it to a tag', async () => {
    const key = await user.json('keys create --name deploy --scopes READ --tag Customer-7');
    expect(key).toMatchObject({ scopes: ['READ'], tag: 'customer-7' });
  });

  it('prints what the gateway refuses, one line for each value', async () => {
    const args = ['keys', 'create', '--name', ' ', '--scopes', 'READ', '--expires', '2001-01-01T00:00:00Z'];
    const run = await user.run(args);
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/^name \(--name\): .+\nexpiresAt \(--expires\): .+\n$/);
  });

  it('lists all that is missing', async () => {
    const { code, stderr } = await user.run('keys create');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^name \(--name\): .+\nscopes \(--scopes\): .+\n$/);
  });
});

describe('keys roll and update', () => {
  it('makes another key, and changes one', async () => {
    const { id } = await user.json('keys create --name deploy --scopes READ --network 127.0.0.1,10.0.0.0/8');
    const rolled = await user.json(`keys roll ${id} --ends-in 60`);
    expect(rolled).toMatchObject({ networks: ['127.0.0.1/32', '10.0.0.0/8'], oldApiKey: { id } });
    expect(rolled.secret).toMatch(/^dgk_/);
    const changed = await user.json(`keys update ${rolled.id} --name other --everywhere`);
    expect(changed).toMatchObject({ name: 'other', networks: null, expiresAt: null });
  });

  it.each([
    ['--network 10.0.0.0/8 --everywhere', 'Give either --network or --everywhere.'],
    ['--never-expires --expires 2199-01-01', 'Give either --expires or --never-expires.'],
  ])('changes nothing where %s contradict one another', async (options, message) => {
    const { code, stderr } = await user.run(`keys update key_1 ${options}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('keys list', () => {
  it('prints a table of the keys that work', async () => {
    const revoked = await user.json('keys create --name gone --scopes READ');
    await user.json('keys create --name deploy --scopes READ,WRITE');
    await user.run(`keys revoke ${revoked.id}`);
    const { code, stdout } = await user.run('keys list');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^ID +NAME +SCOPES +TAG +NETWORKS +EXPIRES +LAST USED +CREATED$/);
    expect(lines[2]).toMatch(/^key_\d+ +deploy +READ,WRITE +none +all +never +never +\S+Z$/);
    expect(lines).toHaveLength(4);
    const column = lines[0]?.indexOf('SCOPES');
    expect(lines.slice(1, 3).map((line) => line.slice(column).split(/[ ,]/)[0])).toEqual(['READ', 'READ']);
  });

  it('prints JSON for programs', async () => {
    await user.json('keys create --name deploy --scopes READ');
    expect(await user.json('keys list')).toContainEqual({
      id: expect.stringMatching(/^key_\d+$/),
      name: 'deploy',
      scopes: ['READ'],
      tag: null,
      networks: null,
      expiresAt: null,
      lastUsedAt: null,
      createdAt: anInstant,
    });
  });
});

describe('keys revoke', () => {
  it('ends a key', async () => {
    const { id, secret } = await user.json('keys create --name deploy --scopes READ');
    const { code, stdout } = await user.run(`keys revoke ${id}`);
    expect([code, stdout]).toEqual([0, `Revoked ${id} "deploy".\n`]);
    expect((await app.graphql('{ viewer { name } }', {}, secret)).status).toBe(401);
  });

  it('says that there is no such key', async () => {
    const { code, stderr } = await user.run('keys revoke key_999');
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^id \(<id>\): .+\n$/)]);
  });
});
