import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { formOf, jsonType, post, postForm, postJson } from '../../support/wire.js';
import { deleted, expectRefusal, noServers } from '../answers.js';
import { entryOf } from '../listed-servers.js';
import { deleteRequest, listRequest } from '../requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('R8: what is missing', () => {
  const withoutName = '{"Success":false,"ErrorCode":[1],"ErrorText":["Missing deliveryservername"]}';

  it.each([[undefined], [null], [''], [' '], ['\t\r\n'], ['\u00a0'], [{}], [{ a: 1 }], [[]], [['name']]])(
    'R8: a scalar that is %j is missing',
    async (value) => {
      const { text } = await app.legacy(requestFor('deliveryserver.create', { DeliveryServerName: value }));
      expect(text).toBe(withoutName);
    },
  );

  it.each([['0'], [0]])('R8: %j is a value', async (value) => {
    const id = await createServer(app, { DeliveryServerName: value, SendMethodSMTPTimeout: value });
    const entry = await entryOf(app, id);
    expect([entry.Name, entry.ConnectionParams.smtp_timeout]).toEqual(['0', 0]);
  });

  it.each([
    ' leading',
    'trailing ',
    '\ttab\r\nlines\n',
    'a+b%20&c=d',
    '\u00a0\u2003x\u3000',
    'e\u0301 vs \u00e9',
    '🔑',
    '\0nul\x07',
  ])('R8: the password %j is kept byte for byte, in JSON and in a form', async (password) => {
    const request = {
      ...requestFor('deliveryserver.create'),
      SendMethodSMTPPassword: password,
      APIKey: app.adminKey,
    };
    for (const { body } of [
      await postJson(app, request),
      await postForm(app, formOf(request as Record<string, string>)),
    ]) {
      expect((await entryOf(app, body.DeliveryServerID)).ConnectionParams.smtp_password).toBe(password);
    }
  });

  it.each([
    '1234567890123456789',
    '-9007199254740993',
    '123456789012345678901234567890.10',
    '1.10',
    '0.30000000000000004000',
    '1e3',
    '1E+3',
    '1e400',
    '-0',
    '-0.0',
    '5',
    '1.5',
  ])('R8: the JSON number %s is kept as its digits were sent where text belongs', async (digits) => {
    const request = {
      ...requestFor('deliveryserver.create'),
      DeliveryServerName: '@',
      SendMethodSMTPUsername: '@',
      SendMethodSMTPPassword: '@',
      APIKey: app.adminKey,
    };
    const { body: created } = await post(app, JSON.stringify(request).replaceAll('"@"', digits), jsonType);
    const { Name, ConnectionParams } = await entryOf(app, created.DeliveryServerID);
    expect([Name, ConnectionParams.smtp_username, ConnectionParams.smtp_password]).toEqual(
      Array(3).fill(digits),
    );
  });

  it('R8: a JSON number where a number belongs is one however it is written', async () => {
    const request = JSON.stringify({ ...requestFor('deliveryserver.create'), APIKey: app.adminKey });
    const written = request
      .replace(/"SendMethodSMTPPort":\d+/, '"SendMethodSMTPPort":5.87e2')
      .replace(/"SendMethodSMTPTimeout":\d+/, '"SendMethodSMTPTimeout":30.0');
    const { body } = await post(app, written, jsonType);
    expect((await entryOf(app, body.DeliveryServerID)).ConnectionParams).toMatchObject({
      smtp_port: 587,
      smtp_timeout: 30,
    });
    const removal = JSON.stringify({ ...deleteRequest(0), APIKey: app.adminKey }).replace(
      /"DeliveryServerID":[^,}]+/,
      `"DeliveryServerID":[${body.DeliveryServerID}.0]`,
    );
    expect((await post(app, removal, jsonType)).text).toBe(deleted);
  });

  it('R8: numbers inside of what is kept as JSON keep their digits, and texts that look like numbers are texts', async () => {
    const settings = '{"big":12345678901234567890,"price":1.10,"text":"1.10 \\" 1e3","list":[-0,"-0"]}';
    const request = JSON.stringify({ ...requestFor('deliveryserver.create'), APIKey: app.adminKey });
    const body = request.replace('{', `{"SenderRotation":"Enabled","SenderRotationSettings":${settings},`);
    const { body: created } = await post(app, body, jsonType);
    expect((await entryOf(app, created.DeliveryServerID)).Domains.sender_rotation_settings).toBe(settings);
  });

  it.each([
    '{"Command":01}',
    '{"Command":1.}',
    '{"Command":.5}',
    '{1.10:2}',
    '{"Command":1.10.5}',
    '{"a":--1}',
    '{"a":0x1F}',
  ])('R8: what only looks like a JSON number is no JSON: %s', async (body) =>
    expectRefusal(await post(app, body, jsonType), 400, 100000),
  );

  it('R8: null and an object as credential are missing, so another one counts', async () => {
    for (const SessionID of [null, '', ' ', {}, []]) {
      expect((await app.legacy({ ...listRequest(app), SessionID })).text).toBe(noServers);
    }
  });
});
