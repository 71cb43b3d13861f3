import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import { createServer, readServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const kills = 5;
const writers = 4;

let database: OwnServer;
let app: TestApp;

beforeAll(async () => {
  database = await startOwnServer();
  app = await startTestApp({ databaseUrl: database.url });
});
afterAll(async () => {
  await app?.stop();
  await database?.stop();
});

/** What one writer has been told of its own server. */
interface Account {
  id: string;
  acknowledged: number;
  /** Updates that were answered with an error: done or not, nobody knows. */
  unknown: number;
  /** Groups that were made under a key each, tried again until they were acknowledged. */
  groups: number;
}

it('loses and doubles no acknowledged write while the database is killed five times under four writers', async () => {
  const ids = [];
  for (let writer = 0; writer < writers; writer += 1) ids.push(`ds_${await createServer(app)}`);
  const accounts = ids.map((id): Account => ({ id, acknowledged: 0, unknown: 0, groups: 0 }));
  let isOver = false;
  const working = Promise.all(
    accounts.map(async (account) => {
      while (!isOver) {
        await update(account);
        await createGroup(account);
      }
    }),
  );
  for (let kill = 0; kill < kills; kill += 1) {
    const before = accounts.map(({ groups }) => groups);
    await expect
      .poll(() => accounts.every(({ groups }, writer) => groups > (before[writer] ?? 0) + 2), {
        timeout: 15_000,
      })
      .toBe(true);
    await database.crash();
  }
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
  isOver = true;
  await working;

  for (const { id, acknowledged, unknown, groups } of accounts) {
    const { version } = await readServer(app, id);
    expect(version - 1).toBeGreaterThanOrEqual(acknowledged);
    expect(version - 1).toBeLessThanOrEqual(acknowledged + unknown);
    expect(await countGroups(id)).toBe(groups);
  }
}, 120_000);

async function update(account: Account): Promise<void> {
  const { id, acknowledged } = account;
  const { data } = await updateServer(app, { id, name: `After ${acknowledged}` });
  if (data?.deliveryServerUpdate) account.acknowledged += 1;
  else account.unknown += 1;
}

async function createGroup(account: Account): Promise<void> {
  const input = { name: `Group of ${account.id}`, idempotencyKey: `${account.id} ${account.groups}` };
  for (;;) {
    const { data } = await app.graphql(
      'mutation ($input: UserGroupCreateInput!) { userGroupCreate(input: $input) { userGroup { id } } }',
      { input },
    );
    if (data?.userGroupCreate?.userGroup) break;
    await sleep(20);
  }
  account.groups += 1;
}

async function countGroups(id: string): Promise<number> {
  const { data } = await app.graphql(
    'query ($name: String!) { userGroups(filter: { name: { equals: $name } }) { totalCount } }',
    { name: `Group of ${id}` },
  );
  return data.userGroups.totalCount;
}
