import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer, createServerWithId, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, jsonType, post, postForm, postJson } from '../../support/wire.js';
import { deleted, noServers, saved } from '../answers.js';
import { entryOf, idsOfServers, passedChecks } from '../listed-servers.js';
import { field, fieldOf, multipart, multipartType } from '../multipart.js';
import { listRequest } from '../requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

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
    expect(await passedChecks(app, id)).toEqual(['spf', 'sender_domain']);
  });

  it('R4: names in brackets, with dots, and in JSON inside a field are matched in any letter case', async () => {
    for (const results of ['tEsTrEsUlTs[sPf]=true', 'tEsTrEsUlTs.sPf=true', 'tEsTrEsUlTs={"sPf":true}']) {
      const id = await createServer(app);
      expect((await postForm(app, `${save(id)}&${results}`)).text).toBe(saved);
      expect(await passedChecks(app, id)).toEqual(['spf']);
    }
  });

  it('R4: values keep their case', async () => {
    const id = await createServer(app, {
      DeliveryServerName: 'MiXeD',
      SendMethodSMTPHost: 'SMTP.Example.COM',
    });
    const entry = await entryOf(app, id);
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
    expect((await entryOf(app, id)).Domains.sender_rotation_settings).toBe(JSON.stringify(settings));
  });
});

describe('R5: the same name twice', () => {
  it('R5: the last of a repeated scalar wins', async () => {
    await createServerWithId(app, 1);
    await createServerWithId(app, 2);
    const start = formOf({ Command: 'deliveryservers.delete', APIKey: app.adminKey });
    await postForm(app, `${start}&DeliveryServerID=1&deliveryserverid=2`);
    expect(await idsOfServers(app)).toEqual(['1']);
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
    expect(await idsOfServers(app)).toEqual(['3']);
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
    expect(await passedChecks(app, id)).toEqual(['spf', 'dkim']);
  });

  it.each(spellings)('R6: a query string takes %s', async (spelling) => {
    const id = await createServer(app);
    expect((await ask(app, `/api.php?${save(id)}&${spelling}`)).text).toBe(saved);
    expect(await passedChecks(app, id)).toEqual(['spf', 'dkim']);
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
      expect(await passedChecks(app, id)).toEqual(['spf', 'dkim']);
    }
  });

  it('R6: JSON holds the object itself or its text', async () => {
    for (const results of [{ SPF: true, DKIM: 1 }, '{"SPF":true,"DKIM":1}']) {
      const id = await createServer(app);
      await app.legacy(
        requestFor('deliveryserver.testresults', { DeliveryServerID: id, TestResults: results }),
      );
      expect(await passedChecks(app, id)).toEqual(['spf', 'dkim']);
    }
  });

  it('R6: brackets that do not close are part of the name', async () => {
    expect(
      (await postForm(app, `${formOf(listRequest(app))}&a[b=1&a]=2&[c]=3&=4&[=5&]=6&a[b]c=7`)).text,
    ).toBe(noServers);
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

describe('R9: unknown parameters', () => {
  it('R9: are ignored', async () => {
    const unknown = {
      RememberMe: 1,
      DisableCaptcha: true,
      JSONPCallBack: 'alert',
      OrderBy: 'x',
      a: { b: [{}] },
    };
    expect((await app.legacy({ ...listRequest(app), ...unknown })).text).toBe(noServers);
    expect(
      (await ask(app, `/api.php?${formOf(listRequest(app))}&JSONPCallBack=f&OrderBy=Name&x[y][]=1`)).text,
    ).toBe(noServers);
  });
});

describe('R11: names that JavaScript knows', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

  it.each(names)('R11: %s is data like any other name, in JSON', async (name) => {
    const body = `{"${name}":{"command":"nope","apikey":"x","polluted":"yes"},${JSON.stringify(listRequest(app)).slice(1)}`;
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
      expect((await postForm(app, `${nested}&${formOf(listRequest(app))}`)).text).toBe(noServers);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(names)('R11: no parameter is taken from below %s', async (name) => {
    const { APIKey, ...rest } = listRequest(app);
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
    const { Domains } = await entryOf(app, DeliveryServerID);
    expect(Domains.sender_rotation_settings).toBe('{"__proto__":{"a":1}}');
  });
});

/** A form that stores test results, without the results. */
function save(id: number): string {
  return formOf({
    Command: 'deliveryserver.testresults',
    APIKey: app.adminKey,
    DeliveryServerID: id,
    LastCheckedAt: '2025-12-28 10:30:00',
  });
}
