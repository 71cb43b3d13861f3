import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installation } from './installation.js';
import { oldAnswer, oldEntry, startOldSystem } from './old-system.js';
import { createImportFixture, type ImportFixture } from './run-import.js';

let fixture: ImportFixture;

beforeEach(async () => {
  fixture = await createImportFixture();
});
afterEach(() => fixture.drop());

describe('a dry run', () => {
  it('says what would happen, and makes not even the tables', async () => {
    const old = await startOldSystem(installation);
    const { code, stdout } = await fixture.run(['--from', old.url, '--dry-run']);
    expect([code, stdout]).toEqual([
      0,
      `This was a dry run: nothing has been changed.
  servers: 2 to be created, 0 unchanged, 0 left alone, 0 refused
  user groups: 2 to be created, 0 unchanged, 0 left alone
  channel assignments: 3 to be made, 0 unchanged, 0 left alone

To be created:
  servers 7, 123
  user groups 1, 5
`,
    ]);
    expect(await fixture.content()).toBeNull();
  });

  it('compares with what is there', async () => {
    const old = await startOldSystem(installation);
    await fixture.run(['--from', old.url]);
    await fixture.database.sql('DELETE FROM delivery_servers WHERE id = 7');
    const before = await fixture.content();
    const { stdout } = await fixture.run(['--from', old.url, '--dry-run']);
    expect(stdout).toContain('servers: 1 to be created, 1 unchanged');
    expect(await fixture.content()).toEqual(before);
  });

  it('makes no embedded database', async () => {
    const old = await startOldSystem(installation);
    const env = {
      DATABASE_URL: undefined,
      SECRETS_KEY: undefined,
      DATA_DIR: join(fixture.directory, 'data'),
    };
    const { code, stdout } = await fixture.run(['--from', old.url, '--dry-run'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('servers: 2 to be created');
    expect(await readdir(fixture.directory)).toEqual([]);
  });

  it('makes no sealing key, which would keep the database from getting one', async () => {
    const noPassword = { smtp_auth: false, smtp_username: '', smtp_password: '' };
    const old = await startOldSystem(oldAnswer(oldEntry(7, { params: noPassword })));
    const dataDirectory = join(fixture.directory, 'data');
    const env = { DATABASE_URL: undefined, SECRETS_KEY: undefined, DATA_DIR: dataDirectory };
    expect(await fixture.run(['--from', old.url], env)).toMatchObject({ code: 0 });
    await rm(join(dataDirectory, 'secrets.key'));
    const { stdout } = await fixture.run(['--from', old.url, '--dry-run'], env);
    expect(stdout).toContain('servers: 0 to be created, 1 unchanged');
    expect(await readdir(dataDirectory)).not.toContain('secrets.key');
    expect(await fixture.run(['--from', old.url], env)).toMatchObject({ code: 0 });
    expect(await readdir(dataDirectory)).toContain('secrets.key');
  });
});
