import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installation } from './installation.js';
import { group1, oldAnswer, oldEntry, startOldSystem } from './old-system.js';
import { createImportFixture, type ImportFixture, oldKey, runImport } from './run-import.js';

let fixture: ImportFixture;

beforeEach(async () => {
  fixture = await createImportFixture();
});
afterEach(() => fixture.drop());

describe('servers that break the rules', () => {
  const halfBroken = oldAnswer(
    oldEntry(5, {
      Name: 'Broken',
      params: { smtp_port: '70000', smtp_secure: 'maybe', smtp_username: '' },
      domains: { link_tracking: 'not a domain', enforced_from: 'nobody' },
      UserGroupAssignments: [{ UserGroupID: 'x', GroupName: '', Channels: ['Fax'] }],
    }),
    oldEntry(6, { UserGroupAssignments: [group1('Marketing')] }),
  );
  const reasons = `
Refused:
  server 5 "Broken"
    ConnectionParams.smtp_secure: This must be false, ssl or tls.
    ConnectionParams.smtp_port: This must be a whole number from 1 to 65535.
    Domains.link_tracking: This must be a domain, such as track.example.com.
    Domains.enforced_from: This must be an e-mail address, such as noreply@example.com.
    ConnectionParams.smtp_username: A user name is required when smtp_auth is true.
    UserGroupAssignments[0].UserGroupID: This must be a whole number from 1 to 2147483646.
    UserGroupAssignments[0].GroupName: This is required and must not be blank.
    UserGroupAssignments[0].Channels[0]: This must be Marketing, Transactional or AutoResponder.
`;

  it('stop the import, each with every reason', async () => {
    const old = await startOldSystem(halfBroken);
    const { code, stdout } = await fixture.run(['--from', old.url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Nothing has been imported, because servers are refused\./);
    expect(stdout).toContain('servers: 1 to be created, 0 unchanged, 0 left alone, 1 refused\n');
    expect(stdout).toContain(reasons);
    expect(await fixture.content()).toBeNull();
  });

  it('do not stop the others with --skip-refused', async () => {
    const old = await startOldSystem(halfBroken);
    const { code, stdout } = await fixture.run(['--from', old.url, '--skip-refused']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'The import is done.\n  servers: 1 created, 0 unchanged, 0 left alone, 1 refused\n',
    );
    expect(stdout).toContain(reasons);
    expect(await fixture.database.sql('SELECT id FROM delivery_servers')).toEqual([{ id: 6 }]);
  });
});

describe('what goes wrong is said in one line', () => {
  it('for a configuration with mistakes', async () => {
    const { code, stderr } = await fixture.run(['--from', 'http://127.0.0.1:9/api.php'], {
      SECRETS_KEY: undefined,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('SECRETS_KEY is required with DATABASE_URL');
  });

  it('for a database that was sealed with another key', async () => {
    const old = await startOldSystem(installation);
    await fixture.run(['--from', old.url]);
    const { code, stderr } = await fixture.run(['--from', old.url], {
      SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
    });
    expect(code).toBe(1);
    expect(stderr).toContain('sealed with another SECRETS_KEY');
  });

  it('for a database that is away', async () => {
    const old = await startOldSystem(installation);
    const { code, stderr } = await fixture.run(['--from', old.url], {
      DATABASE_URL: 'mysql://nobody:nothing@127.0.0.1:9/none',
    });
    expect(code).toBe(1);
    expect(stderr.split('\n').at(-2)).toBe(
      'The database does not answer. Check DATABASE_URL and that it is running.',
    );
  });

  it('for a key that the old installation does not accept', async () => {
    const old = await startOldSystem({ Success: false, ErrorCode: 99998, ErrorText: `Bad key ${oldKey}` });
    const { code, stdout, stderr } = await fixture.run(['--from', old.url]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n').at(-2)).toBe(
      'The old installation does not accept the key (99998). Check OLD_API_KEY or --key.',
    );
    expect(await fixture.content()).toBeNull();
  });

  it('for options that are wrong, without repeating them', async () => {
    const { code, stderr } = await runImport(['--from', 'x', oldKey], {});
    expect(code).toBe(1);
    expect(stderr).not.toContain(oldKey);
    expect(stderr).toContain('The options are --from, --key, --file');
  });
});
