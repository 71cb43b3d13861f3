import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
const running: TestApp[] = [];

beforeEach(async () => {
  database = await createMigratedDatabase();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
  await database.drop();
});

/** Starts a gateway on the database of the test, in place of the one before. */
async function restart(options: TestAppOptions = {}): Promise<TestApp> {
  await Promise.all(running.splice(0).map((app) => app.stop()));
  const app = await startTestApp({ secretsKey, ...options, databaseUrl: database.url });
  running.push(app);
  return app;
}

const secretsKey = Buffer.alloc(32, 7);
const all = ['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT'];

const viewerOf = async (app: TestApp, key: string) =>
  (await app.graphql('{ viewer { kind name scopes expiresAt } }', {}, key)).data?.viewer ?? null;

describe('the first start', () => {
  it('makes a key with every scope when there is none', async () => {
    const { adminKey, graphql } = await restart();
    expect(adminKey).toMatch(/^dgk_/);
    const { data } = await graphql('{ viewer { name scopes } }');
    expect(data.viewer).toEqual({ name: 'First start', scopes: all });
  });

  it('makes none beside a key of the environment', async () => {
    await restart({ adminApiKey: 'key-of-the-old-system' });
    expect(await keyNames()).toEqual(['ADMIN_API_KEY']);
  });
});

describe('a later start', () => {
  it('makes no other key, and the first one still works', async () => {
    const { adminKey } = await restart();
    const second = await restart();
    expect(await keyNames()).toEqual(['First start']);
    expect(await viewerOf(second, adminKey)).toMatchObject({ name: 'First start' });
  });

  it('makes no key in place of one that was revoked', async () => {
    const first = await restart();
    // As somebody does who has the database: through the API the last key cannot be revoked.
    await first.graphql('mutation { apiKeyRevoke(input: { id: "key_1" }) { userErrors { code } } }');
    expect(await keyNames()).toEqual(['First start']);
    await database.sql('UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP(3)');
    await restart();
    expect(await keyNames()).toEqual([]);
    expect((await database.sql('SELECT id FROM api_keys')).length).toBe(1);
  });
});

describe('the key of the environment', () => {
  it.each([
    ['a plain word', 'key-of-the-old-system'],
    ['a text with spaces and signs', 'Old  key: 100% \'quoted\' \\ "twice"'],
    ['a text of 8 characters', 'w4Zq-9tK'],
    ['a text of 512 characters', 'k'.repeat(512)],
    ['digits alone', '48209573162'],
  ])('may be %s and has every scope', async (_, adminApiKey) => {
    const app = await restart({ adminApiKey });
    expect(await viewerOf(app, adminApiKey)).toEqual({
      kind: 'API_KEY',
      name: 'ADMIN_API_KEY',
      scopes: all,
      expiresAt: null,
    });
    const { body } = await app.legacy({ Command: 'deliveryservers.get' }, { key: adminApiKey });
    expect(body.ErrorCode).toBe(2);
  });

  it('works on after a restart with the same value', async () => {
    const adminApiKey = 'key-of-the-old-system';
    await restart({ adminApiKey });
    const again = await restart({ adminApiKey });
    expect(await viewerOf(again, adminApiKey)).not.toBeNull();
    expect((await database.sql('SELECT id FROM api_keys')).length).toBe(1);
  });

  it('ends at the next start with another value', async () => {
    await restart({ adminApiKey: 'the-earlier-key' });
    const app = await restart({ adminApiKey: 'the-later-key' });
    expect(await viewerOf(app, 'the-earlier-key')).toBeNull();
    expect(await viewerOf(app, 'the-later-key')).not.toBeNull();
  });

  it('ends at the next start without one, while keys that were made with it work on', async () => {
    const first = await restart({ adminApiKey: 'the-earlier-key' });
    const made = await first.createKey(['READ']);
    const app = await restart();
    expect(await viewerOf(app, 'the-earlier-key')).toBeNull();
    expect(await viewerOf(app, made)).toMatchObject({ scopes: ['READ'] });
  });

  it('works again when the environment names it again', async () => {
    await restart({ adminApiKey: 'the-earlier-key' });
    await restart({ adminApiKey: 'the-later-key' });
    const app = await restart({ adminApiKey: 'the-earlier-key' });
    expect(await viewerOf(app, 'the-earlier-key')).not.toBeNull();
    expect(await viewerOf(app, 'the-later-key')).toBeNull();
  });

  it('cannot be revoked through the API', async () => {
    const adminApiKey = 'key-of-the-old-system';
    const app = await restart({ adminApiKey });
    const { data } = await app.graphql('{ apiKeys { nodes { id } } }');
    const [{ id }] = data.apiKeys.nodes;
    const answer = await app.graphql(
      'mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { apiKey { id } userErrors { field code } } }',
      { id },
    );
    expect(answer.data.apiKeyRevoke).toEqual({
      apiKey: null,
      userErrors: [{ field: ['input', 'id'], code: 'NOT_PERMITTED' }],
    });
    expect(await viewerOf(app, adminApiKey)).not.toBeNull();
  });

  it.each([
    ['in another case', 'Key-Of-The-Old-System', 'key-of-the-old-system'],
    ['without its accents', 'schlüssel-von-früher', 'schlussel-von-fruher'],
    ['with another number of equal value', '00048209573162', '48209573162'],
    ['as a beginning of it', 'key-of-the-old-system', 'key-of-the'],
    ['with more at its end', 'key-of-the-old-system', 'key-of-the-old-system!'],
  ])('does not match %s', async (_, adminApiKey, given) => {
    const app = await restart({ adminApiKey });
    expect(await viewerOf(app, given)).toBeNull();
    const { body } = await app.legacy({ Command: 'deliveryservers.get' }, { key: given });
    expect(body.ErrorCode).toBe(99998);
  });
});

describe('two gateways on one database', () => {
  it('serve when they start at once on an empty one, and after each of five starts of either', async () => {
    const adminApiKey = 'the-key-of-both-of-them';
    const start = async (key: string | null = adminApiKey) => {
      const app = await startTestApp({ secretsKey, adminApiKey: key, databaseUrl: database.url });
      running.push(app);
      return app;
    };
    const end = async (app: TestApp) => {
      running.splice(running.indexOf(app), 1);
      await app.stop();
    };
    let [one, other] = await Promise.all([start(), start()]);
    const made = await one.createKey(['READ', 'WRITE', 'ADMIN']);
    for (let round = 0; round < 5; round += 1) {
      await end(one);
      one = await start();
      await end(other);
      // Who starts without the key ends it; who starts with it again makes it valid again.
      other = await start(round % 2 === 0 ? null : adminApiKey);
      if (round % 2 === 0) expect(await viewerOf(other, adminApiKey)).toBeNull();
      else expect(await viewerOf(other, adminApiKey)).not.toBeNull();
      for (const app of [one, other]) expect(await viewerOf(app, made)).toMatchObject({ kind: 'API_KEY' });
    }
    expect((await database.sql("SELECT id FROM api_keys WHERE origin = 'ENVIRONMENT'")).length).toBe(1);
  });
});

async function keyNames(): Promise<unknown[]> {
  const rows = await database.sql('SELECT name FROM api_keys WHERE revoked_at IS NULL ORDER BY id');
  return rows.map(({ name }) => name);
}
