import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RequestParameters, requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { formOf, postForm } from '../../support/wire.js';
import { saved } from '../answers.js';
import { entryOf, passedChecks } from '../listed-servers.js';

const time = '2025-12-28 10:30:00';

let app: TestApp;
let id: number;

beforeAll(async () => {
  app = await startTestApp();
  id = await createServer(app);
});
afterAll(() => app?.stop());

describe('deliveryserver.testresults', () => {
  it('deliveryserver.testresults: stores what the caller measured and nothing of its own', async () => {
    const TestResults = { SPF: true, DKIM: false, EmailDelivery: true };
    expect((await save({ TestResults })).text).toBe(saved);
    expect(await passedChecks(app, id)).toEqual(['email_delivery', 'spf']);
    expect((await save({ TestResults: { DMARC: true } })).text).toBe(saved);
    expect(await passedChecks(app, id)).toEqual(['dmarc']);
  });

  const checks = ['SPF', 'DKIM', 'DMARC', 'SenderDomain', 'LinkDomain', 'OpenDomain', 'EmailDelivery'];

  it.each(checks)(
    'deliveryserver.testresults: both spellings of %s and of what is around it count',
    async (check) => {
      const underscored = check.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
      for (const name of [check, underscored, underscored.toUpperCase()]) {
        for (const [results, checkedAt] of [
          ['TestResults', 'LastCheckedAt'],
          ['test_results', 'last_checked_at'],
          ['TestResults', 'last_checked_at'],
        ] as const) {
          const absent = { TestResults: undefined, LastCheckedAt: undefined };
          await save({ TestResults: { nothing: true } });
          expect((await save({ ...absent, [results]: { [name]: true }, [checkedAt]: time })).text).toBe(
            saved,
          );
          expect(await passedChecks(app, id)).toEqual([underscored]);
        }
      }
    },
  );

  it.each([true, 1, '1', 'true', 'TRUE', 'True', 'yes', 'YES', 'on', 'On'])(
    'deliveryserver.testresults: %j is true',
    async (verdict) => {
      await save({ TestResults: { SPF: verdict } });
      expect(await passedChecks(app, id)).toEqual(['spf']);
    },
  );

  it.each([
    false,
    0,
    '0',
    '',
    'false',
    'no',
    'off',
    'passed',
    2,
    -1,
    1.5,
    '01',
    ' true',
    null,
    {},
    [],
    [true],
    { a: true },
  ])('deliveryserver.testresults: %j is false', async (verdict) => {
    expect((await save({ TestResults: { SPF: verdict, DKIM: true } })).text).toBe(saved);
    expect(await passedChecks(app, id)).toEqual(['dkim']);
  });

  it('deliveryserver.testresults: a missing id answers [1,3], an unknown one [3]', async () => {
    expect((await save({ DeliveryServerID: undefined })).body.ErrorCode).toEqual([1, 3]);
    for (const unknown of [2_000_000_000, 0, -1, '1.5', 'abc', '4294967297', '99999999999999999999', true]) {
      expect([unknown, (await save({ DeliveryServerID: unknown })).body.ErrorCode]).toEqual([unknown, [3]]);
    }
  });

  it.each([undefined, null, '', {}, [], '{}', '[]', 'passed', '"x"', '1', 'true', 1, true, false])(
    'deliveryserver.testresults: the results %j answer 2',
    async (TestResults) => {
      expect((await save({ TestResults })).body.ErrorCode).toEqual([2]);
    },
  );

  it.each([
    undefined,
    null,
    '',
    '2025-02-29 10:30:00',
    '2025-12-28 24:00:00',
    '2025-12-28T10:30:00',
    '2025-12-28',
    'now',
    `${time} `,
    `${time}.5`,
    0,
    {},
  ])('deliveryserver.testresults: the timestamp %j answers 4', async (LastCheckedAt) => {
    expect((await save({ LastCheckedAt })).body.ErrorCode).toEqual([4]);
  });

  it('deliveryserver.testresults: everything wrong is told at once, ascending', async () => {
    expect((await app.legacy({ Command: 'deliveryserver.testresults' })).body).toEqual({
      Success: false,
      ErrorCode: [1, 2, 3, 4],
      ErrorText: [
        'Missing deliveryserverid',
        'Missing test_results',
        'Invalid deliveryserverid',
        'Missing last_checked_at',
      ],
    });
    const unknown = { Command: 'deliveryserver.testresults', DeliveryServerID: 2_000_000_000 };
    expect((await app.legacy(unknown)).body.ErrorCode).toEqual([2, 3, 4]);
  });

  it.each([time, '2024-02-29 23:59:59', '1000-01-01 00:00:00', '9999-12-31 23:59:59', '2025-03-30 02:30:00'])(
    'deliveryserver.testresults: the timestamp %s comes back as the same text',
    async (LastCheckedAt) => {
      expect((await save({ LastCheckedAt })).text).toBe(saved);
      expect((await entryOf(app, id)).VerificationLastCheckedAt).toBe(LastCheckedAt);
    },
  );

  it('deliveryserver.testresults: a refusal changes nothing', async () => {
    await save({ TestResults: { SPF: true } });
    const before = await entryOf(app, id);
    await save({ TestResults: { DKIM: true }, LastCheckedAt: 'now' });
    expect(await entryOf(app, id)).toEqual(before);
  });

  it('deliveryserver.testresults: a form holds the results in brackets, with dots, or as JSON', async () => {
    const start = formOf({
      Command: 'deliveryserver.testresults',
      APIKey: app.adminKey,
      DeliveryServerID: id,
      last_checked_at: time,
    });
    for (const results of [
      'test_results[sender_domain]=true',
      'test_results.sender_domain=on',
      'test_results[SenderDomain]=1',
      'test_results={"sender_domain":true}',
      'TestResults={"SenderDomain":"yes"}',
    ]) {
      await save({ TestResults: { nothing: true } });
      expect((await postForm(app, `${start}&${results}`)).text).toBe(saved);
      expect(await passedChecks(app, id)).toEqual(['sender_domain']);
    }
  });
});

function save(change: RequestParameters) {
  return app.legacy(
    requestFor('deliveryserver.testresults', { DeliveryServerID: id, LastCheckedAt: time, ...change }),
  );
}
