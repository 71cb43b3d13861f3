import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createServerWithId,
  removeServers,
  restoreDocumentedInstallation,
} from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { formOf, postForm } from '../../support/wire.js';
import { deleted } from '../answers.js';
import { idsOfServers } from '../listed-servers.js';

const missing = '{"Success":false,"ErrorCode":[1]}';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryservers.delete', () => {
  beforeEach(async () => {
    await removeServers(app);
    for (const id of [123, 456, 789]) await createServerWithId(app, id);
  });

  it.each([
    '123,456',
    '123, 456',
    '456,123,123',
    ' 0123 ,456',
    [123, 456],
    ['123', ' 456 '],
    { a: 123, b: '456' },
  ])('deliveryservers.delete: %j deletes 123 and 456', async (DeliveryServerID) => {
    expect((await remove(DeliveryServerID)).text).toBe(deleted);
    expect(await idsOfServers(app)).toEqual(['789']);
  });

  it('deliveryservers.delete: a form repeats the name with brackets', async () => {
    const start = formOf({ Command: 'deliveryservers.delete', APIKey: app.adminKey });
    const answer = await postForm(app, `${start}&DeliveryServerID[]=123&DeliveryServerID[]=456`);
    expect(answer.text).toBe(deleted);
    expect(await idsOfServers(app)).toEqual(['789']);
  });

  it.each(['x,123,-1,0,1.5,456,', '123,456,2000000000', [null, 123, {}, [], true, 456, 'x', '']])(
    'deliveryservers.delete: what is no id of a server in %j is skipped silently',
    async (DeliveryServerID) => {
      expect((await remove(DeliveryServerID)).text).toBe(deleted);
      expect(await idsOfServers(app)).toEqual(['789']);
    },
  );

  it.each(['2147483648', '4294967419', '9999999999', '12345678901', '18446744073709551739'])(
    'deliveryservers.delete: %s, a number that no server can have, is skipped silently beside others',
    async (number) => {
      expect((await remove(`123,${number},456`)).text).toBe(deleted);
      expect(await idsOfServers(app)).toEqual(['789']);
    },
  );

  it('deliveryservers.delete: an id that does not exist is no error', async () => {
    for (const id of [2_000_000_000, '2147483647', '2147483648', '9999999999']) {
      expect([id, (await remove(id)).text]).toEqual([id, deleted]);
    }
    expect(await idsOfServers(app)).toEqual(['123', '456', '789']);
  });

  it.each([undefined, null, '', ' ', ',', ' , ', [], {}, ['', ' '], 'abc', '-1', 0, '0'])(
    'deliveryservers.delete: nothing usable in %j answers [1]',
    async (DeliveryServerID) => {
      expect((await remove(DeliveryServerID)).text).toBe(missing);
      expect(await idsOfServers(app)).toHaveLength(3);
    },
  );

  it('deliveryservers.delete: thousands of ids are one request', async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => index + 100);
    expect((await remove(ids.join(','))).text).toBe(deleted);
    expect(await idsOfServers(app)).toEqual([]);
  });
});

describe('UserGroupsReset', () => {
  beforeEach(() => restoreDocumentedInstallation(app));

  it('UserGroupsReset: lists the groups whose channels a deletion frees, as numbers, ascending', async () => {
    expect((await remove('123')).text).toBe('{"Success":true,"ErrorCode":0,"UserGroupsReset":[1,5]}');
    expect(await app.sql('SELECT * FROM channel_assignments')).toEqual([]);
    expect(await app.sql('SELECT id FROM user_groups ORDER BY id')).toEqual([{ id: 1 }, { id: 5 }]);
  });

  it('UserGroupsReset: is absent when no channel was freed', async () => {
    await createServerWithId(app, 200);
    expect((await remove('200')).text).toBe(deleted);
    expect((await remove('123')).body.UserGroupsReset).toEqual([1, 5]);
    expect((await remove('123')).text).toBe(deleted);
  });

  it('UserGroupsReset: a channel of another server stays', async () => {
    await createServerWithId(app, 300);
    await app.graphql(
      'mutation { channelAssignmentSet(input: { userGroupId: "ug_5", channel: MARKETING, deliveryServerId: "ds_300" }) { userErrors { code } } }',
    );
    expect((await remove([123])).body.UserGroupsReset).toEqual([1, 5]);
    expect(
      await app.sql('SELECT user_group_id AS g, delivery_server_id AS s FROM channel_assignments'),
    ).toEqual([{ g: 5, s: 300 }]);
    expect((await remove([300])).text).toBe('{"Success":true,"ErrorCode":0,"UserGroupsReset":[5]}');
  });

  it('UserGroupsReset: servers and channels go together or not at all', async () => {
    await app.sql(
      "CREATE TRIGGER no_deletion BEFORE DELETE ON delivery_servers FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'",
    );
    try {
      expect((await remove('123')).status).toBe(500);
    } finally {
      await app.sql('DROP TRIGGER no_deletion');
    }
    expect(await app.sql('SELECT COUNT(*) AS n FROM channel_assignments')).toEqual([{ n: 3 }]);
    expect(await idsOfServers(app)).toEqual(['123']);
  });
});

function remove(DeliveryServerID: unknown) {
  return app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID });
}
