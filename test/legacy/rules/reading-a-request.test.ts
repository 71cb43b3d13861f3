import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodings, type RequestParameters, requestFor } from '../../support/encodings.js';
import {
  createServer,
  createServerWithId,
  numberNextServer,
  removeServers,
} from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, jsonType, post, postForm, postJson } from '../../support/wire.js';

const deleted = '{"Success":true,"ErrorCode":0}';
const saved = '{"Success":true,"ErrorCode":0,"ErrorText":""}';
const noServers = '{"Success":false,"ErrorCode":2}';
const multipartType = 'multipart/form-data; boundary=edge';

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
      expect((await post(app, JSON.stringify(list()), type)).text).toBe(noServers);
    }
    expect((await post(app, formOf(list()), `${formType}; charset=utf-8`)).text).toBe(noServers);
  });

  it('R1: a form without a content type is a form', async () => {
    expect((await post(app, formOf(list()))).text).toBe(noServers);
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
    const body = new Uint8Array(gzipSync(JSON.stringify(list())));
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
    const whole = gzipSync(JSON.stringify({ ...list(), filler: 'x'.repeat(1_000) }));
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
    expect((await app.legacy(list())).text).toBe(noServers);
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
      ...Object.entries(list()).map(fieldOf),
    );
    const answer = await post(app, body, multipartType);
    expect(answer.status).toBeLessThan(500);
  });

  it('R1: a multipart part without a disposition is no fault', async () => {
    const body = multipart('X-Nothing: here\r\n\r\nvalue', ...Object.entries(list()).map(fieldOf));
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
    expect((await entryOf(created.DeliveryServerID)).Name).toBe('Müller');
  });

  it('R1: bytes of a multipart form that are not UTF-8 are read as Latin-1', async () => {
    const settings = {
      ...requestFor('deliveryserver.create'),
      APIKey: app.adminKey,
      DeliveryServerName: 'M\xfcller',
    };
    const body = multipart(...Object.entries(settings).map(([name, value]) => field(name, String(value))));
    const { body: created } = await post(app, new Uint8Array(Buffer.from(body, 'latin1')), multipartType);
    expect((await entryOf(created.DeliveryServerID)).Name).toBe('Müller');
  });

  it('R1: a form that names its charset is read in it', async () => {
    const settings = requestFor('deliveryserver.create', {
      APIKey: app.adminKey,
      DeliveryServerName: undefined,
    });
    const form = `${formOf(JSON.parse(JSON.stringify(settings)))}&DeliveryServerName=%CF%F0%E8%E2%E5%F2`;
    const { body } = await post(app, form, `${formType}; charset=windows-1251`);
    expect((await entryOf(body.DeliveryServerID)).Name).toBe('Привет');
  });

  it.each([formType, jsonType])('R1: %s in a charset that nobody knows is refused with 400', async (type) => {
    const body = type === formType ? formOf(list()) : JSON.stringify(list());
    expectRefusal(await post(app, body, `${type}; charset=klingon-1`), 400, 100001);
  });

  it('R1: JSON after a byte order mark is JSON', async () => {
    expect((await post(app, `\ufeff${JSON.stringify(list())}`, jsonType)).text).toBe(noServers);
    expect((await post(app, `\ufeff${JSON.stringify(list())}`, formType)).text).toBe(noServers);
  });

  it('R1: GET and POST in the query string do the same', async () => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const request = (id: number) => formOf({ ...remove(id), APIKey: app.adminKey });
    expect((await ask(app, `/api.php?${request(1)}`)).text).toBe(deleted);
    expect((await ask(app, `/api.php?${request(2)}`, { method: 'POST' })).text).toBe(deleted);
    expect((await app.legacy(list())).text).toBe(noServers);
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
    expect((await post(app, JSON.stringify(list()), type)).text).toBe(noServers);
  });

  it('R2: white space before the document makes no difference', async () => {
    expect((await post(app, `\r\n\t ${JSON.stringify(list())}\n`, formType)).text).toBe(noServers);
    expect((await post(app, `${' '.repeat(200)}${JSON.stringify(list())}`, formType)).text).toBe(noServers);
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
    expect((await app.legacy(list())).text).toBe(noServers);
  });

  it.each([
    ['JSON', jsonType, (id: number) => JSON.stringify({ deliveryserverid: id })],
    ['a form', formType, (id: number) => `deliveryserverid=${id}`],
    ['a multipart form', multipartType, (id: number) => multipart(field('deliveryserverid', String(id)))],
  ])('R3: the body wins when it is %s, whatever the letter case', async (_, type, bodyFor) => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const inQuery = formOf({ ...remove(1), APIKey: app.adminKey });
    await post(app, bodyFor(2), type, { path: `/api.php?${inQuery}` });
    expect(await idsOfServers()).toEqual(['1']);
  });

  it('R3: a command in the body wins over one in the query string', async () => {
    await createServerWithId(app, 1);
    const inQuery = formOf({ ...remove(1), APIKey: app.adminKey });
    const { body } = await post(app, 'Command=deliveryservers.get', formType, {
      path: `/api.php?${inQuery}`,
    });
    expect(Object.keys(body.DeliveryServers)).toEqual(['1']);
  });
});

