import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, jsonType, post } from '../../support/wire.js';
import { noServers } from '../answers.js';
import { listRequest } from '../requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('R7: the path', () => {
  const paths = [
    '/api.php/DeliveryServers.Get',
    '/api.php/deliveryservers.get',
    '/api/v1/deliveryservers.get',
  ];

  it.each(paths)('R7: %s names the command, by GET and by POST', async (path) => {
    const key = formOf({ APIKey: app.adminKey });
    expect((await ask(app, `${path}?${key}`)).text).toBe(noServers);
    expect((await ask(app, `${path}?${key}`, { method: 'POST' })).text).toBe(noServers);
    expect((await post(app, key, formType, { path })).text).toBe(noServers);
    expect((await post(app, JSON.stringify({ APIKey: app.adminKey }), jsonType, { path })).text).toBe(
      noServers,
    );
  });

  it.each(['', '   '])('R7: a Command parameter %j counts as none, so the path names it', async (command) => {
    const form = formOf({ APIKey: app.adminKey, Command: command });
    expect((await post(app, form, formType, { path: '/api.php/deliveryservers.get' })).text).toBe(noServers);
  });

  it('R7: a Command parameter wins over the path', async () => {
    expect(
      (await post(app, formOf(listRequest(app)), formType, { path: '/api.php/Some.Command' })).text,
    ).toBe(noServers);
    const { body } = await post(app, formOf({ ...listRequest(app), Command: 'nope' }), formType, {
      path: '/api/v1/deliveryservers.get',
    });
    expect(body.ErrorCode).toBe(100003);
  });

  it('R7: an unknown command in the path is told like any other', async () => {
    const { status, body } = await ask(app, '/api.php/Some.Command');
    expect([status, body.ErrorCode, body.ErrorText]).toEqual([
      400,
      100003,
      'Invalid API command: "Some.Command" not found.',
    ]);
  });

  it.each(['/api.php/%', '/api.php/%zz', '/api/v1/%E0%A4%A'])(
    'R7: a path that is not properly escaped, %s, is answered 400 with an envelope',
    async (path) => {
      const { status, body } = await ask(app, path);
      expect([status, body.Success, body.ErrorCode]).toEqual([400, false, 100001]);
      expect(body.ErrorText).toContain('the address cannot be decoded');
    },
  );

  it.each([
    '/oempro/api.php',
    '/oempro/api.php/',
    '/a/b%20c/d/api.php',
    '//oempro//api.php',
    '/Oempro/API.PHP',
    '/api.php/api.php',
  ])('R7: %s is the endpoint, by GET and by POST', async (path) => {
    expect((await ask(app, `${path}?${formOf(listRequest(app))}`)).text).toBe(noServers);
    expect((await post(app, formOf(listRequest(app)), formType, { path })).text).toBe(noServers);
  });

  it('R7: a path in a folder names the command too', async () => {
    const answer = await ask(app, `/oempro/api.php/DeliveryServers.Get?${formOf({ APIKey: app.adminKey })}`);
    expect(answer.text).toBe(noServers);
  });

  it.each(['/oempro/api.phpx', '/oemproapi.php', '/api.php5', '/oempro/xapi.php'])(
    'R7: %s is not the endpoint',
    async (path) => expect((await ask(app, `${path}?${formOf(listRequest(app))}`)).status).toBe(404),
  );

  it('R7: a slash at the end makes no difference', async () => {
    expect((await ask(app, `/api.php/?${formOf(listRequest(app))}`)).text).toBe(noServers);
  });
});
