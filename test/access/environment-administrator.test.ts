import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

const administrator = { username: 'Root', password: 'correct horse battery' };

const signIn = (input: object, gateway: TestApp) =>
  gateway.graphql(
    `mutation ($input: SignInInput!) {
      signIn(input: $input) { sessionToken expiresAt userErrors { field code message } }
    }`,
    { input },
    null,
  );

const statusWith = async (token: string, gateway: TestApp) =>
  (await gateway.graphql('{ viewer { name } }', {}, token)).status;

describe('the administrator of the environment', () => {
  let database: TestDatabase;
  const running: TestApp[] = [];
  const secretsKey = Buffer.alloc(32, 7);

  beforeEach(async () => {
    database = await createMigratedDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
    await database.drop();
  });

  async function restart(options: TestAppOptions): Promise<TestApp> {
    await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
    const gateway = await startTestApp({ secretsKey, ...options, databaseUrl: database.url });
    running.push(gateway);
    return gateway;
  }

  it('keeps their sessions over a restart with the same password', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const again = await restart({ administrator });
    expect(await statusWith(token, again)).toBe(200);
    expect(await database.sql('SELECT id FROM admins')).toHaveLength(1);
  });

  it('loses their sessions, and the old password, over a restart with another one', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const changed = { ...administrator, password: 'another password of theirs' };
    const again = await restart({ administrator: changed });
    expect(await statusWith(token, again)).toBe(401);
    expect((await signIn(administrator, again)).data.signIn.sessionToken).toBeNull();
    expect(await statusWith(await again.signIn(changed), again)).toBe(200);
  });

  it('loses no session when another administrator is named', async () => {
    const token = await (await restart({ administrator })).signIn(administrator);
    const other = { username: 'Second', password: 'another password of theirs' };
    const again = await restart({ administrator: other });
    expect(await statusWith(token, again)).toBe(200);
    expect(await statusWith(await again.signIn(other), again)).toBe(200);
  });

  it('is told in the audit trail when they become that, and when they are no more', async () => {
    await restart({ administrator });
    await restart({});
    await restart({ administrator });
    await restart({ administrator });
    const rows = await database.sql<{ action: string; changes: string }>(
      "SELECT action, changes FROM audit_entries WHERE object_id = 'adm_1' ORDER BY id",
    );
    const fields = ({ changes }: { changes: string }) =>
      JSON.parse(changes).map(({ field, to }: { field: string; to: string | null }) => [field, to]);
    expect(rows.map((row) => [row.action, fields(row)])).toEqual([
      [
        'ADMINISTRATOR_CREATED',
        [
          ['username', 'Root'],
          ['password', null],
        ],
      ],
      ['ADMINISTRATOR_UPDATED', [['isFromEnvironment', 'false']]],
      ['ADMINISTRATOR_UPDATED', [['isFromEnvironment', 'true']]],
    ]);
  });

  it('has a password that is stored as an argon2id hash alone', async () => {
    await restart({ administrator });
    const [row] = await database.sql('SELECT * FROM admins');
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(administrator.password);
  });
});