describe('R4: letter case', () => {
  it.each([
    ['upper', (text: string) => text.toUpperCase()],
    ['lower', (text: string) => text.toLowerCase()],
  ])('R4: names and the command are matched in %s case, at every depth', async (_, fold) => {
    const id = await createServer(app);
    const parameters = {
      [fold('Command')]: fold('deliveryserver.testresults'),
      [fold('APIKey')]: app.adminKey,
      [fold('DeliveryServerID')]: id,
      [fold('TestResults')]: { [fold('SPF')]: true, [fold('SenderDomain')]: true },
      [fold('LastCheckedAt')]: '2025-12-28 10:30:00',
    };
    expect((await postJson(app, parameters)).text).toBe(saved);
    expect(await passedChecks(id)).toEqual(['spf', 'sender_domain']);
  });

  it('R4: names in brackets, with dots, and in JSON inside a field are matched in any letter case', async () => {
    for (const results of ['tEsTrEsUlTs[sPf]=true', 'tEsTrEsUlTs.sPf=true', 'tEsTrEsUlTs={"sPf":true}']) {
      const id = await createServer(app);
      expect((await postForm(app, `${save(id)}&${results}`)).text).toBe(saved);
      expect(await passedChecks(id)).toEqual(['spf']);
    }
  });

  it('R4: values keep their case', async () => {
    const id = await createServer(app, {
      DeliveryServerName: 'MiXeD',
      SendMethodSMTPHost: 'SMTP.Example.COM',
    });
    const entry = await entryOf(id);
    expect([entry.Name, entry.ConnectionParams.smtp_host]).toEqual(['MiXeD', 'SMTP.Example.COM']);
  });

  it('R4: the names inside a JSON value that is kept as its text keep their case', async () => {
    const id = await createServer(app);
    const settings = { Mode: 'RoundRobin', Senders: [{ Address: 'A@example.com' }] };
    await app.legacy(
      requestFor('deliveryserver.update', {
        DeliveryServerID: id,
        SenderRotation: 'Enabled',
        SenderRotationSettings: settings,
      }),
    );
    expect((await entryOf(id)).Domains.sender_rotation_settings).toBe(JSON.stringify(settings));
  });
});

