import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { openDataSource } from '../../src/database/data-source.js';
import { createTransact, type Transact } from '../../src/sql/transact.js';
import { CheckKind, CheckStatus } from '../../src/verification/check.js';
import type { CheckResult } from '../../src/verification/check-result.js';
import { claimRuns } from '../../src/verification-runs/storage/claim-runs.js';
import { releaseRuns } from '../../src/verification-runs/storage/hold-runs.js';
import { createSaveProgress } from '../../src/verification-runs/storage/save-progress.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { queueRun, readRun } from './runs.js';

let database: TestDatabase;
let dataSource: DataSource;
let app: TestApp;
let transact: Transact;

beforeAll(async () => {
  database = await createMigratedDatabase();
  app = await startTestApp({
    databaseUrl: database.url,
    verificationTimes: {
      ...usualTimes.verificationTimes,
      runMilliseconds: 1,
      leaseMilliseconds: 3_600_000,
      pollMilliseconds: 3_600_000,
    },
  });
  dataSource = await openDataSource({ url: database.url, tls: null });
  transact = createTransact(dataSource);
});
afterAll(async () => {
  await dataSource?.destroy();
  await app?.stop();
  await database?.drop();
});

const result: CheckResult = {
  kind: CheckKind.DKIM,
  status: CheckStatus.PASS,
  message: 'All is well.',
  checkedAt: new Date(),
  durationMilliseconds: 1,
  findings: [],
  keys: [],
};

async function claim(gatewayId: string, leaseMilliseconds: number) {
  const [run] = await transact((manager) => claimRuns(manager, gatewayId, leaseMilliseconds, 10));
  if (run === undefined) throw new Error('There is no run to claim.');
  return run;
}

it('a gateway that has lost a run stores nothing more in it, and the other stores each result once', async () => {
  const { id } = await createServer(app);
  await queueRun(database, id, ['DKIM', 'SPF']);
  const lost = await claim('one', 0);
  const held = await claim('two', 3_600_000);
  expect([lost.attempt, held.attempt]).toEqual([1, 2]);
  const saveProgress = createSaveProgress(transact);
  const save = (run: typeof held, isLast = false) => saveProgress({ run, results: [result], isLast });
  expect([await save(lost), await save(lost, true)]).toEqual([false, false]);
  expect(await readRun(app, 'vr_1')).toMatchObject({ status: 'RUNNING', checks: [] });

  // Twice, as after a commit whose answer did not come.
  expect([await save(held), await save(held)]).toEqual([true, true]);
  expect(await readRun(app, 'vr_1')).toMatchObject({ status: 'RUNNING', checks: [{ kind: 'DKIM' }] });
  expect([await save(held, true), await save(held)]).toEqual([true, false]);
  expect(await readRun(app, 'vr_1')).toMatchObject({ status: 'DONE' });

  await database.sql('DELETE FROM delivery_servers');
  expect(await save(held)).toBe(false);
});

it('what a gateway has stored before it was stopped is not measured again by the next one', async () => {
  await queueRun(database, (await createServer(app)).id, ['DKIM', 'SPF']);
  const stopped = await claim('stopped', 3_600_000);
  await createSaveProgress(transact)({ run: stopped, results: [result], isLast: false });
  await transact((manager) => releaseRuns(manager, 'stopped'));
  expect(await claim('next', 3_600_000)).toMatchObject({ attempt: 1, missing: [CheckKind.SPF] });
});
