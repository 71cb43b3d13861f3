import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServerWithId, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { idsIn, listServers } from '../listed-servers.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryservers.get with optional parameters', () => {
  const plainKeys = ['Success', 'ErrorCode', 'DeliveryServers'];
  const toldKeys = [
    ...['Success', 'ErrorCode', 'TotalDeliveryServerCount', 'RecordsFrom', 'RecordsPerRequest'],
    ...['OrderField', 'OrderType', 'DeliveryServers'],
  ];

  beforeAll(async () => {
    await removeServers(app);
    for (const [id, name, checkedAt] of [
      [101, 'delta', '2025-01-03 00:00:00'],
      [102, 'Bravo', null],
      [103, 'alpha', '2025-01-01 00:00:00'],
      [104, 'charlie', '2025-01-02 00:00:00'],
    ] as const) {
      await createServerWithId(app, id, { DeliveryServerName: name });
      const results = requestFor('deliveryserver.testresults', {
        DeliveryServerID: id,
        LastCheckedAt: checkedAt,
      });
      if (checkedAt) await app.legacy(results);
    }
  });

  it('DeliveryServerID: gives only that one', async () => {
    for (const DeliveryServerID of [103, '103']) {
      const { body } = await listServers(app, { DeliveryServerID });
      expect(Object.keys(body)).toEqual(toldKeys);
      expect(Object.keys(body.DeliveryServers)).toEqual(['103']);
    }
  });

  it.each([999, '999', 0, -1, 'abc', '99999999999', '101,102'])(
    'DeliveryServerID: %j, which no server has, answers 2',
    async (DeliveryServerID) => {
      expect((await listServers(app, { DeliveryServerID })).text).toBe('{"Success":false,"ErrorCode":2}');
    },
  );

  it.each([
    ['Name', 'ASC', [103, 102, 104, 101]],
    ['Name', 'DESC', [101, 104, 102, 103]],
    ['DeliveryServerID', 'ASC', [101, 102, 103, 104]],
    ['DeliveryServerID', 'DESC', [104, 103, 102, 101]],
    ['VerificationLastCheckedAt', 'ASC', [102, 103, 104, 101]],
    ['VerificationLastCheckedAt', 'DESC', [101, 104, 103, 102]],
  ])('OrderField and OrderType: %s %s is the order of the text', async (OrderField, OrderType, ids) => {
    const { text, body } = await listServers(app, { OrderField, OrderType });
    expect(idsIn(text)).toEqual(ids);
    expect(body).toMatchObject({ OrderField, OrderType, TotalDeliveryServerCount: 4 });
  });

  it('OrderField and OrderType: each alone is enough', async () => {
    expect(idsIn((await listServers(app, { OrderField: 'DeliveryServerID' })).text)).toEqual([
      101, 102, 103, 104,
    ]);
    expect(idsIn((await listServers(app, { OrderType: 'DESC' })).text)).toEqual([101, 104, 102, 103]);
  });

  it('RecordsFrom and RecordsPerRequest: give a slice', async () => {
    const { text, body } = await listServers(app, { RecordsFrom: 1, RecordsPerRequest: '2' });
    expect(idsIn(text)).toEqual([102, 104]);
    expect(JSON.stringify(body)).toMatch(
      /^\{"Success":true,"ErrorCode":0,"TotalDeliveryServerCount":4,"RecordsFrom":1,"RecordsPerRequest":2,"OrderField":"Name","OrderType":"ASC","DeliveryServers":\{/,
    );
    expect(idsIn((await listServers(app, { RecordsFrom: 3 })).text)).toEqual([101]);
    expect(idsIn((await listServers(app, { RecordsPerRequest: 1 })).text)).toEqual([103]);
    expect(idsIn((await listServers(app, { RecordsPerRequest: 0 })).text)).toHaveLength(4);
  });

  it('RecordsFrom: beyond the end nothing is found, which is 2', async () => {
    for (const RecordsFrom of [4, 1_000_000, '99999999999', '999999999999999999999']) {
      expect([RecordsFrom, (await listServers(app, { RecordsFrom })).text]).toEqual([
        RecordsFrom,
        '{"Success":false,"ErrorCode":2}',
      ]);
    }
  });

  it('TotalDeliveryServerCount: and the other details are told only when a parameter is sent', async () => {
    expect(Object.keys((await listServers(app)).body)).toEqual(plainKeys);
    expect(
      Object.keys((await listServers(app, { OrderField: '', RecordsFrom: null, OrderType: ' ' })).body),
    ).toEqual(plainKeys);
    expect(Object.keys((await listServers(app, { OrderBy: 'Name', Unknown: 1 })).body)).toEqual(plainKeys);
    for (const one of [
      { RecordsFrom: 0 },
      { RecordsPerRequest: 0 },
      { OrderField: 'Name' },
      { OrderType: 'ASC' },
    ]) {
      expect(Object.keys((await listServers(app, one)).body)).toEqual(toldKeys);
    }
  });
});
