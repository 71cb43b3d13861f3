import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '../../src/secrets/sealer.js';
import { endOf, startCli } from '../cli/run-cli.js';
import { GatewayFixture } from '../support/gateway-process.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import {
  addServers,
  firstPassword,
  newerFirst,
  older,
  olderFirst,
  passwordsIn,
  placeOf,
  rotate,
  sealedWithOlder,
  secretsStatus,
} from './rotating.js';

const count = 10_000;
const adminApiKey = 'the-key-of-all';
const pageSize = 500;

let database: TestDatabase;
let fixture: GatewayFixture;
/** Runs all the time. */
let app: TestApp;
/** Knows the older key alone: what goes wrong without the newer one is seen here. */
let blind: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  fixture = await GatewayFixture.create();
  const shared = { databaseUrl: database.url, adminApiKey, rateLimit: 0 };
  blind = await startTestApp({ ...shared, secretsKey: older });
  await addServers(database, count);
  app = await startTestApp({ ...shared, secretsKeys: newerFirst });
});
afterAll(async () => {
  await Promise.all([app?.stop(), blind?.stop()]);
  await fixture?.dispose();
  await database?.drop();
});

/** The password that each server is to have: the ones that it may have while it is changed. */
const expected = new Map<number, string[]>();
const expectedOf = (id: number) => expected.get(id) ?? [firstPassword(id)];

/** What is wrong with a part of the passwords. */
async function wrongIn(gateway: TestApp, first: number): Promise<string[]> {
  const allowed = new Map(
    Array.from({ length: pageSize }, (_, index) => [first + index, new Set(expectedOf(first + index))]),
  );
  const found = await passwordsIn(gateway, { RecordsFrom: first - 1, RecordsPerRequest: pageSize });
  const wrong = [...allowed].filter(([id, before]) => {
    const password = found.get(id) ?? '';
    // Changed while it was read.
    return !before.has(password) && !expectedOf(id).includes(password);
  });
  return wrong.map(([id]) => `ds_${id}`);
}

async function wrongInAll(gateway: TestApp): Promise<string[]> {
  const wrong: string[] = [];
  for (let first = 1; first <= count; first += pageSize) wrong.push(...(await wrongIn(gateway, first)));
  return wrong;
}

/** Reads and writes until it is told to end. */
function useGateway(gateway: TestApp) {
  let isOver = false;
  const seen = { reads: 0, writes: 0, failures: [] as string[] };
  const keep = async (step: (index: number) => Promise<void>) => {
    for (let index = 0; !isOver; index++)
      await step(index).catch((error) => void seen.failures.push(String(error)));
  };
  const ended = Promise.all([
    keep(async (index) => {
      const first = ((index * 7) % (count / pageSize)) * pageSize + 1;
      seen.failures.push(...(await wrongIn(gateway, first)));
      seen.reads += 1;
      await wait(20);
    }),
    // Through all of the table, so that some are changed before they are sealed anew and some after.
    keep(async (index) => {
      const id = ((index * 613) % count) + 1;
      const password = `password-${id}-${index + 1}`;
      expected.set(id, [...expectedOf(id), password]);
      const { data, errors } = await gateway.graphql(
        `mutation ($input: DeliveryServerUpdateInput!) {
          deliveryServerUpdate(input: $input) { userErrors { code } }
        }`,
        { input: { id: `ds_${id}`, smtp: { password } } },
      );
      const problems = errors ?? data.deliveryServerUpdate.userErrors;
      if (problems.length > 0) seen.failures.push(`ds_${id} is not written: ${JSON.stringify(problems)}`);
      expected.set(id, [password]);
      seen.writes += 1;
      await wait(5);
    }),
  ]);
  return {
    seen,
    async end() {
      isOver = true;
      await ended;
    },
  };
}

const environment = () => ({
  DATABASE_URL: database.url,
  SECRETS_KEY: newerFirst.map((key) => key.toString('base64')).join(','),
  ADMIN_API_KEY: adminApiKey,
  RATE_LIMIT: '0',
});

describe('a rotation of 10,000 passwords', () => {
  it('goes on where it was when its gateway was killed, and no read fails meanwhile', {
    timeout: 240_000,
  }, async () => {
    const use = useGateway(app);
    const killed = await fixture.start(environment());
    const cliAt = ({ url }: { url: string }) =>
      endOf(startCli(['secrets', 'rotate'], { GATEWAY_URL: url, GATEWAY_API_KEY: adminApiKey }));
    const first = cliAt(killed);
    while ((await secretsStatus(app)).left > 0.8 * count) await wait(20);
    killed.kill('SIGKILL');
    await killed.exited;
    const { left } = await secretsStatus(app);
    expect(left).toBeGreaterThan(0);
    const failed = await first;
    expect([failed.code, failed.stdout]).toEqual([5, '']);

    const again = await fixture.start(environment());
    const second = await cliAt(again);
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining('passwords are sealed anew')]);
    expect(Number.parseInt(second.stdout, 10)).toBeLessThanOrEqual(left);
    await use.end();

    expect(use.seen.failures).toEqual([]);
    expect(use.seen.reads).toBeGreaterThan(5);
    expect(use.seen.writes).toBeGreaterThan(50);
    expect(await sealedWithOlder(database)).toBe(0);
    expect(await wrongInAll(app)).toEqual([]);
    // Each of these has its own new version, and the rotation none.
    const [changed] = await database.sql<{ sum: number }>(
      'SELECT SUM(version - 1) AS sum FROM delivery_servers',
    );
    expect(Number(changed?.sum)).toBe(use.seen.writes);
  });

  it('would be seen to fail where a gateway lacks the new key, and where a change is lost', async () => {
    expect(await wrongIn(blind, 1)).toHaveLength(pageSize);
    const [id = 0] = expected.keys();
    await database.sql('UPDATE delivery_servers SET smtp_password_sealed = ? WHERE id = ?', [
      createSealer(olderFirst).seal(firstPassword(id), placeOf(id)),
      id,
    ]);
    expect(await sealedWithOlder(database)).toBe(1);
    await rotate(app);
    expect(await wrongInAll(app)).toEqual([`ds_${id}`]);
  });
});