describe('R5: the same name twice', () => {
  it('R5: the last of a repeated scalar wins', async () => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const start = formOf({ Command: 'deliveryservers.delete', APIKey: app.adminKey });
    await postForm(app, `${start}&DeliveryServerID=1&deliveryserverid=2`);
    expect(await idsOfServers()).toEqual(['1']);
  });

  it('R5: the last wins in a query string, in a multipart form and in JSON', async () => {
    const key = app.adminKey;
    const answers = [
      await ask(app, `/api.php?Command=nope&Command=deliveryservers.get&APIKey=wrong&APIKey=${key}`),
      await post(
        app,
        multipart(field('Command', 'nope'), field('Command', 'deliveryservers.get'), field('APIKey', key)),
        multipartType,
      ),
      await post(app, `{"Command":"nope","command":"deliveryservers.get","APIKey":"${key}"}`, jsonType),
    ];
    expect(answers.map(({ text }) => text)).toEqual([noServers, noServers, noServers]);
  });

  it('R5: a name with empty brackets is a list where a list means something', async () => {
    for (const id of [1, 2, 3]) await createServerWithId(app, id);
    const start = formOf({ Command: 'deliveryservers.delete', APIKey: app.adminKey });
    expect((await postForm(app, `${start}&DeliveryServerID[]=1&DeliveryServerID[]=2`)).text).toBe(deleted);
    expect(await idsOfServers()).toEqual(['3']);
  });

  // The reading must not take the square of the length.
  it.each([
    ['a list of 30,000 items', 'a[]&'.repeat(30_000)],
    ['a form of 90,000 fields', 'a&'.repeat(90_000)],
  ])('R5: %s is read in a moment', async (_, form) => {
    const start = performance.now();
    const headers = { authorization: `Bearer ${app.adminKey}` };
    const { text } = await post(app, form, formType, { path: '/api.php/deliveryservers.get', headers });
    expect(text).toBe(noServers);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('R6: nested names', () => {
  const spellings = [
    'TestResults[SPF]=true&TestResults[DKIM]=1&TestResults[DMARC]=false',
    'TestResults%5BSPF%5D=true&TestResults%5BDKIM%5D=1',
    'TestResults.SPF=true&TestResults.DKIM=1&TestResults.DMARC=false',
    'TestResults.SPF=true&TestResults[DKIM]=1',
    `TestResults=${encodeURIComponent('{"SPF":true,"DKIM":1,"DMARC":false}')}`,
    `TestResults=${encodeURIComponent(' {"SPF":true,"DKIM":"yes"} ')}`,
  ];

  it.each(spellings)('R6: a form takes %s', async (spelling) => {
    const id = await createServer(app);
    expect((await postForm(app, `${save(id)}&${spelling}`)).text).toBe(saved);
    expect(await passedChecks(id)).toEqual(['spf', 'dkim']);
  });

  it.each(spellings)('R6: a query string takes %s', async (spelling) => {
    const id = await createServer(app);
    expect((await ask(app, `/api.php?${save(id)}&${spelling}`)).text).toBe(saved);
    expect(await passedChecks(id)).toEqual(['spf', 'dkim']);
  });

  it('R6: a multipart form takes brackets, dots and JSON', async () => {
    for (const nested of [
      [field('TestResults[SPF]', 'true'), field('TestResults[DKIM]', '1')],
      [field('TestResults.SPF', 'true'), field('TestResults.DKIM', '1')],
      [field('TestResults', '{"SPF":true,"DKIM":1}')],
    ]) {
      const id = await createServer(app);
      const fields = [...new URLSearchParams(save(id))].map(fieldOf);
      expect((await post(app, multipart(...fields, ...nested), multipartType)).text).toBe(saved);
      expect(await passedChecks(id)).toEqual(['spf', 'dkim']);
    }
  });

  it('R6: JSON holds the object itself or its text', async () => {
    for (const results of [{ SPF: true, DKIM: 1 }, '{"SPF":true,"DKIM":1}']) {
      const id = await createServer(app);
      await app.legacy(
        requestFor('deliveryserver.testresults', { DeliveryServerID: id, TestResults: results }),
      );
      expect(await passedChecks(id)).toEqual(['spf', 'dkim']);
    }
  });

  it('R6: brackets that do not close are part of the name', async () => {
    expect((await postForm(app, `${formOf(list())}&a[b=1&a]=2&[c]=3&=4&[=5&]=6&a[b]c=7`)).text).toBe(
      noServers,
    );
  });

  it('R6: JSON text that cannot be read whole is refused, not stored as all false', async () => {
    const tooDeep = `{"SPF":true,"more":${'['.repeat(30)}${']'.repeat(30)}}`;
    const halfCharacter = '{"SPF":true,"more":"\\ud800"}';
    for (const results of [tooDeep, halfCharacter]) {
      const id = await createServer(app);
      const { body } = await postForm(app, `${save(id)}&TestResults=${encodeURIComponent(results)}`);
      expect(body.Success, results).toBe(false);
    }
  });
});

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
    expect((await post(app, formOf(list()), formType, { path: '/api.php/Some.Command' })).text).toBe(
      noServers,
    );
    const { body } = await post(app, formOf({ ...list(), Command: 'nope' }), formType, {
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
      expect([status, body.Success]).toEqual([400, false]);
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
    expect((await ask(app, `${path}?${formOf(list())}`)).text).toBe(noServers);
    expect((await post(app, formOf(list()), formType, { path })).text).toBe(noServers);
  });

  it('R7: a path in a folder names the command too', async () => {
    const answer = await ask(app, `/oempro/api.php/DeliveryServers.Get?${formOf({ APIKey: app.adminKey })}`);
    expect(answer.text).toBe(noServers);
  });

  it.each(['/oempro/api.phpx', '/oemproapi.php', '/api.php5', '/oempro/xapi.php'])(
    'R7: %s is not the endpoint',
    async (path) => expect((await ask(app, `${path}?${formOf(list())}`)).status).toBe(404),
  );

  it('R7: a slash at the end makes no difference', async () => {
    expect((await ask(app, `/api.php/?${formOf(list())}`)).text).toBe(noServers);
  });
});

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
    const entry = await entryOf(id);
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
      expect((await entryOf(body.DeliveryServerID)).ConnectionParams.smtp_password).toBe(password);
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
    const { Name, ConnectionParams } = await entryOf(created.DeliveryServerID);
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
    expect((await entryOf(body.DeliveryServerID)).ConnectionParams).toMatchObject({
      smtp_port: 587,
      smtp_timeout: 30,
    });
    const removal = JSON.stringify({ ...remove(0), APIKey: app.adminKey }).replace(
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
    expect((await entryOf(created.DeliveryServerID)).Domains.sender_rotation_settings).toBe(settings);
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
      expect((await app.legacy({ ...list(), SessionID })).text).toBe(noServers);
    }
  });
});

