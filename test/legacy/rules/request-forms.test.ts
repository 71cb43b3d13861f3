import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodings, type RequestParameters, requestFor } from '../../support/encodings.js';
import { createServerWithId, numberNextServer, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, jsonType, post } from '../../support/wire.js';
import { deleted, expectRefusal, noServers } from '../answers.js';
import { entryOf, idsOfServers } from '../listed-servers.js';
import { field, fieldOf, multipart, multipartType } from '../multipart.js';
import { deleteRequest, listRequest } from '../requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('R1: the forms of a request', () => {
  const requests: readonly [title: string, parameters: RequestParameters, given: () => Promise<unknown>][] = [
    ['accepted', requestFor('deliveryserver.create'), () => numberNextServer(app, 123)],
    [
      'refused',
      requestFor('deliveryserver.create', { DeliveryServerName: ' ', SendMethodSMTPSecure: 'TLS' }),
      async () => {},
    ],
    ['answered with a list', requestFor('deliveryservers.get'), () => createServerWithId(app, 123)],
    ['of an unknown command', { Command: 'no.such.command' }, async () => {}],
    ['without a valid key', { Command: 'deliveryservers.get', APIKey: 'wrong' }, async () => {}],
  ];

  it.each(requests)(
    'R1: a request %s gets one and the same answer in every form',
    async (_, parameters, given) => {
      const answers: Record<string, string> = {};
      for (const [encoding, send] of Object.entries(encodings)) {
        await removeServers(app);
        await given();
        const answer = await send(`${app.url}/api.php`, { APIKey: app.adminKey, ...parameters });
        answers[encoding] = `${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`;
      }
      expect(new Set(Object.values(answers)).size, JSON.stringify(answers, null, 2)).toBe(1);
    },
  );

  it('R1: the content type is read in any letter case and with parameters', async () => {
    for (const type of ['APPLICATION/JSON', 'application/json;charset=UTF-8', 'application/json; x="a;b"']) {
      expect((await post(app, JSON.stringify(listRequest(app)), type)).text).toBe(noServers);
    }
    expect((await post(app, formOf(listRequest(app)), `${formType}; charset=utf-8`)).text).toBe(noServers);
  });

  it('R1: a form without a content type is a form', async () => {
    expect((await post(app, formOf(listRequest(app)))).text).toBe(noServers);
  });

  it('R1: a body in chunks, without a length, is read whole', async () => {
    const pieces = new ReadableStream({
      start(controller) {
        for (const piece of ['Command=delivery', 'servers.get&API', `Key=${app.adminKey}`]) {
          controller.enqueue(new TextEncoder().encode(piece));
        }
        controller.close();
      },
    });
    const init = { method: 'POST', headers: { 'content-type': formType }, body: pieces, duplex: 'half' };
    expect((await ask(app, '/api.php', init as RequestInit)).text).toBe(noServers);
  });

  it('R1: a body that is compressed is read', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify(listRequest(app))));
    const answer = await post(app, body, jsonType, { headers: { 'content-encoding': 'gzip' } });
    expect(answer.text).toBe(noServers);
  });

  it.each([
    ['gzip', 'no gzip at all'],
    ['deflate', 'no deflate at all'],
    ['br', 'no brotli at all'],
    ['nobody-knows-it', 'anything'],
  ])('R1: a body that says it is in %s and is not is refused with 400', async (encoding, body) => {
    const answer = await post(app, body, jsonType, { headers: { 'content-encoding': encoding } });
    expectRefusal(answer, 400, 100000, 100001);
  });

  it('R1: a gzip body that is cut off is refused with 400', async () => {
    const whole = gzipSync(JSON.stringify({ ...listRequest(app), filler: 'x'.repeat(1_000) }));
    const answer = await post(app, new Uint8Array(whole.subarray(0, -10)), jsonType, {
      headers: { 'content-encoding': 'gzip' },
    });
    expectRefusal(answer, 400, 100000, 100001);
  });

  it('R1: a file part is refused and nothing happens', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(requestFor('deliveryserver.create')))
      form.append(name, String(value));
    form.append('APIKey', app.adminKey);
    form.append('Attachment', new Blob(['content']), 'servers.csv');
    expectRefusal(await ask(app, '/api.php', { method: 'POST', body: form }), 400, 100000, 100001);
    expect((await app.legacy(listRequest(app))).text).toBe(noServers);
  });

  it.each([
    ['that is cut off', `--edge\r\n${field('Command', 'deliveryservers.get')}\r\n`],
    ['that has no part', 'edge?'],
    ['that is cut off in a header', '--edge\r\nContent-Disposition: form-'],
  ])('R1: a multipart body %s is refused with 400', async (_, body) => {
    expectRefusal(await post(app, body, multipartType), 400, 100000, 100001);
  });

  it('R1: a multipart body without a boundary is refused with 400', async () => {
    expectRefusal(await post(app, 'Command=x', 'multipart/form-data'), 400, 100000, 100001);
  });

  it('R1: a multipart part without a name is no fault', async () => {
    const body = multipart(
      'Content-Disposition: form-data\r\n\r\nvalue',
      ...Object.entries(listRequest(app)).map(fieldOf),
    );
    const answer = await post(app, body, multipartType);
    expect(answer.status).toBeLessThan(500);
  });

  it('R1: a multipart part without a disposition is no fault', async () => {
    const body = multipart('X-Nothing: here\r\n\r\nvalue', ...Object.entries(listRequest(app)).map(fieldOf));
    expect((await post(app, body, multipartType)).status).toBeLessThan(500);
  });

  it.each([
    ['a form', formType, (name: string) => `DeliveryServerName=${name}`],
    ['a form, escaped', formType, (name: string) => `DeliveryServerName=${name.replace('\xfc', '%FC')}`],
  ])('R1: bytes of %s that are not UTF-8 are read as Latin-1', async (_, type, named) => {
    const settings = requestFor('deliveryserver.create', {
      APIKey: app.adminKey,
      DeliveryServerName: undefined,
    });
    const rest = formOf(JSON.parse(JSON.stringify(settings)));
    const body = new Uint8Array(Buffer.from(`${rest}&${named('M\xfcller')}`, 'latin1'));
    const { body: created } = await post(app, body, type);
    expect((await entryOf(app, created.DeliveryServerID)).Name).toBe('Müller');
  });

  it('R1: bytes of a multipart form that are not UTF-8 are read as Latin-1', async () => {
    const settings = {
      ...requestFor('deliveryserver.create'),
      APIKey: app.adminKey,
      DeliveryServerName: 'M\xfcller',
    };
    const body = multipart(...Object.entries(settings).map(([name, value]) => field(name, String(value))));
    const { body: created } = await post(app, new Uint8Array(Buffer.from(body, 'latin1')), multipartType);
    expect((await entryOf(app, created.DeliveryServerID)).Name).toBe('Müller');
  });

  it('R1: a form that names its charset is read in it', async () => {
    const settings = requestFor('deliveryserver.create', {
      APIKey: app.adminKey,
      DeliveryServerName: undefined,
    });
    const form = `${formOf(JSON.parse(JSON.stringify(settings)))}&DeliveryServerName=%CF%F0%E8%E2%E5%F2`;
    const { body } = await post(app, form, `${formType}; charset=windows-1251`);
    expect((await entryOf(app, body.DeliveryServerID)).Name).toBe('Привет');
  });

  it.each([formType, jsonType])('R1: %s in a charset that nobody knows is refused with 400', async (type) => {
    const body = type === formType ? formOf(listRequest(app)) : JSON.stringify(listRequest(app));
    expectRefusal(await post(app, body, `${type}; charset=klingon-1`), 400, 100001);
  });

  it('R1: JSON after a byte order mark is JSON', async () => {
    expect((await post(app, `\ufeff${JSON.stringify(listRequest(app))}`, jsonType)).text).toBe(noServers);
    expect((await post(app, `\ufeff${JSON.stringify(listRequest(app))}`, formType)).text).toBe(noServers);
  });

  it('R1: GET and POST in the query string do the same', async () => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const request = (id: number) => formOf({ ...deleteRequest(id), APIKey: app.adminKey });
    expect((await ask(app, `/api.php?${request(1)}`)).text).toBe(deleted);
    expect((await ask(app, `/api.php?${request(2)}`, { method: 'POST' })).text).toBe(deleted);
    expect((await app.legacy(listRequest(app))).text).toBe(noServers);
  });
});

