import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;
let auditor: CliUser;

beforeAll(async () => {
  app = await startTestApp();
  user = new CliUser(app);
  auditor = new CliUser(app, await app.createKey(['AUDIT']));
  await add('ds_77', 'Evil \u001b[31m\r\nname, "quoted"');
  await add('ds_78', '=cmd()');
  await add('ds_77', 'Later');
});
afterAll(() => app?.stop());

async function add(object: string, name: string): Promise<void> {
  await app.sql(
    `INSERT INTO audit_entries (author_kind, author_id, author_name, address, operation, action, object_id, object_name, changes)
     VALUES ('API_KEY', 'key_91', 'deploy', '192.0.2.7', 'deliveryServerUpdate', 'DELIVERY_SERVER_UPDATED', ?, ?, ?)`,
    [
      object,
      name,
      JSON.stringify([
        { field: 'smtp.host', from: 'a', to: null },
        { field: 'smtp.password', from: null, to: null, isSecret: true },
      ]),
    ],
  );
}

async function linked(): Promise<void> {
  await expect
    .poll(() => app.sql('SELECT id FROM audit_entries WHERE position IS NULL'), { timeout: 10_000 })
    .toEqual([]);
}

async function head(): Promise<string> {
  const { stdout } = await auditor.run('audit verify');
  return /^Head: (\S+)$/m.exec(stdout)?.[1] as string;
}

describe('audit list', () => {
  it('prints a line for each entry, which no text in it can break or steer', async () => {
    const { code, stdout } = await auditor.run('audit list --object ds_77');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^TIME +ACTION +OBJECT +COUNT +OPERATION +ACTOR +ADDRESS +CHANGES$/);
    expect(lines[1]).toMatch(
      /^\S+Z +DELIVERY_SERVER_UPDATED +ds_77 "Later" +- +deliveryServerUpdate +key_91 "deploy" +192\.0\.2\.7 +smtp\.host "a" -> none, smtp\.password changed$/,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none must be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('tells which operation or command it was, and how many', async () => {
    const reader = await app.createKey(['READ']);
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: 1 }, { key: reader });
    await expect
      .poll(async () => (await auditor.run('audit list --action access-refused')).stdout)
      .toMatch(
        /ACCESS_REFUSED +- +1 +deliveryservers\.delete +key_\d+ "test READ".+missingScopes none -> "WRITE"/,
      );
  });

  it('finds by what is given', async () => {
    const found = async (options: string) =>
      (await auditor.json(`audit list ${options}`)).map(({ objectId }: { objectId: string }) => objectId);
    expect(await found('--actor key_91')).toEqual(['ds_77', 'ds_78', 'ds_77']);
    expect(await found('--actor key_91 --first 1')).toEqual(['ds_77']);
    expect(await found('--action delivery-server-updated,USER_GROUP_DELETED --object ds_78')).toEqual([
      'ds_78',
    ]);
    expect(await found('--actor key_91 --from 2999-01-01')).toEqual([]);
    expect(await found('--object ds_78 --to 2999-01-01')).toEqual(['ds_78']);
  });

  it('says what is wrong with an option, and which scope is missing', async () => {
    expect(await auditor.run('audit list --object 12')).toMatchObject({ code: 2 });
    const { code, stderr } = await auditor.run('audit list --action nothing');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/DELIVERY_SERVER_CREATED,.+ BACKUP_RESTORED/)]);
    const wrong = await auditor.run('audit list --actor ds_12');
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringMatching(/--actor/)]);
    const reader = new CliUser(app, await app.createKey(['READ', 'ADMIN']));
    const refused = await reader.run('audit list');
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('scope AUDIT')]);
  });
});

describe('audit verify', () => {
  it('prints the head of a trail that is whole, which it then finds again', async () => {
    await linked();
    const { code, stdout, stderr } = await user.run('audit verify');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Checked \d+ entries\.\nHead: \d+:[0-9a-f]{64}\n$/);
    const noted = await head();
    await add('ds_79', 'x');
    await linked();
    expect((await auditor.run(`audit verify --expect ${noted}`)).code).toBe(0);
    expect(await auditor.json(`audit verify --expect ${noted}`)).toMatchObject({
      faults: [],
      isExpectedThere: true,
    });
  });

  it('finds a trail that was written anew by a head that was noted', async () => {
    await linked();
    const noted = await head();
    // Taken out of the chain, changed, and linked anew by the gateway: whole in itself.
    await app.sql('UPDATE audit_entries SET position = NULL, hash = NULL');
    await app.sql("UPDATE audit_entries SET object_name = 'forged' WHERE object_id = 'ds_78'");
    await app.sql('UPDATE audit_chain SET position = 0, hash = ?', [Buffer.alloc(32)]);
    await linked();
    expect((await auditor.run('audit verify')).code).toBe(0);
    const { code, stderr } = await auditor.run(`audit verify --expect ${noted}`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The trail is broken\.\nEXPECTED: .+ noted at \d+: .+\n$/);
    const beyond = `999999:${'ab'.repeat(32)}`;
    const cutOff = await auditor.run(`audit verify --expect ${beyond}`);
    expect([cutOff.code, cutOff.stderr]).toEqual([
      1,
      expect.stringMatching(/noted at 999999: it ends at \d+\.\n$/),
    ]);
  });

  it('says that a head is older than what is kept', async () => {
    await linked();
    const [first] = await app.sql('SELECT position, hash FROM audit_entries WHERE position = 2');
    const place = `2:${first?.hash.toString('hex')}`;
    await app.sql('DELETE FROM audit_entries WHERE position <= 2');
    await app.sql('UPDATE audit_chain SET anchor_position = 2, anchor_hash = ?', [first?.hash]);
    await app.sql(
      "INSERT INTO audit_entries (author_kind, author_name, operation, action, changes) VALUES ('GATEWAY', '', 'upkeep', 'AUDIT_ENTRIES_REMOVED', ?)",
      [JSON.stringify([{ field: 'anchor', from: null, to: place }])],
    );
    await linked();
    expect((await auditor.run(`audit verify --expect ${place}`)).code).toBe(0);
    const { code, stderr } = await auditor.run(`audit verify --expect 1:${'ab'.repeat(32)}`);
    expect([code, stderr]).toEqual([7, expect.stringContaining('removed for its age')]);
  });

  it('says where a trail is broken, and ends with 1', async () => {
    await linked();
    await app.sql("UPDATE audit_entries SET object_id = 'ds_1' WHERE object_id = 'ds_79'");
    const { code, stdout, stderr } = await auditor.run('audit verify');
    expect([code, stdout]).toEqual([1, expect.stringContaining('Head: ')]);
    expect(stderr).toMatch(/^The trail is broken\.\nCHANGED: Entry au_\d+ at \d+ .+\n$/);
    const json = await auditor.run('audit verify --json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).faults).toMatchObject([{ kind: 'CHANGED' }]);
  });

  it('takes a head as it is logged, and nothing else', async () => {
    expect((await auditor.run('audit verify --expect 12')).code).toBe(2);
  });
});
