import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf } from '../../support/wire.js';
import { parseXml, xmlOf } from '../xml.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryserver.get', () => {
  it('deliveryserver.get: shows one server like the list does, but for the id and the password', async () => {
    const id = await createServer(app, { SendMethodSMTPPassword: 'shown in the list alone' });
    await app.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: id }));
    const listed = (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers[id];
    const { text, body } = await get(id);
    expect(text).toMatch(
      new RegExp(
        `^\\{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServer":\\{"DeliveryServerID":${id},"Name":`,
      ),
    );
    const { HasSMTPPassword, DeliveryServerID, ...shown } = body.DeliveryServer;
    const { DeliveryServerID: _, ...expected } = structuredClone(listed);
    delete expected.ConnectionParams.smtp_password;
    expect(HasSMTPPassword).toBe(true);
    expect(JSON.stringify(shown)).toBe(JSON.stringify(expected));
    expect(text).not.toContain('smtp_password');
    expect(text).not.toContain('shown in the list alone');
  });

  it('deliveryserver.get: says when there is no password', async () => {
    const id = await createServer(app, { SendMethodSMTPPassword: '' });
    expect((await get(id)).body.DeliveryServer.HasSMTPPassword).toBe(false);
  });

  it('deliveryserver.get: takes digits, and answers in XML', async () => {
    const id = await createServer(app);
    const { body } = await get(String(id));
    const request = formOf({ Command: 'DeliveryServer.Get', DeliveryServerID: id, APIKey: app.adminKey });
    const { text } = await ask(app, `/api.php?${request}&ResponseFormat=XML`);
    expect(parseXml(text)).toEqual(xmlOf(body));
  });

  it.each([undefined, null, '', ' ', {}, [], [1]])(
    'deliveryserver.get: a missing id, %j, answers [1]',
    async (id) => {
      expect((await get(id)).text).toBe(
        '{"Success":false,"ErrorCode":[1],"ErrorText":["Missing DeliveryServerID"]}',
      );
    },
  );

  it.each([2_000_000_000, 0, -1, '0', 'abc', '1.5', '2147483648', '99999999999999999999', true, false])(
    'deliveryserver.get: an unknown id, %j, answers [2]',
    async (id) => {
      expect((await get(id)).text).toBe(
        '{"Success":false,"ErrorCode":[2],"ErrorText":["Delivery server not found"]}',
      );
    },
  );
});

function get(DeliveryServerID: unknown) {
  return app.legacy({ Command: 'deliveryserver.get', DeliveryServerID });
}
