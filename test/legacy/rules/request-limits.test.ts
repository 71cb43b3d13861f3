import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, formType, jsonType, post, postForm, postJson } from '../../support/wire.js';
import { deleted, expectRefusal, noServers } from '../answers.js';
import { field, fieldOf, multipart, multipartType } from '../multipart.js';
import { listRequest } from '../requests.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('R12: limits', () => {
  const inHeader = () => ({ headers: { authorization: `Bearer ${app.adminKey}` } });

  it.each([
    [
      'JSON',
      jsonType,
      (length: number) => JSON.stringify({ ...listRequest(app), filler: 'x'.repeat(length) }),
    ],
    ['a form', formType, (length: number) => `${formOf(listRequest(app))}&filler=${'x'.repeat(length)}`],
    [
      'a multipart form',
      multipartType,
      (length: number) =>
        multipart(...Object.entries(listRequest(app)).map(fieldOf), field('filler', 'x'.repeat(length))),
    ],
  ])('R12: %s just below 1 MiB is read, and one of 2 MiB is answered 413', async (_, type, bodyOf) => {
    expect((await post(app, bodyOf(1_048_576 - 1_000), type, inHeader())).text).toBe(noServers);
    expectRefusal(await post(app, bodyOf(2_097_152), type, inHeader()), 413, 100000);
  });

  it('R12: a body of exactly 1 MiB is read, and one byte more is answered 413', async () => {
    const start = `${formOf(listRequest(app))}&filler=`;
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
      JSON.stringify(listRequest(app)).replace('{', `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},`);
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
    expect((await postForm(app, `${formOf(listRequest(app))}&${nested(20)}`)).text).toBe(noServers);
    expectRefusal(await postForm(app, `${formOf(listRequest(app))}&${nested(21)}`), 400, 100000);
    expectRefusal(
      await post(app, `${formOf(listRequest(app))}&${nested(250_000)}`, formType, inHeader()),
      400,
      100000,
    );
    expectRefusal(await ask(app, `/api.php?${formOf(listRequest(app))}&${nested(21)}`), 400, 100000);
  });

  // The key can only be looked at when the body has been read, so reading it must cost little.
  it.each([
    [
      'JSON',
      jsonType,
      (length: number) => JSON.stringify({ ...listRequest(app), filler: 'x'.repeat(length) }),
    ],
    ['a form', formType, (length: number) => `${formOf(listRequest(app))}&filler=${'x'.repeat(length)}`],
    [
      'a multipart form',
      multipartType,
      (length: number) =>
        multipart(...Object.entries(listRequest(app)).map(fieldOf), field('filler', 'x'.repeat(length))),
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
    const body = new Uint8Array(
      gzipSync(JSON.stringify({ ...listRequest(app), filler: 'x'.repeat(70_000) })),
    );
    const headers = { 'content-encoding': 'gzip' };
    expectRefusal(await post(app, body, jsonType, { headers }), 413, 100000);
    expect((await post(app, body, jsonType, { headers: { ...headers, ...inHeader().headers } })).text).toBe(
      noServers,
    );
  });

  it('R12: a multipart form of 15,000 fields is read, and one of more than 100,000 names is answered 413', async () => {
    const form = (count: number, name: string) =>
      multipart(...Array.from({ length: count }, () => field(name, '')));
    const options = { ...inHeader(), path: '/api.php/deliveryservers.get' };
    expect((await post(app, form(15_000, 'a'), multipartType, options)).text).toBe(noServers);
    expectRefusal(await post(app, form(5_300, `a${'.b'.repeat(18)}`), multipartType, options), 413, 100000);
  });

  it('R12: 10,000 ids are few names, and with the key in the header 145,000 are read and counted', async () => {
    const ids = (count: number) => ({
      ...listRequest(app),
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