describe('R9: unknown parameters', () => {
  it('R9: are ignored', async () => {
    const unknown = {
      RememberMe: 1,
      DisableCaptcha: true,
      JSONPCallBack: 'alert',
      OrderBy: 'x',
      a: { b: [{}] },
    };
    expect((await app.legacy({ ...list(), ...unknown })).text).toBe(noServers);
    expect((await ask(app, `/api.php?${formOf(list())}&JSONPCallBack=f&OrderBy=Name&x[y][]=1`)).text).toBe(
      noServers,
    );
  });
});

describe('R10: ResponseFormat', () => {
  it('R10: exactly XML answers XML', async () => {
    const { text, headers } = await ask(app, `/api.php?${formOf(list())}&ResponseFormat=XML`);
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(text).toContain('<response>');
  });

  it.each(['xml', 'Xml', ' XML', 'XML ', 'JSON', 'json', 'YAML', ''])(
    'R10: %j answers JSON',
    async (format) => {
      const { text, headers } = await postForm(app, formOf({ ...list(), ResponseFormat: format }));
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(text).toBe(noServers);
    },
  );

  it.each([[['XML']], [{ 0: 'XML' }], [true], [null]])(
    'R10: %j in JSON answers JSON',
    async (ResponseFormat) => {
      expect((await app.legacy({ ...list(), ResponseFormat })).text).toBe(noServers);
    },
  );

  it('R10: the name of the parameter is matched in any letter case', async () => {
    const { headers } = await ask(app, `/api.php?${formOf(list())}&responseformat=XML`);
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
  });
});

