import { afterEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

const apps: TestApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

async function start(options: TestAppOptions): Promise<TestApp> {
  const app = await startTestApp(options);
  apps.push(app);
  return app;
}

const oldest = "SELECT id FROM audit_entries WHERE object_id = 'ds_4711'";

/** The first of its chain: what stands behind a younger one is not removed. */
async function addOldEntry(app: TestApp): Promise<void> {
  await app.sql('DELETE FROM audit_entries');
  await app.sql('UPDATE audit_chain SET position = 0, hash = ?', [Buffer.alloc(32)]);
  await app.sql(
    `INSERT INTO audit_entries (occurred_at, author_kind, author_name, operation, action, object_id)
     VALUES (CURRENT_TIMESTAMP(3) - INTERVAL 800 HOUR, 'GATEWAY', '', 'test', 'DELIVERY_SERVER_UPDATED', 'ds_4711')`,
  );
}

const isLinked = (app: TestApp) => async () =>
  (await app.sql('SELECT position FROM audit_chain'))[0].position > 0 &&
  (await app.sql('SELECT id FROM audit_entries WHERE position IS NULL')).length === 0;

describe('a gateway', () => {
  it('links what was written, and writes the head into its log when it stops', async () => {
    const app = await start({ publishMilliseconds: 20 });
    await addOldEntry(app);
    await expect.poll(isLinked(app), { timeout: 10_000 }).toBe(true);
    const [{ position, hash }] = await app.sql('SELECT position, hash FROM audit_chain');
    apps.pop();
    await app.stop();
    const heads = app.log.filter(({ msg }) => msg === 'head of the audit trail');
    expect(heads).toMatchObject([{ level: 30, head: `${position}:${hash.toString('hex')}` }]);
  });

  it('removes entries that are older than it is told to keep them', async () => {
    const app = await start({ publishMilliseconds: 20, removalMilliseconds: 20, auditRetentionDays: 30 });
    await addOldEntry(app);
    await expect.poll(() => app.sql(oldest), { timeout: 10_000 }).toEqual([]);
    const { data } = await app.graphql('{ auditChainVerify { faults { message } } }');
    expect(data.auditChainVerify.faults).toEqual([]);
  });

  it.each([0, 36_500])('keeps them when it is told %j days', async (auditRetentionDays) => {
    const app = await start({ publishMilliseconds: 20, removalMilliseconds: 20, auditRetentionDays });
    await addOldEntry(app);
    await expect.poll(isLinked(app), { timeout: 10_000 }).toBe(true);
    await new Promise((done) => setTimeout(done, 200));
    expect(await app.sql(oldest)).toHaveLength(1);
  });
});
