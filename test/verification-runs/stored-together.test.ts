import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { createTransact, type Transact } from '../../src/sql/transact.js';
import { CheckKind, CheckStatus, FindingSeverity } from '../../src/verification/check.js';
import type { CheckResult, DomainCheckKind } from '../../src/verification/check-result.js';
import { FindingCode } from '../../src/verification/finding-code.js';
import { type ClaimedRun, claimRuns } from '../../src/verification-runs/storage/claim-runs.js';
import {
  createSaveProgress,
  type RunProgress,
  type SaveProgress,
} from '../../src/verification-runs/storage/save-progress.js';
import { createServer } from '../support/operations.js';
import { everyStatementOf, startQuietApp } from '../support/statements.js';
import type { TestApp } from '../support/test-app.js';
import { queueRun, readRun, verdicts } from './runs.js';

let app: TestApp;
let dataSource: DataSource;
let transact: Transact;
let saveProgress: SaveProgress;
let runs: ClaimedRun[];

beforeAll(async () => {
  app = await startQuietApp();
  const url = new URL(inject('databaseUrl'));
  url.pathname = app.databaseName;
  dataSource = await openDataSource({ url: url.href, tls: null });
  transact = createTransact(dataSource);
  saveProgress = createSaveProgress(transact);
});
afterAll(async () => {
  await dataSource?.destroy();
  await app?.stop();
});

beforeEach(async () => {
  await app.sql('DELETE FROM delivery_servers');
  for (let index = 0; index < 6; index++) {
    const { id } = await createServer(app);
    await queueRun(app, id, ['DKIM', 'SENDER_DOMAIN', 'LINK_DOMAIN']);
  }
  runs = await transact((manager) => claimRuns(manager, 'this one', 3_600_000, 10));
  expect(runs).toHaveLength(6);
});

const passing = (kind: DomainCheckKind): CheckResult => ({
  kind,
  status: CheckStatus.PASS,
  message: 'All is well.',
  checkedAt: new Date(),
  durationMilliseconds: 1,
  findings: [],
  host: 'track.example.com',
  chain: [],
});

const failing = (code: string): CheckResult => ({
  kind: CheckKind.DKIM,
  status: CheckStatus.FAIL,
  message: 'There is no key.',
  checkedAt: new Date(),
  durationMilliseconds: 1,
  findings: [
    {
      severity: FindingSeverity.FAIL,
      code: code as FindingCode,
      message: 'There is no key.',
      host: null,
      recordType: null,
      expected: [],
      observed: [],
      remediation: null,
    },
  ],
  keys: [],
});

const idOf = ({ rowId }: ClaimedRun) => `vr_${rowId}`;
const told = (run: ClaimedRun) => readRun(app, idOf(run)).then(({ checks }) => verdicts(checks));