describe('R11: names that JavaScript knows', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

  it.each(names)('R11: %s is data like any other name, in JSON', async (name) => {
    const body = `{"${name}":{"command":"nope","apikey":"x","polluted":"yes"},${JSON.stringify(list()).slice(1)}`;
    expect((await post(app, body, jsonType)).text).toBe(noServers);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(names)('R11: %s is data like any other name, in a form', async (name) => {
    for (const nested of [
      `${name}[polluted]=yes`,
      `${name}.polluted=yes`,
      `a[${name}][polluted]=yes`,
      `${name}=x`,
    ]) {
      expect((await postForm(app, `${nested}&${formOf(list())}`)).text).toBe(noServers);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(names)('R11: no parameter is taken from below %s', async (name) => {
    const { APIKey, ...rest } = list();
    const body = `{"${name}":{"apikey":"${APIKey}"},${JSON.stringify(rest).slice(1)}`;
    expect((await post(app, body, jsonType)).body.ErrorCode).toBe(99998);
  });

  it('R11: a value named __proto__ inside kept JSON is kept', async () => {
    const DeliveryServerID = await createServer(app);
    const { SenderRotationSettings, ...update } = requestFor('deliveryserver.update', {
      DeliveryServerID,
      APIKey: app.adminKey,
      SenderRotation: 'Enabled',
    });
    const body = `{"SenderRotationSettings":{"__proto__":{"a":1}},${JSON.stringify(update).slice(1)}`;
    expect((await post(app, body, jsonType)).body.Success).toBe(true);
    const { Domains } = await entryOf(DeliveryServerID);
    expect(Domains.sender_rotation_settings).toBe('{"__proto__":{"a":1}}');
  });
});

describe('R12: limits', () => {
  const inHeader = () => ({ headers: { authorization: `Bearer ${app.adminKey}` } });

  it.each([
    ['JSON', jsonType, (length: number) => JSON.stringify({ ...list(), filler: 'x'.repeat(length) })],
    ['a form', formType, (length: number) => `${formOf(list())}&filler=${'x'.repeat(length)}`],
    [
      'a multipart form',
      multipartType,
      (length: number) =>
        multipart(...Object.entries(list()).map(fieldOf), field('filler', 'x'.repeat(length))),
    ],
  ])('R12: %s just below 1 MiB is read, and one of 2 MiB is answered 413', async (_, type, bodyOf) => {
    expect((await post(app, bodyOf(1_048_576 - 1_000), type, inHeader())).text).toBe(noServers);
    expectRefusal(await post(app, bodyOf(2_097_152), type, inHeader()), 413, 100000);
  });

  it('R12: a body of exactly 1 MiB is read, and one byte more is answered 413', async () => {
    const start = `${formOf(list())}&filler=`;
    const whole = start + 'x'.repeat(1_048_576 - start.length);
    expect((await post(app, whole, formType, inHeader())).text).toBe(noServers);
    expectRefusal(await post(app, `${whole}x`, formType, inHeader()), 413, 100000);
  });

  it('R12: a small body that unpacks to 64 MiB is answered 413', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(67_108_864, 'x')));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await post(app, bomb, jsonType, { headers: { 'content-encoding': 'gzip' } });
    expectRefusal(answer, 413, 100000);
  });

  it('R12: JSON nested 20 deep is read, and 21 deep is answered 400', async () => {
    const nested = (depth: number) =>
      JSON.stringify(list()).replace('{', `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},`);
    expect((await post(app, nested(20), jsonType)).text).toBe(noServers);
    expectRefusal(await post(app, nested(21), jsonType), 400, 100000);
    expectRefusal(await post(app, nested(30_000), jsonType), 400, 100000);
    expectRefusal(await post(app, nested(400_000), jsonType, inHeader()), 400, 100000);
    const withNumber = nested(400_000).replace('{', '{"odd":1.10,');
    expectRefusal(await post(app, withNumber, jsonType, inHeader()), 400, 100000);
  });

  it.each([
    ['brackets', (depth: number) => `a${'[b]'.repeat(depth - 1)}=1`],
    ['empty brackets', (depth: number) => `a${'[]'.repeat(depth - 1)}=1`],
    ['dots', (depth: number) => `a${'.b'.repeat(depth - 1)}=1`],
  ])('R12: a form nested 20 deep with %s is read, and 21 deep is answered 400', async (_, nested) => {
    expect((await postForm(app, `${formOf(list())}&${nested(20)}`)).text).toBe(noServers);
    expectRefusal(await postForm(app, `${formOf(list())}&${nested(21)}`), 400, 100000);
    expectRefusal(await post(app, `${formOf(list())}&${nested(250_000)}`, formType, inHeader()), 400, 100000);
    expectRefusal(await ask(app, `/api.php?${formOf(list())}&${nested(21)}`), 400, 100000);
  });

  // The key can only be looked at when the body has been read, so reading it must cost little.
  it.each([
    ['JSON', jsonType, (length: number) => JSON.stringify({ ...list(), filler: 'x'.repeat(length) })],
    ['a form', formType, (length: number) => `${formOf(list())}&filler=${'x'.repeat(length)}`],
    [
      'a multipart form',
      multipartType,
      (length: number) =>
        multipart(...Object.entries(list()).map(fieldOf), field('filler', 'x'.repeat(length))),
    ],
  ])(
    'R12: %s of 64 KiB is read with the key in it, and a larger one says what it needs',
    async (_, type, bodyOf) => {
      const filler = 65_536 - bodyOf(0).length;
      expect((await post(app, bodyOf(filler), type)).text).toBe(noServers);
      const answer = await post(app, bodyOf(filler + 1), type);
      expectRefusal(answer, 413, 100000);
      expect(answer.body.ErrorText).toMatch(/needs the key in the header "Authorization: Bearer"/);
    },
  );

  it('R12: a larger one is read with the key in the header or in the address, and with a wrong key it is not', async () => {
    const body = `Command=deliveryservers.get&filler=${'x'.repeat(100_000)}`;
    expect((await post(app, body, formType, inHeader())).text).toBe(noServers);
    const path = `/api.php?${formOf({ APIKey: app.adminKey })}`;
    expect((await post(app, body, formType, { path })).text).toBe(noServers);
    const headers = { authorization: `Bearer ${app.adminKey}x` };
    expectRefusal(await post(app, body, formType, { headers }), 413, 100000);
    expectRefusal(await post(app, body, formType, { path: '/api.php?APIKey=wrong' }), 413, 100000);
  });

  it('R12: a body of 64 KiB is measured unpacked', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify({ ...list(), filler: 'x'.repeat(70_000) })));
    const headers = { 'content-encoding': 'gzip' };
    expectRefusal(await post(app, body, jsonType, { headers }), 413, 100000);
    expect((await post(app, body, jsonType, { headers: { ...headers, ...inHeader().headers } })).text).toBe(
      noServers,
    );
  });

  it('R12: 10,000 ids are few names, and with the key in the header 145,000 are read and counted', async () => {
    const ids = (count: number) => ({
      ...list(),
      Command: 'deliveryservers.delete',
      DeliveryServerID: Array.from({ length: count }, (_, index) => (index % 90_000) + 10_000),
    });
    expect((await postJson(app, ids(10_000))).text).toBe(deleted);
    const { status, text } = await post(app, JSON.stringify(ids(145_000)), jsonType, inHeader());
    expect([status, text]).toEqual([413, expect.stringContaining('at most 20000 entries')]);
  });

  it.each([
    ['names in JSON', jsonType, (count: number) => `{${many(count, (i) => `"${i}":1`, ',')}}`],
    ['dotted names in JSON', jsonType, (count: number) => `{${many(count / 4, (i) => `"${i}.a.b":1`, ',')}}`],
    ['objects in JSON', jsonType, (count: number) => `{"a":[${many(count, () => '{}', ',')}]}`],
    ['fields of a form', formType, (count: number) => many(count, () => 'a', '&')],
    ['parts of dotted names', formType, (count: number) => many(count / 4, (i) => `${i}.a.b.c`, '&')],
    ['parts of names in brackets', formType, (count: number) => many(count / 4, () => 'a[][][]', '&')],
    ['escaped brackets', formType, (count: number) => many(count / 3, () => 'a%5B%5D%5b%5d', '&')],
  ])('R12: many %s are read up to 5,000, and then answered 413', async (_, type, bodyOf) => {
    const path = `/api.php/deliveryservers.get`;
    expect((await post(app, bodyOf(4_900), type, { path })).body.ErrorCode).toBe(99998);
    expectRefusal(await post(app, bodyOf(6_000), type, { path }), 413, 100000);
  });
});

