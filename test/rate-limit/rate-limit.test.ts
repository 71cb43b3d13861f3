import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

const adminApiKey = 'the-key-of-the-old-system';
const secretsKey = Buffer.alloc(32, 7);
const limit = 1_000_000;
const query = '{ viewer { name } }';

let database: TestDatabase;
let apps: TestApp[];

beforeEach(async () => {
  database = await createMigratedDatabase();
  apps = [];
});
afterEach(async () => {
  for (const app of apps) await app.stop();
  await database.drop();
});

async function start(rateLimit: number): Promise<TestApp> {
  const app = await startTestApp({ rateLimit, adminApiKey, secretsKey, databaseUrl: database.url });
  apps.push(app);
  return app;
}

/** As if another gateway had used points, in this minute and, should one be about to begin, in the next. */
async function useElsewhere(points: number): Promise<void> {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const [key] = await database.sql<{ id: number }>('SELECT id FROM api_keys ORDER BY id');
  for (const start of [minute, minute + 60_000]) {
    await database.sql(
      `INSERT INTO rate_usage VALUES (?, 'API_KEY', ?, ?) ON DUPLICATE KEY UPDATE used = used + VALUES(used)`,
      [new Date(start), key?.id, points],
    );
  }
}

describe('every authenticated answer', () => {
  it('of GraphQL tells what is left', async () => {
    const app = await start(limit);
    for (const text of [query, '{ nonsense }', '{']) {
      const { headers } = await app.graphql(text);
      expectHeaders(headers);
    }
    expect((await app.graphql(query, {}, null)).headers.get('ratelimit-limit')).toBeNull();
  });

  it('of the legacy API tells what is left', async () => {
    const app = await start(limit);
    expectHeaders((await app.legacy({ Command: 'deliveryservers.get' })).headers);
    expect(
      (await app.legacy({ Command: 'deliveryservers.get' }, { key: 'wrong' })).headers.get('ratelimit-limit'),
    ).toBeNull();
  });

  it('tells nothing when the limit is off', async () => {
    const app = await start(0);
    expect((await app.graphql(query)).headers.get('ratelimit-limit')).toBeNull();
  });

  function expectHeaders(headers: Headers): void {
    expect(headers.get('ratelimit-limit')).toBe(`${limit}`);
    expect(headers.get('ratelimit-policy')).toBe(`${limit};w=60`);
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(limit);
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
  }
});

describe('a credential', () => {
  it('that has used its points elsewhere is refused at both interfaces', async () => {
    const app = await start(limit);
    await useElsewhere(limit);
    await expect.poll(async () => (await app.graphql(query)).status, { timeout: 10_000 }).toBe(429);

    const { headers, errors, data } = await app.graphql(query);
    const retryAfter = Number(headers.get('retry-after'));
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: `Too many requests. Try again in ${retryAfter} seconds.`,
        extensions: { code: 'RATE_LIMITED', retryAfter },
      },
    ]);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(headers.get('ratelimit-remaining')).toBe('0');

    const legacy = await app.legacy({ Command: 'deliveryservers.get' });
    expect(legacy.status).toBe(200);
    expect(legacy.body).toMatchObject({ Success: false, ErrorCode: 429 });
    expect(Number(legacy.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(legacy.headers.get('ratelimit-remaining')).toBe('0');
  });

  it('leaves what it uses in the database, for the other gateways', async () => {
    const app = await start(limit);
    for (let round = 0; round < 5; round += 1) await app.graphql(query);
    await app.graphql('{ deliveryServers(first: 100) { nodes { assignments { channels } } } }');
    await app.legacy({ Command: 'deliveryservers.get' });
    await (apps.pop() as TestApp).stop();
    const [row] = await database.sql<{ used: string }>('SELECT SUM(used) AS used FROM rate_usage');
    expect(Number(row?.used)).toBe(5 + 7 + 1);
  });

  it('has limits of its own', async () => {
    const app = await start(limit);
    const other = await app.createKey(['READ']);
    await useElsewhere(limit);
    await expect.poll(async () => (await app.graphql(query)).status, { timeout: 10_000 }).toBe(429);
    expect((await app.graphql(query, {}, other)).status).toBe(200);
  });

  it('is counted and answered while the count cannot be written', async () => {
    const app = await start(limit);
    await database.sql('RENAME TABLE rate_usage TO away');
    const left: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { status, headers } = await app.graphql(query);
      expect(status).toBe(200);
      left.push(Number(headers.get('ratelimit-remaining')));
    }
    await database.sql('RENAME TABLE away TO rate_usage');
    expect(left[0]).toBeLessThan(limit);
  });
});
