import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, partsOf, postForm, writeRaw } from '../../support/wire.js';
import { noServers } from '../answers.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('what old clients really send', () => {
  it('old clients: a PHP client posts 1 for true and an empty value for false, which are 14 and 6', async () => {
    const settings = { ...requestFor('deliveryserver.create'), APIKey: app.adminKey };
    const codesOf = async (SendMethodSMTPAuth: string) =>
      (await postForm(app, formOf({ ...(settings as object), SendMethodSMTPAuth }))).body.ErrorCode;
    expect(await codesOf('1')).toEqual([14]);
    expect(await codesOf('')).toEqual([6]);
  });

  it('old clients: Python posts True and False', async () => {
    const ids = [
      await createServer(app, { SendMethodSMTPAuth: 'True' }),
      await createServer(app, { SendMethodSMTPAuth: 'False' }),
    ];
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(ids.map((id) => body.DeliveryServers[id].ConnectionParams.smtp_auth)).toEqual([true, false]);
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: ids });
  });

  it('old clients: the query that repeats Command and ResponseFormat, glued together, is understood', async () => {
    const glued = `Command=deliveryservers.get&ResponseFormat=JSONCommand=deliveryservers.get&ResponseFormat=JSON&ApiKey=${app.adminKey}`;
    const { status, text } = await ask(app, `/api.php?${glued}`);
    expect([status, text]).toEqual([200, noServers]);
  });

  it('old clients: everything in the query string with an empty body, to a path that names a command', async () => {
    const query = formOf({ APIKey: app.adminKey, Command: 'deliveryservers.get' });
    for (const headers of [{}, { 'content-type': formType }, { 'content-type': 'application/json' }]) {
      const answer = await ask(app, `/api.php/Some.Command?${query}`, { method: 'POST', headers, body: '' });
      expect(answer.text).toBe(noServers);
    }
  });

  it.each(['Host: 127.0.0.1\r\n', ''])(
    'old clients: HTTP/1.0 with the header %j and no port is answered',
    async (host) => {
      const body = formOf({ Command: 'deliveryservers.get', APIKey: app.adminKey });
      const request = `POST /api.php HTTP/1.0\r\n${host}Content-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      const answer = partsOf(await writeRaw(app, request));
      expect(answer.head).toMatch(/^HTTP\/1\.[01] 200 /);
      expect(answer.head).toMatch(/\r\ncontent-length: 31/i);
      expect(answer.body).toBe(noServers);
    },
  );

  it('old clients: HTTP/1.0 without a length sends what the query string holds', async () => {
    const query = formOf({ Command: 'deliveryservers.get', APIKey: app.adminKey });
    const raw = await writeRaw(app, `POST /api.php?${query} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`);
    expect(partsOf(raw).body).toBe(noServers);
  });

  it('old clients: an empty SessionID on login is nothing, and the first code is the one that matters', async () => {
    const answer = await postForm(
      app,
      'Command=Admin.Login&SessionID=&Username=&Password=&ResponseFormat=JSON',
    );
    expect(answer.body.ErrorCode[0]).toBe(1);
  });

  it('old clients: no answer is ever HTML', async () => {
    for (const path of ['/api.php', '/api.php/', '/api.php/%00', '/api/v1/x', '/api.php?Command=<html>']) {
      for (const method of ['GET', 'POST', 'PUT']) {
        const { headers } = await ask(app, path, { method });
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    }
  });
});