describe('what comes of several runs at once', () => {
  it('is stored in a transaction or two, for each run what is its own', async () => {
    const news: Omit<RunProgress, 'run'>[] = [
      { results: [passing(CheckKind.SENDER_DOMAIN)], isLast: false },
      { results: [failing(FindingCode.DKIM_RECORD_MISSING)], isLast: false },
      {
        results: [passing(CheckKind.SENDER_DOMAIN), failing(FindingCode.DKIM_RECORD_MISSING)],
        isLast: false,
      },
      { results: [passing(CheckKind.LINK_DOMAIN)], isLast: true },
      { results: [], stages: [], isLast: false },
      { results: [], isLast: true },
    ];
    const all = runs.map((run, index) => ({ run, ...(news[index] as Omit<RunProgress, 'run'>) }));
    const statements = await everyStatementOf(app, async () => {
      expect(await Promise.all(all.map(saveProgress))).toEqual(all.map(() => true));
    });
    const commits = statements.filter(({ sql }) => sql === 'COMMIT').length;
    expect([1, 2]).toContain(commits);
    const writes = ['verification_results', 'latest_checks', 'outbox'].map((table) => `INSERT INTO ${table}`);
    for (const write of [...writes, 'UPDATE delivery_servers'])
      expect(statements.filter(({ sql }) => sql.startsWith(write)).length).toBeLessThanOrEqual(commits);

    expect(await Promise.all(runs.map(told))).toEqual([
      ['SENDER_DOMAIN PASS'],
      ['DKIM FAIL'],
      ['DKIM FAIL', 'SENDER_DOMAIN PASS'],
      ['LINK_DOMAIN PASS'],
      [],
      [],
    ]);
    const statuses = await Promise.all(runs.map((run) => readRun(app, idOf(run))));
    expect(statuses.map(({ status }) => status)).toEqual(
      'RUNNING RUNNING RUNNING DONE RUNNING DONE'.split(' '),
    );
    const nothing = { dkim: 'NOT_CHECKED', sender: 'NOT_CHECKED', link: 'NOT_CHECKED', version: 1 };
    expect(await shown()).toEqual([
      { ...nothing, sender: 'PASS' },
      { ...nothing, dkim: 'FAIL' },
      { ...nothing, dkim: 'FAIL', sender: 'PASS' },
      { ...nothing, link: 'PASS' },
      nothing,
      nothing,
    ]);
    const transitions = await app.sql(
      'SELECT run_id, kind, to_status FROM check_transitions ORDER BY run_id, kind',
    );
    expect(
      transitions.map(
        (row) => `${runs.findIndex(({ rowId }) => rowId === row.run_id)} ${row.kind} ${row.to_status}`,
      ),
    ).toEqual([
      '0 SENDER_DOMAIN PASS',
      '1 DKIM FAIL',
      '2 DKIM FAIL',
      '2 SENDER_DOMAIN PASS',
      '3 LINK_DOMAIN PASS',
    ]);
  });

  it('does not wait for a server that somebody holds, but for what is stored of that one', async () => {
    const [first, ...others] = runs as [ClaimedRun, ...ClaimedRun[]];
    const save = (run: ClaimedRun) =>
      saveProgress({ run, results: [passing(CheckKind.SENDER_DOMAIN)], isLast: false });
    let isFirstStored = false;
    let stored: Promise<boolean> | undefined;
    await dataSource.transaction(async (manager) => {
      await manager.query('UPDATE delivery_servers SET name = ? WHERE id = ?', [
        'Held',
        first.server.legacyId,
      ]);
      stored = save(first).finally(() => {
        isFirstStored = true;
      });
      expect(await Promise.all(others.map(save))).toEqual(others.map(() => true));
      expect(isFirstStored).toBe(false);
    });
    expect(await stored).toBe(true);
    expect(await Promise.all(runs.map(told))).toEqual(runs.map(() => ['SENDER_DOMAIN PASS']));
  });

  it('does not wait for a run that goes with its server, either', async () => {
    const [first, ...others] = runs as [ClaimedRun, ...ClaimedRun[]];
    let stored: Promise<boolean> | undefined;
    await dataSource.transaction(async (manager) => {
      await manager.query('DELETE FROM delivery_servers WHERE id = ?', [first.server.legacyId]);
      stored = saveProgress({ run: first, results: [], stages: [], isLast: false });
      const save = (run: ClaimedRun) =>
        saveProgress({ run, results: [passing(CheckKind.SENDER_DOMAIN)], isLast: true });
      expect(await Promise.all(others.map(save))).toEqual(others.map(() => true));
    });
    expect(await stored).toBe(false);
  });

  it('is refused for the run that another gateway has by now, and for that one alone', async () => {
    const [lost, ...others] = runs as [ClaimedRun, ...ClaimedRun[]];
    await app.sql("UPDATE verification_runs SET gateway_id = 'another' WHERE id = ?", [lost.rowId]);
    expect(
      await Promise.all(
        runs.map((run) => saveProgress({ run, results: [passing(CheckKind.SENDER_DOMAIN)], isLast: true })),
      ),
    ).toEqual([false, ...others.map(() => true)]);
    expect(await Promise.all(runs.map(told))).toEqual([[], ...others.map(() => ['SENDER_DOMAIN PASS'])]);
  });

  it('that cannot be stored of one run keeps nothing of another from being stored', async () => {
    const [, ...others] = runs as [ClaimedRun, ...ClaimedRun[]];
    const unstorable = failing('A'.repeat(1_000));
    const outcomes = await Promise.allSettled(
      runs.map((run, index) =>
        saveProgress({
          run,
          results: [index === 0 ? unstorable : passing(CheckKind.SENDER_DOMAIN)],
          isLast: true,
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...others.map(() => 'fulfilled')]);
    expect(await Promise.all(runs.map(told))).toEqual([[], ...others.map(() => ['SENDER_DOMAIN PASS'])]);
  });
});

const shown = () =>
  app.sql(
    `SELECT check_dkim AS dkim, check_sender_domain AS sender, check_link_domain AS link, version FROM delivery_servers ORDER BY id`,
  );