describe('R2: JSON without a JSON content type', () => {
  it.each([
    undefined,
    formType,
    'text/plain',
    'text/html',
    'application/octet-stream',
    'application/vnd.api+json',
  ])('R2: a JSON document posted as %s is JSON', async (type) => {
    expect((await post(app, JSON.stringify(listRequest(app)), type)).text).toBe(noServers);
  });

  it('R2: white space before the document makes no difference', async () => {
    expect((await post(app, `\r\n\t ${JSON.stringify(listRequest(app))}\n`, formType)).text).toBe(noServers);
    expect((await post(app, `${' '.repeat(200)}${JSON.stringify(listRequest(app))}`, formType)).text).toBe(
      noServers,
    );
  });

  it('R2: a document that is broken is refused like broken JSON', async () => {
    expectRefusal(await post(app, '{"Command":"deliveryservers.get"', formType), 400, 100000);
  });
});

describe('R3: query string and body', () => {
  it('R3: are merged', async () => {
    await createServerWithId(app, 123);
    const inQuery = formOf({ Command: 'deliveryservers.delete', APIKey: app.adminKey });
    const answer = await post(app, 'DeliveryServerID=123', formType, { path: `/api.php?${inQuery}` });
    expect(answer.text).toBe(deleted);
    expect((await app.legacy(listRequest(app))).text).toBe(noServers);
  });

  it.each([
    ['JSON', jsonType, (id: number) => JSON.stringify({ deliveryserverid: id })],
    ['a form', formType, (id: number) => `deliveryserverid=${id}`],
    ['a multipart form', multipartType, (id: number) => multipart(field('deliveryserverid', String(id)))],
  ])('R3: the body wins when it is %s, whatever the letter case', async (_, type, bodyFor) => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const inQuery = formOf({ ...deleteRequest(1), APIKey: app.adminKey });
    await post(app, bodyFor(2), type, { path: `/api.php?${inQuery}` });
    expect(await idsOfServers(app)).toEqual(['1']);
  });

  it('R3: a command in the body wins over one in the query string', async () => {
    await createServerWithId(app, 1);
    const inQuery = formOf({ ...deleteRequest(1), APIKey: app.adminKey });
    const { body } = await post(app, 'Command=deliveryservers.get', formType, {
      path: `/api.php?${inQuery}`,
    });
    expect(Object.keys(body.DeliveryServers)).toEqual(['1']);
  });
});