/** As many texts, joined. */
function many(count: number, text: (index: number) => string, separator: string): string {
  return Array.from({ length: Math.floor(count) }, (_, index) => text(index)).join(separator);
}

function list() {
  return { Command: 'deliveryservers.get', APIKey: app.adminKey };
}

function remove(id: number) {
  return { Command: 'deliveryservers.delete', DeliveryServerID: id };
}

/** A form that stores test results, without the results. */
function save(id: number): string {
  return formOf({
    Command: 'deliveryserver.testresults',
    APIKey: app.adminKey,
    DeliveryServerID: id,
    LastCheckedAt: '2025-12-28 10:30:00',
  });
}

function field(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
}

function fieldOf([name, value]: readonly [string, string]): string {
  return field(name, value);
}

function multipart(...parts: string[]): string {
  return `${parts.map((part) => `--edge\r\n${part}\r\n`).join('')}--edge--\r\n`;
}

async function entryOf(id: number) {
  return (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers[id];
}

async function idsOfServers(): Promise<string[]> {
  return Object.keys((await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers ?? {});
}

async function passedChecks(id: number): Promise<string[]> {
  const results: Record<string, boolean> = (await entryOf(id)).VerificationResults;
  return Object.keys(results).filter((check) => results[check]);
}

function expectRefusal(
  answer: { status: number; headers: Headers; text: string },
  status: number,
  ...codes: number[]
) {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const body = JSON.parse(answer.text);
  expect(Object.keys(body)).toEqual(['Success', 'ErrorCode', 'ErrorText']);
  expect(body.Success).toBe(false);
  expect(codes).toContain(body.ErrorCode);
}
