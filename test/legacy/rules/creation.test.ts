import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { entryOf } from '../listed-servers.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryserver.create', () => {
  it('deliveryserver.create: an empty request answers [1,2,3,4,5,6,9,10,11], and auth adds 7', async () => {
    const codesOf = async (parameters: object) =>
      (await app.legacy({ Command: 'deliveryserver.create', ...parameters })).body.ErrorCode;
    expect(await codesOf({})).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11]);
    expect(await codesOf({ SendMethodSMTPAuth: true })).toEqual([1, 2, 3, 4, 5, 7, 9, 10, 11]);
    expect(await codesOf({ SendMethodSMTPAuth: 'True' })).toEqual([1, 2, 3, 4, 5, 7, 9, 10, 11]);
  });

  it('deliveryserver.create: the id is a number', async () => {
    const { text } = await app.legacy(requestFor('deliveryserver.create'));
    expect(text).toMatch(/^\{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":[1-9]\d*\}$/);
  });

  it('deliveryserver.create: two servers may share a name and a host', async () => {
    const [one, other] = [await createServer(app), await createServer(app)];
    expect(one).not.toBe(other);
    expect((await entryOf(app, one)).Name).toBe((await entryOf(app, other)).Name);
  });

  it('deliveryserver.create: an IPv6 address in brackets is kept as sent, a port behind a host is not taken', async () => {
    const id = await createServer(app, { SendMethodSMTPHost: '[::1]' });
    expect((await entryOf(app, id)).ConnectionParams.smtp_host).toBe('[::1]');
    for (const SendMethodSMTPHost of [
      '[::1]:25',
      'smtp.example.com:smtp',
      'smtps:smtp.example.com',
      '[host]',
    ]) {
      const { body } = await app.legacy(requestFor('deliveryserver.create', { SendMethodSMTPHost }));
      expect([body.Success, body.ErrorCode], SendMethodSMTPHost).toEqual([false, [2]]);
    }
  });

  it('deliveryserver.create: a name is any text, tabs and line breaks too', async () => {
    const DeliveryServerName = 'a\tname\r\non two lines';
    const id = await createServer(app, { DeliveryServerName });
    expect((await entryOf(app, id)).Name).toBe(DeliveryServerName);
  });

  it('deliveryserver.create: stores sender rotation, as later releases do', async () => {
    const id = await createServer(app, { SenderRotation: 'Enabled', SenderRotation_Settings: { a: [1] } });
    expect((await entryOf(app, id)).Domains).toMatchObject({
      sender_rotation: true,
      sender_rotation_settings: '{"a":[1]}',
    });
  });

  it.each([undefined, 'Disabled', 'enabled', true])(
    'deliveryserver.create: SenderRotation %j is no sender rotation',
    async (SenderRotation) => {
      const id = await createServer(app, { SenderRotation, SenderRotationSettings: 'x' });
      expect((await entryOf(app, id)).Domains).not.toHaveProperty('sender_rotation');
    },
  );

  it('deliveryserver.create: a blank user name is stored as none when auth is false', async () => {
    const id = await createServer(app, { SendMethodSMTPAuth: 'false', SendMethodSMTPUsername: '  ' });
    expect((await entryOf(app, id)).ConnectionParams).toMatchObject({ smtp_auth: false, smtp_username: '' });
  });

  it.each([
    [30, 30],
    ['30', 30],
    [' 30', 30],
    ['30 ', 30],
    ['1.5', 1],
    ['1e3', 1000],
    ['+7', 7],
    ['.9', 0],
    [86_400, 86_400],
  ])('deliveryserver.create: the timeout %j is stored as %d whole seconds', async (value, seconds) => {
    const id = await createServer(app, { SendMethodSMTPTimeout: value });
    expect((await entryOf(app, id)).ConnectionParams.smtp_timeout).toBe(seconds);
  });

  it('deliveryserver.create: the host and the domains are kept as they are sent', async () => {
    const id = await createServer(app, {
      SendMethodSMTPHost: 'Relay_1.Example.COM',
      DomainSettings_LinkTracking: 'Track.Example.com',
      DomainSettings_OpenTracking: 'xn--bcher-kva.example',
      DomainSettings_MFrom: 'Bounce+tag@Example.com',
    });
    const other = await createServer(app, { SendMethodSMTPHost: 'MU\u0308NCHEN\u3002example.' });
    expect((await entryOf(app, other)).ConnectionParams.smtp_host).toBe('MU\u0308NCHEN\u3002example.');
    const { ConnectionParams, Domains } = await entryOf(app, id);
    expect([
      ConnectionParams.smtp_host,
      Domains.link_tracking,
      Domains.open_tracking,
      Domains.mfrom_domain,
    ]).toEqual([
      'Relay_1.Example.COM',
      'Track.Example.com',
      'xn--bcher-kva.example',
      'Bounce+tag@Example.com',
    ]);
  });
});

describe('a value with characters that nobody sees', () => {
  it.each<[string, unknown, number]>([
    ['DeliveryServerName', '\u200b', 1],
    ['SendMethodSMTPHost', 'smtp\u200b.example.com', 2],
    ['SendMethodSMTPHost', 'smtp\u00ad.example.com', 2],
    ['SendMethodSMTPHost', 'smtp\u2010relay.example.com', 2],
    ['SendMethodSMTPHost', 'smtp.example.com\u202e', 2],
    ['SendMethodSMTPHost', 'smtp\u2028.example.com', 2],
    ['SendMethodSMTPHost', '\u201csmtp.example.com\u201d', 2],
    ['SendMethodSMTPHost', 'smtp.example.com\uffff', 2],
    ['SendMethodSMTPUsername', 'user\r\nRCPT TO:<x@y.z>', 7],
    ['DomainSettings_LinkTracking', 'track\u2060.example.com', 9],
    ['DomainSettings_OpenTracking', 'open\ufeff.example.com', 10],
    ['DomainSettings_MFrom', 'bounce\u200d.example.com', 11],
    ['DomainSettings_EnforcedFrom', 'no\u200breply@example.com', 16],
  ])('is refused with the code of its parameter: %s %j', async (name, value, code) => {
    const { body } = await app.legacy(requestFor('deliveryserver.create', { [name]: value }));
    expect([body.Success, body.ErrorCode]).toEqual([false, [code]]);
  });
});
